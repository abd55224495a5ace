#!/usr/bin/env python3
"""Known answers for EthereumProofs by other implementations: pycryptodome's Keccak, and Ethereum's rlp and trie.

usage: vectors.py, with the packages pycryptodome, rlp and trie (those that py-evm depends on)
"""

import json

import rlp
from Crypto.Hash import keccak
from trie import HexaryTrie


def digest(data):
    return keccak.new(digest_bits=256, data=data).hexdigest()


def text(count):
    return bytes((7 * place + count) % 256 for place in range(count))


def item(number, scale):
    """An item of a list: small ones make nodes that their parents hold as they are."""
    return text(1 + number * 13 % scale)


def root(count, scale):
    trie = HexaryTrie({})
    for number in range(count):
        trie[rlp.encode(number)] = item(number, scale)
    return trie.root_hash.hex()


for count in [0, 1, 2, 7, 8, 9, 55, 56, 64, 127, 134, 135, 136, 137, 143, 144, 200, 271, 272, 273, 1000, 100_000]:
    print(f'({count}, "{digest(text(count))}"),')
for scale in [3, 40, 700]:
    for count in [0, 1, 2, 15, 16, 17, 127, 128, 129, 130, 255, 256, 257, 300, 2000]:
        print(f'({count}, {scale}, "{root(count, scale)}"),')


def bloom():
    return bytes(255) + b"\x07"


def receipt(kind, status, gas, logs, tail=()):
    """A receipt as the trie has it, and as a node tells of it."""
    body = rlp.encode([status, rlp.sedes.big_endian_int.serialize(gas), bloom(), logs, *tail])
    return (bytes([kind]) if kind else b"") + body


def deposits():
    """Receipts of the OP stack (its specification, deposits): with nonce and version since Canyon, before that without either."""
    log = [b"\xaa" * 20, [b"\x01" * 32], b"\x05"]
    encoded = [
        receipt(0x7E, b"\x01", 50_000, [log], [b"\x01\x02\x03", b"\x01"]),
        receipt(0x7E, b"", 90_000, []), receipt(2, b"\x01", 120_000, [log, log])]
    trie = HexaryTrie({})
    for number, item in enumerate(encoded):
        trie[rlp.encode(number)] = item
    told = {"address": "0x" + "aa" * 20, "topics": ["0x" + "01" * 32], "data": "0x05"}
    common = {"logsBloom": "0x" + bloom().hex()}
    receipts = [
        common | {"type": "0x7e", "status": "0x1", "cumulativeGasUsed": "0xc350", "logs": [told], "depositNonce": "0x10203",
                  "depositReceiptVersion": "0x1", "transactionHash": "0x" + "01" * 32},
        common | {"type": "0x7e", "status": "0x0", "cumulativeGasUsed": "0x15f90", "logs": [], "depositNonce": "0x10204",
                  "transactionHash": "0x" + "02" * 32},
        common | {"type": "0x2", "status": "0x1", "cumulativeGasUsed": "0x1d4c0", "logs": [told, told], "transactionHash": "0x" + "03" * 32}]
    return {"root": "0x" + trie.root_hash.hex(), "receipts": receipts}


print(json.dumps(deposits(), separators=(",", ":")))

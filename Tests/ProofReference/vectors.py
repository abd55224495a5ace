#!/usr/bin/env python3
"""Known answers for EthereumProofs by other implementations: pycryptodome's Keccak, and Ethereum's rlp and trie.

usage: vectors.py, with the packages pycryptodome, rlp and trie (those that py-evm depends on)
"""

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

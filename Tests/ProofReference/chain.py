#!/usr/bin/env python3
"""A chain of py-evm through all forks that it knows, as a node tells of it: one line of JSON a block, with its header, its receipts, and its
transfers by the rule of ethereum-etl. It is `chain.ndjson`.

usage: chain.py, with the packages py-evm (0.12.1b1) and eth-account. It prints the same each time.
"""

import json

from eth import constants
from eth.chains.base import MiningChain
from eth.consensus import ConsensusContext, NoProofConsensus
from eth.db.atomic import AtomicDB
from eth.vm import forks
from eth_account import Account

TRANSFER = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
KEY = "0x" + "11" * 32
SENDER = bytes.fromhex(Account.from_key(KEY).address[2:])
# Calldata: a word that nobody reads, the receiver, and the number of transfers.
COIN = bytes.fromhex(
    "604035"                    # 0 the number
    "5b"                        # 3 the loop
    "801560405780600052"        # 4 end at 0x40; store the number
    "60203533"                  # 13 the receiver, the sender
    "7f" + TRANSFER.hex() +     # 17
    "60206000a3"                # 50 LOG3
    "60019003600356")           # 55
COIN += b"\x00" * (0x40 - len(COIN)) + bytes.fromhex("5b00")
# Logs without a topic, with a byte of data and with none, one of another event, and one of ERC-721.
ODD = bytes.fromhex(
    "6005600053" "60016000a0"                       # MSTORE8(0, 5), LOG0 of one byte
    "60006000a0"                                    # LOG0 of none
    "7f" + "ab" * 32 + "60406000a1"                 # LOG1 of 64 bytes
    "602a" "6007" "33" "7f" + TRANSFER.hex() + "60006000a4"  # LOG4
    "60856000536001 6000a000".replace(" ", ""))      # LOG0 of the byte 0x85
FAIL = bytes.fromhex("60006000fd")
ADDRESSES = {name: bytes([number]) * 20 for number, name in enumerate(["coin", "odd", "fail"], 0xC1)}
FORKS = [("Frontier", []), ("Homestead", []), ("Byzantium", []), ("Istanbul", []), ("Berlin", [1]), ("London", [1, 2]),
         ("Paris", [1, 2]), ("Shanghai", [1, 2]), ("Cancun", [1, 2, 3]), ("Prague", [1, 2, 3, 4])]


def hexed(value):
    return hex(value) if isinstance(value, int) else "0x" + bytes(value).hex()


def header_of(block):
    header = block.header
    names = {
        "parentHash": "parent_hash", "sha3Uncles": "uncles_hash", "miner": "coinbase", "stateRoot": "state_root",
        "transactionsRoot": "transaction_root", "receiptsRoot": "receipt_root", "difficulty": "difficulty", "number": "block_number",
        "gasLimit": "gas_limit", "gasUsed": "gas_used", "timestamp": "timestamp", "extraData": "extra_data", "mixHash": "mix_hash",
        "nonce": "nonce", "baseFeePerGas": "base_fee_per_gas", "withdrawalsRoot": "withdrawals_root", "blobGasUsed": "blob_gas_used",
        "excessBlobGas": "excess_blob_gas", "parentBeaconBlockRoot": "parent_beacon_block_root", "requestsHash": "requests_hash"}
    found = {}
    for name, attribute in names.items():
        try:
            value = getattr(header, attribute)
        except AttributeError:
            continue
        if value is not None:
            found[name] = hexed(value)
    found["logsBloom"] = "0x" + header.bloom.to_bytes(256, "big").hex()
    found["hash"] = hexed(header.hash)
    found["transactions"] = [hexed(transaction.hash) for transaction in block.transactions]
    return found


def receipts_of(chain, block):
    found, index = [], 0
    for transaction, receipt in zip(block.transactions, block.get_receipts(chain.chaindb)):
        kind = getattr(receipt, "type_id", 0) or 0
        entry = {"transactionHash": hexed(transaction.hash), "cumulativeGasUsed": hex(receipt.gas_used),
                 "logsBloom": "0x" + receipt.bloom.to_bytes(256, "big").hex(), "logs": []}
        if len(receipt.state_root) == 32:
            entry["root"] = hexed(receipt.state_root)
        else:
            entry["status"] = hex(int.from_bytes(receipt.state_root, "big"))
        if kind:
            entry["type"] = hex(kind)
        for log in receipt.logs:
            entry["logs"].append({
                "address": hexed(log.address), "topics": ["0x" + topic.to_bytes(32, "big").hex() for topic in log.topics],
                "data": hexed(log.data), "blockNumber": hex(block.number), "blockHash": hexed(block.hash),
                "transactionHash": hexed(transaction.hash), "logIndex": hex(index), "removed": False})
            index += 1
        found.append(entry)
    return found


def rows_of(block, receipts):
    """Topics and 32-byte words of data are one list; a transfer has exactly four."""
    rows = []
    for log in (log for receipt in receipts for log in receipt["logs"]):
        data = log["data"][2:]
        items = [topic[2:] for topic in log["topics"]] + [data[place:place + 64] for place in range(0, len(data), 64)]
        if items and items[0] == TRANSFER.hex() and len(items) == 4:
            rows.append(",".join(map(str, [
                log["address"], "0x" + items[1][-40:], "0x" + items[2][-40:], int(items[3], 16), log["transactionHash"],
                int(log["logIndex"], 16), block.number, block.header.timestamp, hexed(block.hash)])))
    return rows


def transaction(kind, nonce, to, data):
    fields = {"nonce": nonce, "to": to, "value": 0, "data": data, "gas": 600_000, "chainId": 1}
    if kind in (0, 1):
        fields["gasPrice"] = 10**10
    else:
        fields |= {"maxFeePerGas": 10**10, "maxPriorityFeePerGas": 1}
    if kind:
        fields["type"] = kind
    if kind:
        fields["accessList"] = [{"address": "0x" + to.hex(), "storageKeys": ["0x" + "00" * 32]}]
    if kind == 3:
        fields |= {"maxFeePerBlobGas": 10**9, "blobVersionedHashes": [b"\x01" + b"\x07" * 31]}
    if kind == 4:
        signed = Account.from_key("0x" + "22" * 32).sign_authorization(
            {"chainId": 1, "address": "0x" + ADDRESSES["odd"].hex(), "nonce": 0})
        fields["authorizationList"] = [signed]
    if kind == 0 and nonce < 40:
        del fields["chainId"]
    return fields


def main():
    configuration = tuple(
        (2 * number, getattr(forks, name + "VM").configure(consensus_class=NoProofConsensus)) for number, (name, _) in enumerate(FORKS))

    class Chain(MiningChain):
        vm_configuration = configuration
        chain_id = 1
        consensus_context_class = ConsensusContext

    state = {SENDER: {"balance": 10**24, "nonce": 0, "code": b"", "storage": {}}}
    for name, code in (("coin", COIN), ("odd", ODD), ("fail", FAIL)):
        state[ADDRESSES[name]] = {"balance": 0, "nonce": 1, "code": code, "storage": {}}
    chain = Chain.from_genesis(AtomicDB(), {
        "difficulty": 1, "gas_limit": 30_000_000, "timestamp": 1_500_000_000, "nonce": b"\0" * 8,
        "coinbase": b"\0" * 20, "extra_data": b"token-etl", "mix_hash": b"\0" * 32}, state)
    nonce = 0
    blocks = [chain.get_canonical_block_by_number(0)]
    for number, (name, kinds) in enumerate(FORKS):
        for part in range(1 if number == 0 else 2):
            sent = []
            if part == 1 or number == 0:
                receiver = b"\0" * 12 + bytes([number + 1]) * 20
                for kind in [0, *kinds]:
                    calls = [(ADDRESSES["coin"], b"\0" * 32 + receiver + (3 + number).to_bytes(32, "big")), (ADDRESSES["odd"], b"")]
                    if number >= 2:
                        calls.append((ADDRESSES["fail"], b""))
                    for to, data in calls:
                        signed = Account.sign_transaction(transaction(kind, nonce, to, data), KEY)
                        vm = chain.get_vm()
                        sent.append(vm.get_transaction_builder().decode(bytes(signed.raw_transaction)))
                        nonce += 1
            result = chain.mine_all(sent, timestamp=chain.get_canonical_head().timestamp + 12)
            blocks.append(result[0].imported_block)
    for block in blocks:
        receipts = receipts_of(chain, block)
        print(json.dumps({"header": header_of(block), "receipts": receipts, "rows": rows_of(block, receipts)}, separators=(",", ":")))


main()

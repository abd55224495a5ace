"""Seeded random rows: nulls, transfers to oneself, odd texts, extreme numbers."""

import random
from datetime import datetime, timedelta, timezone

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
TEXTS = [
    "WETH", "USDT", "usdt", "USD", "US", "", " ", '"quoted"', "back\\slash", "line\nfeed", "tab\tbell\x07\b\f\r", "\x7f",
    "\x01", "naïve", "日本", "😀", "\U0010ffff", "\U0010ffff\U0010ffff", "\ud7ff", "\ue000", "\u2028", "'", "$1", "%s", "{}", "a" * 300,
    "Wrapped Ether", "Wrapped", "wrapped", "Z", "z",
]
DECIMALS = [None, 0, 1, 6, 18, 18, 18, 77, 255, 256, 10**30, 10**78 - 1]
VALUES = [0, 1, 10, 10**18, 123456789 * 10**10, 2**256 - 1, 2**64, 10**77]


class Rows:
    def __init__(self, seed, tokens=120, accounts=40, transfers=2500):
        self.random = rng = random.Random(seed)
        self.accounts = [bytes(20)] + [rng.randbytes(20) for _ in range(accounts)]
        described = sorted({rng.randbytes(20) for _ in range(tokens)})
        self.contracts = described[: tokens // 2] + [rng.randbytes(20) for _ in range(10)]
        self.tokens = {address: self.token(address) for address in described}
        self.transfers = sorted(self.transfer_rows(transfers), key=lambda row: (row["block"], row["log"]))
        self.hashes = sorted({row["hash"] for row in self.transfers})

    def token(self, address):
        rng = self.random
        return {
            "address": address, "symbol": rng.choice([None, *TEXTS]), "name": rng.choice([None, *TEXTS]),
            "decimals": rng.choice(DECIMALS), "supply": rng.choice([None, *VALUES]),
            "time": rng.choice([None, rng.randrange(-(10**16), 2 * 10**16), 10**15]),
            "block": rng.choice([None, 0, rng.randrange(2**63)]), "block_hash": rng.choice([None, rng.randbytes(32)]),
        }

    def transfer_rows(self, count):
        rng = self.random
        block, time, made, rows = 0, -62_135_596_800_000_000, 0, []
        timeless = 0
        while made < count:
            size = min(rng.choice([1, 1, 2, 5, 20]), count - made)
            logs = sorted(rng.sample(range(0, 3 * size), size))
            if rng.random() < 0.02:
                logs[-1] = 2**31 - 1
            if timeless <= 0 and rng.random() < 0.003:
                timeless = 180
            block_hash, hash_ = rng.choice([None, rng.randbytes(32)]), rng.randbytes(32)
            for log in logs:
                if rng.random() < 0.4:
                    hash_ = rng.randbytes(32)
                timeless -= 1
                rows.append(self.transfer(block, log, time, block_hash, hash_, timeless > 0))
            made += size
            block += rng.choice([1, 1, 1, 7, 1000, 10**6])
            # Strictly growing, as the chain demands.
            time += rng.choice([12_000_000, 12_000_000, 1, 500_000, 3600 * 10**6])
            if made == size:
                time = 1_600_000_000_000_000
        for row in rows[-3:]:
            row["block"], row["time"] = 2**63 - 2, 253_402_300_799_999_999
        for log, row in enumerate(rows[-3:]):
            row["log"] = log
        return rows

    def transfer(self, block, log, time, block_hash, hash_, timeless):
        rng = self.random
        sender = rng.choice(self.accounts[: rng.choice([3, 10, 41])])
        receiver = sender if rng.random() < 0.1 else rng.choice(self.accounts[: rng.choice([3, 10, 41])])
        return {
            "block": block, "log": log, "hash": hash_, "token": rng.choice(self.contracts[: rng.choice([4, 70])]),
            "from": None if rng.random() < 0.05 else sender, "to": None if rng.random() < 0.05 else receiver,
            "value": rng.choice([*VALUES, rng.randrange(10**20), rng.randrange(2**256)]),
            "time": None if timeless or rng.random() < 0.1 else time, "block_hash": block_hash,
        }

    def load(self, connection):
        cursor = connection.cursor()
        with cursor.copy("COPY tokens (address, symbol, name, decimals, total_supply, block_timestamp, block_number,"
                         " block_hash) FROM STDIN") as copy:
            for t in self.tokens.values():
                copy.write_row([
                    t["address"], t["symbol"], t["name"], t["decimals"], t["supply"], stamp(t["time"]), t["block"],
                    t["block_hash"]])
        with cursor.copy("COPY token_transfers (block_number, log_index, transaction_hash, token_address, from_address,"
                         " to_address, value, block_timestamp, block_hash) FROM STDIN") as copy:
            for t in self.transfers:
                copy.write_row([
                    t["block"], t["log"], t["hash"], t["token"], t["from"], t["to"], t["value"], stamp(t["time"]),
                    t["block_hash"]])
        source = ("INSERT INTO etl.sources (source_id, uri, kind, format, bytes, modified_at, batch_records, batches,"
                  " retired_at) VALUES (gen_random_uuid(), $1, $2, 'csv', 1, now(), 10, $3, $4)")
        for number, (kind, batches, retired) in enumerate([
            ("token_transfers", 2, None), ("token_transfers", 3, None), ("token_transfers", None, None),
            ("token_transfers", None, "2024-01-01"), ("tokens", 2, None), ("tokens", 2, "2024-01-01"),
        ]):
            cursor.execute(source, [str(number), kind, batches, retired])
        cursor.execute(
            "INSERT INTO etl.batches (source_id, sequence, records, loaded, duplicates, rejected, repaired, checksum,"
            " is_last, source_bytes) SELECT source_id, sequence, 10, 7, 2, 1, 0, 0, false, 1"
            " FROM etl.sources, generate_series(0, 1) AS sequence")
        # Six sources with two batches each: those with 3 and without a number are incomplete.
        self.meta = {"rows": 4 * 2 * 7, "incomplete": 2}


def stamp(microseconds):
    if microseconds is None:
        return None
    return EPOCH + timedelta(microseconds=microseconds)

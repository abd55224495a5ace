"""The rows of the bench: how they are loaded, and how their keys are computed without the database."""

import hashlib
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

HERE = Path(__file__).parent
ETL = ".build/release/etl"
SERVICE_USER = "graphql"
RIVAL_USER = "rival"
FIRST_BLOCK = 15_000_000
LOGS_OF_BLOCK = 150
START = datetime(2022, 6, 21, tzinfo=timezone.utc)
PORTION = 1_000_000


@dataclass
class Data:
    """Keys by rank: 1 has the most transfers."""

    rows: int
    tokens: int = 10_000
    # An eleventh of the contracts has no row in tokens.
    contracts: int = 11_000

    @property
    def accounts(self):
        return max(1000, self.rows // 5)

    @property
    def blocks(self):
        return self.rows // LOGS_OF_BLOCK

    @staticmethod
    def token(rank):
        return _address(rank)

    @staticmethod
    def account(rank):
        return _address(-rank)

    @staticmethod
    def transaction(event):
        return "0x" + hashlib.sha256((event // 3).to_bytes(8, "big")).hexdigest()

    @staticmethod
    def time_of(block):
        """When the block with this place was made, for DateTime."""
        return (START + timedelta(seconds=12 * block)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def load(self, server):
        """Migrates the database, fills its tables and builds all indexes."""
        self._etl(server, "migrate")
        server.psql("-f", HERE / "functions.sql")
        server.psql(
            "-v", f"tokens={self.tokens}", "-v", f"rows={self.rows}", "-v", f"password={server.password}",
            "-v", f"service={SERVICE_USER}", "-v", f"rival={RIVAL_USER}", "-f", HERE / "tokens.sql")
        start = time.monotonic()
        for first in range(0, self.rows, PORTION):
            last = min(first + PORTION, self.rows) - 1
            server.psql(
                "-v", f"first={first}", "-v", f"last={last}", "-v", f"contracts={self.contracts}",
                "-v", f"accounts={self.accounts}", "-f", HERE / "transfers.sql")
            print(f"{last + 1:,} transfers after {time.monotonic() - start:.0f} s", file=sys.stderr)
        self._etl(server, "indexes", "create", "--all")
        server.psql("-c", "VACUUM (FREEZE, ANALYZE)", "-c", "CHECKPOINT")

    def busy_tokens(self, server, transfers, most):
        """The number of ranks from 1 on, at most `most`, that all have more transfers."""
        found = server.psql("-c", f"""
            SELECT coalesce(min(rank) - 1, {most}) FROM generate_series(1, {most}) AS rank WHERE {transfers} >= (
                SELECT count(*) FROM (
                    SELECT FROM token_transfers WHERE token_address = bench.address(rank) LIMIT {transfers} + 1) AS found)""")
        return int(found)

    @staticmethod
    def _etl(server, *arguments):
        environment = {**server.environment, "DATABASE_URL": server.url()}
        environment.pop("RABBITMQ_URL", None)
        subprocess.run([ETL, *arguments], check=True, env=environment, stdout=sys.stderr)


def _address(number):
    return "0x" + hashlib.sha256(number.to_bytes(8, "big", signed=True)).digest()[:20].hex()

"""A private PostgreSQL with the tables of the pipeline."""

from pathlib import Path

import psycopg
from private_postgres import OWNER, PrivatePostgres

MIGRATIONS = Path(__file__).parents[2] / "sql"


class Server(PrivatePostgres):
    """A running server: `with Server() as server`."""

    settings = {"shared_buffers": "256MB"}

    def __init__(self):
        super().__init__("token-graph-judge.")

    def prepare(self):
        with self.connect() as connection:
            # The runner of the migrations makes the schema.
            connection.execute("CREATE SCHEMA etl")
            for path in sorted(MIGRATIONS.glob("*.sql")):
                connection.execute(path.read_text())

    def connect(self):
        return psycopg.connect(
            f"host=127.0.0.1 port={self.port} user={OWNER} password={self.password} dbname=postgres", autocommit=True,
            cursor_factory=psycopg.RawCursor)

    def create_indexes(self, statements):
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)
            connection.execute("VACUUM ANALYZE")

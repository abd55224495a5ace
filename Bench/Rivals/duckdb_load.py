"""Loads a Parquet file of token transfers with DuckDB's extension for PostgreSQL: duckdb_load.py FILE

The extension is downloaded once from DuckDB's server. The database is the one of the PG* environment.
"""

import sys

import duckdb

COLUMNS = (
    "block_number", "log_index", "transaction_hash", "token_address", "from_address", "to_address", "value", "block_timestamp",
    "block_hash")

SELECT = """
SELECT block_number, log_index, unhex(substr(transaction_hash, 3)), unhex(substr(token_address, 3)),
    unhex(substr(from_address, 3)), unhex(substr(to_address, 3)), value, block_timestamp, unhex(substr(block_hash, 3))
FROM read_parquet(?)
"""


def main():
    connection = duckdb.connect()
    connection.execute("INSTALL postgres; LOAD postgres")
    connection.execute("ATTACH '' AS target (TYPE postgres)")
    connection.execute(f"INSERT INTO target.token_transfers ({', '.join(COLUMNS)}) " + SELECT, [sys.argv[1]])


if __name__ == "__main__":
    main()

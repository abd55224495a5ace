"""Loads a file of token transfers with pandas and a pool of processes: pandas_load.py FILE [--keep-stored]

Chunks are read by pandas, dealt out to as many processes as there are cores, and sent through COPY, which is the fastest
way that pandas users know. With --keep-stored, each chunk goes through a temporary table and INSERT … ON CONFLICT DO NOTHING.
The database is the one of the PG* environment.
"""

import io
import multiprocessing
import sys

import pandas
import psycopg2

COLUMNS = [
    "block_number", "log_index", "transaction_hash", "token_address", "from_address", "to_address", "value",
    "block_timestamp", "block_hash",
]
HEXADECIMAL = ["transaction_hash", "token_address", "from_address", "to_address", "block_hash"]


def load(chunk):
    for column in HEXADECIMAL:
        chunk[column] = "\\x" + chunk[column].str.slice(2)
    rows = io.StringIO()
    chunk.to_csv(rows, columns=COLUMNS, header=False, index=False)
    rows.seek(0)
    names = ", ".join(COLUMNS)
    keeps = "--keep-stored" in sys.argv[2:]
    table = "chunk" if keeps else "token_transfers"
    connection = psycopg2.connect("")
    with connection, connection.cursor() as cursor:
        if keeps:
            cursor.execute("CREATE TEMPORARY TABLE chunk (LIKE token_transfers) ON COMMIT DROP")
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN (FORMAT csv)", rows)
        if keeps:
            cursor.execute(f"INSERT INTO token_transfers ({names}) SELECT {names} FROM chunk ON CONFLICT DO NOTHING")
    connection.close()
    return len(chunk)


def main():
    chunks = pandas.read_csv(sys.argv[1], dtype=str, chunksize=50_000)
    with multiprocessing.Pool() as pool:
        print(sum(pool.imap_unordered(load, chunks)))


if __name__ == "__main__":
    main()

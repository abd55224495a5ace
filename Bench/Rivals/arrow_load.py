"""Loads a Parquet file of token transfers with pyarrow and a pool of processes: arrow_load.py FILE

Row batches are read by pyarrow, dealt out to as many processes as there are cores, written as CSV by pyarrow, and sent through
COPY. Texts of hexadecimal digits become PostgreSQL's form of bytes by a function of pyarrow, too. The database is the one of the PG* environment.
"""

import io
import multiprocessing
import sys

import psycopg2
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

COLUMNS = [
    "block_number", "log_index", "transaction_hash", "token_address", "from_address", "to_address", "value",
    "block_timestamp", "block_hash",
]
HEXADECIMAL = ["transaction_hash", "token_address", "from_address", "to_address", "block_hash"]


def load(batch):
    table = pa.Table.from_batches([batch]).select(COLUMNS)
    for place, name in enumerate(COLUMNS):
        if name in HEXADECIMAL:
            table = table.set_column(place, name, pc.replace_substring_regex(table[name], "^0x", r"\\x"))
    rows = io.BytesIO()
    pyarrow.csv.write_csv(table, rows, pyarrow.csv.WriteOptions(include_header=False, quoting_style="none"))
    rows.seek(0)
    connection = psycopg2.connect("")
    with connection, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY token_transfers ({', '.join(COLUMNS)}) FROM STDIN (FORMAT csv)", rows)
    connection.close()
    return table.num_rows


def main():
    batches = pyarrow.parquet.ParquetFile(sys.argv[1]).iter_batches(50_000)
    with multiprocessing.Pool() as pool:
        print(sum(pool.imap_unordered(load, batches)))


if __name__ == "__main__":
    main()

"""Writes the transfers of a CSV file as Parquet, as different programs do.

usage: parquet_files.py TRANSFERS.csv FOLDER

`text` has strings, as pandas writes what it reads; `bytes` has the bytes of hashes and addresses, and amounts of 32 bytes.
"""

import datetime
import pathlib
import sys

import duckdb
import polars
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

HASHES = {"transaction_hash": 32, "block_hash": 32, "token_address": 20, "from_address": 20, "to_address": 20}


def read(path):
    types = {name: pa.string() for name in HASHES} | {"value": pa.string(), "block_timestamp": pa.string()}
    table = pa.csv.read_csv(
        path, convert_options=pa.csv.ConvertOptions(column_types=types, strings_can_be_null=True))
    place = table.schema.get_field_index("block_timestamp")
    times = pa.array([moment(text) for text in table["block_timestamp"].to_pylist()], pa.timestamp("us", "UTC"))
    return table.set_column(place, "block_timestamp", times)


def moment(text):
    """A time as the sample has it: a date, or Unix seconds."""
    if not text or text.isdigit():
        return datetime.datetime.fromtimestamp(int(text), datetime.timezone.utc) if text else None
    return datetime.datetime.strptime(text[:19].replace("T", " "), "%Y-%m-%d %H:%M:%S").replace(tzinfo=datetime.timezone.utc)


def as_bytes(table):
    def unhex(text):
        return None if text is None else bytes.fromhex(text[2:])

    for place, name in enumerate(table.column_names):
        if name in HASHES:
            values = pa.array([unhex(text) for text in table[name].to_pylist()], pa.binary())
        elif name == "value":
            values = pa.array([int(text).to_bytes(32, "big") for text in table[name].to_pylist()], pa.binary())
        else:
            continue
        table = table.set_column(place, name, values)
    return table


def main(source, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    text = read(source)
    binary = as_bytes(text)
    pq.write_table(text, folder / "text.snappy.parquet")
    pq.write_table(text, folder / "text.zstd.parquet", compression="zstd")
    pq.write_table(binary, folder / "bytes.snappy.parquet")
    pq.write_table(binary, folder / "bytes.zstd.parquet", compression="zstd")
    duckdb.connect().execute(
        "COPY (SELECT * FROM text) TO '" + str(folder / "text.duckdb.parquet") + "' (FORMAT parquet)")
    polars.from_arrow(binary).write_parquet(folder / "bytes.polars.parquet")


if __name__ == "__main__":
    main(*sys.argv[1:])

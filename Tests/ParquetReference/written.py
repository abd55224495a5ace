"""Files that pyarrow, DuckDB, polars and fastparquet write, in all of their codecs and encodings."""

import subprocess

import duckdb
import fastparquet
import pandas
import polars
import pyarrow as pa
import pyarrow.parquet as pq

import tables

ENCODINGS = {
    "bool": ["PLAIN", "RLE"],
    "i32": ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"],
    "i64": ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"],
    "f32": ["PLAIN", "BYTE_STREAM_SPLIT"],
    "f64": ["PLAIN", "BYTE_STREAM_SPLIT"],
    "text": ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
    "binary": ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"],
    "fixed": ["PLAIN", "BYTE_STREAM_SPLIT", "DELTA_BYTE_ARRAY"],
    "f16": ["PLAIN", "BYTE_STREAM_SPLIT"],
}
CODECS = ["NONE", "SNAPPY", "GZIP", "ZSTD", "LZ4", "BROTLI"]


def run(report, folder, quick, seed, old, compare):
    writers = [arrow_codecs, arrow_encodings, arrow_layouts, duck, polar, fast]
    files = [(writer.__name__, writer(folder, quick, seed)) for writer in writers]
    if old:
        files.append(("old_polars", old_polars(folder, old)))
    for writer, written in files:
        for name, path in written:
            if compare:
                report.compare(name, path)
        print(f"{writer}: {report.same} files the same so far", flush=True)


def arrow(folder, name, table, **options):
    path = folder / f"{name}.parquet"
    pq.write_table(table, path, **options)
    return name, path


def arrow_codecs(folder, quick, seed):
    sizes = [1, 3000] if quick else [1, 7, 1000, 100_000]
    for rows in sizes:
        table = tables.everything(rows, seed)
        for codec in CODECS if rows < 100_000 else ["SNAPPY"]:
            for version in ("1.0", "2.0"):
                name = f"arrow-{codec}-v{version[0]}-{rows}"
                yield arrow(
                    folder, name, table, compression=codec, data_page_version=version, data_page_size=8192,
                    write_page_checksum=version == "2.0", store_decimal_as_integer=rows == 1000)


def arrow_encodings(folder, quick, seed):
    sizes = [1, 129, 3000] if quick else [1, 2, 31, 33, 128, 129, 1025, 20_000]
    for rows in sizes:
        for nulls in (0, 0.3, 1):
            table = tables.everything(rows, seed + 1, nulls)
            for place in range(3):
                encodings = {c: e[place % len(e)] for c, e in ENCODINGS.items()}
                for version in ("1.0", "2.0"):
                    name = f"arrow-encoding{place}-v{version[0]}-{rows}-{nulls}"
                    yield arrow(
                        folder, name, table.select(list(encodings)), use_dictionary=False, column_encoding=encodings,
                        data_page_version=version, data_page_size=1024 if rows < 5000 else 50_000,
                        compression="NONE" if place == 1 else "ZSTD")


def arrow_layouts(folder, quick, seed):
    rows = 3000 if quick else 40_000
    table = tables.everything(rows, seed + 2)
    full = tables.everything(rows, seed + 3, 0)
    full = full.cast(pa.schema([pa.field(f.name, f.type, nullable=False) for f in full.schema]))
    yield arrow(folder, "arrow-required", full, row_group_size=rows // 3)
    yield arrow(folder, "arrow-required-v2", full, data_page_version="2.0", data_page_size=500)
    yield arrow(folder, "arrow-tiny-pages", table.slice(0, 900), data_page_size=1, write_batch_size=1)
    yield arrow(folder, "arrow-tiny-groups", table.slice(0, 70), row_group_size=1)
    yield arrow(folder, "arrow-large-pages", table, data_page_size=1 << 24, max_rows_per_page=1 << 28)
    yield arrow(folder, "arrow-fallback", table, dictionary_pagesize_limit=2000, data_page_size=3000)
    yield arrow(folder, "arrow-int96", table, use_deprecated_int96_timestamps=True)
    yield arrow(folder, "arrow-format1", table.drop_columns(["nanos"]), version="1.0")
    yield arrow(folder, "arrow-no-rows", table.slice(0, 0))
    yield arrow(folder, "arrow-runs", tables.runs(rows, seed))
    yield arrow(folder, "arrow-runs-v2", tables.runs(rows, seed), data_page_version="2.0", data_page_size=64)
    yield arrow(folder, "arrow-long", tables.long(seed), data_page_size=1 << 20)
    yield arrow(
        folder, "arrow-long-delta", tables.long(seed), use_dictionary=False, column_encoding={"binary": "DELTA_BYTE_ARRAY"})


def duck(folder, quick, seed):
    connection = duckdb.connect()
    for rows in ([10, 3000] if quick else [1, 10, 5000, 20_000]):
        table = tables.everything(rows, seed + 4).drop_columns(["f16", "null", "d256", "t32", "nanos"])
        connection.register("source", table)
        for codec in ("uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli"):
            for version in ("V1", "V2"):
                path = folder / f"duck-{codec}-{version}-{rows}.parquet"
                connection.execute(
                    f"COPY source TO '{path}' (FORMAT parquet, COMPRESSION {codec}, PARQUET_VERSION {version},"
                    f" ROW_GROUP_SIZE 2048)")
                yield path.stem, path


def polar(folder, quick, seed):
    for rows in ([10, 3000] if quick else [1, 10, 5000, 20_000]):
        table = tables.everything(rows, seed + 5).drop_columns(["f16", "null", "d256", "t32", "fixed"])
        frame = polars.from_arrow(table)
        for codec in ("uncompressed", "snappy", "gzip", "zstd", "lz4", "brotli"):
            path = folder / f"polars-{codec}-{rows}.parquet"
            frame.write_parquet(path, compression=codec, row_group_size=1000, data_page_size=5000)
            yield path.stem, path


def fast(folder, quick, seed):
    for rows in ([10, 3000] if quick else [1, 10, 5000, 20_000]):
        table = tables.everything(rows, seed + 6)
        frame = table.select(["i32", "i64", "u32", "f64", "bool"]).to_pandas()
        frame["text"] = pandas.Series(table["text"].to_pylist(), dtype=object)
        # fastparquet writes no nulls among bytes.
        frame["binary"] = pandas.Series([v or b"" for v in table["binary"].to_pylist()], dtype=object)
        for codec in ("UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "BROTLI"):
            path = folder / f"fast-{codec}-{rows}.parquet"
            encodings = {"text": "utf8", "binary": "bytes", "bool": "bool"}
            fastparquet.write(str(path), frame, compression=codec, object_encoding=encodings)
            yield path.stem, path
        for times in ("int64", "int96"):
            stamps = pandas.DataFrame({"at": pandas.date_range("1999-12-31", periods=rows, freq="7h13min")})
            path = folder / f"fast-{times}-{rows}.parquet"
            fastparquet.write(str(path), stamps, times=times)
            yield path.stem, path


OLD = """
import random, sys, polars
random.seed(3)
n = 20000
frame = polars.DataFrame({
    "block_number": polars.Series([17_000_000 + i // 30 for i in range(n)], dtype=polars.UInt32),
    "log_index": polars.Series([i % 30 + 2**31 for i in range(n)], dtype=polars.UInt32),
    "chain_id": polars.Series([2**63 + 1] * n, dtype=polars.UInt64),
    "erc20": [random.choice([b"a" * 20, b"b" * 20]) for _ in range(n)],
    "transaction_hash": [random.randbytes(32) for _ in range(n)],
    "value_string": [None if i % 7 == 0 else str(random.getrandbits(200)) for i in range(n)],
    "value_f64": [random.random() for _ in range(n)],
    "all_null": polars.Series([None] * n, dtype=polars.Utf8),
    "flag": [None if i % 11 == 0 else i % 3 == 0 for i in range(n)],
})
for codec in ("lz4", "snappy", "gzip", "zstd", "brotli", "uncompressed"):
    for pages in (None, 5000):
        frame.write_parquet(
            f"{sys.argv[1]}/old-polars-{codec}-{pages}.parquet", compression=codec, row_group_size=7000,
            data_page_size=pages)
"""


def old_polars(folder, python):
    subprocess.run([python, "-c", OLD, str(folder)], check=True)
    for path in sorted(folder.glob("old-polars-*.parquet")):
        yield path.stem, path

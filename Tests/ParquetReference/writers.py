"""Writers of Parquet files, each of an Arrow table with settings at random. They return what the settings were."""

import subprocess

import duckdb
import fastparquet
import pandas
import polars
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq

CODECS = ["NONE", "SNAPPY", "GZIP", "ZSTD", "LZ4", "BROTLI"]
DELTA = ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"]
DELTA_BYTES = ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"]


def encodings(table, random, as_integers):
    """An encoding for each column that a dictionary does not have."""
    found = {}
    for field in table.schema:
        kind = field.type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if pa.types.is_boolean(kind):
            choices = ["PLAIN", "RLE"]
        elif pa.types.is_floating(kind):
            choices = ["PLAIN", "BYTE_STREAM_SPLIT"]
        elif pa.types.is_fixed_size_binary(kind) or pa.types.is_decimal(kind):
            is_integer = as_integers and pa.types.is_decimal(kind)
            choices = ["PLAIN", "BYTE_STREAM_SPLIT", *([] if is_integer else ["DELTA_BYTE_ARRAY"])]
        elif pa.types.is_integer(kind) or pa.types.is_timestamp(kind):
            choices = DELTA
        else:
            choices = DELTA_BYTES
        found[field.name] = random.choice(choices)
    return found


def arrow(table, path, random, old):
    as_integers = random.random() < 0.5
    dictionary = random.choice([True, True, False])
    settings = {
        "compression": random.choice(CODECS),
        "data_page_version": random.choice(["1.0", "2.0"]),
        "use_dictionary": dictionary,
        "row_group_size": random.choice([1, 7, 100, 1000, 1 << 20]) if table.num_rows <= 1000 else random.choice([5000, 1 << 20]),
        "data_page_size": random.choice([1, 100, 2000, 1 << 20]),
        "write_batch_size": random.choice([1, 64, 1024]),
        "write_page_checksum": random.random() < 0.5,
        "store_decimal_as_integer": as_integers,
        "version": random.choice(["1.0", "2.4", "2.6", "2.6"]),
        "use_deprecated_int96_timestamps": random.random() < 0.2,
        "write_page_index": random.random() < 0.5,
        "store_schema": random.random() < 0.5,
    }
    if dictionary:
        settings["dictionary_pagesize_limit"] = random.choice([100, 1 << 20])
    elif not settings["use_deprecated_int96_timestamps"]:
        settings["column_encoding"] = encodings(table, random, as_integers)
    if settings["use_deprecated_int96_timestamps"]:
        table = in_int96(table)
    pq.write_table(table, path, **settings)
    return settings


def in_int96(table):
    """The table with those times as text that are written wrongly as INT96: they are counted in nanoseconds of 64 bits."""
    for place, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit != "ns":
            table = table.set_column(place, field.name, table.column(place).cast(pa.string()))
    return table


def exact(table):
    """The table in types that pandas has; integers with nulls are its own ones."""
    return table.to_pandas(types_mapper=NULLABLE.get)


NULLABLE = {
    kind: dtype() for kind, dtype in (
        (pa.int32(), pandas.Int32Dtype), (pa.int64(), pandas.Int64Dtype), (pa.uint32(), pandas.UInt32Dtype),
        (pa.uint64(), pandas.UInt64Dtype))}


def pandas_arrow(table, path, random, old):
    codec = random.choice([None, "snappy", "gzip", "zstd", "lz4", "brotli"])
    exact(table).to_parquet(path, engine="pyarrow", compression=codec, index=random.choice([None, True, False]))
    return {"compression": codec}


def fast_frame(table):
    """The table in types that fastparquet writes, with the encodings of its objects."""
    columns, encodings = {}, {}
    for field in table.schema:
        column = table.column(field.name)
        if pa.types.is_string(column.type) or pa.types.is_binary(column.type):
            is_text = pa.types.is_string(column.type)
            columns[field.name] = pandas.Series(column.to_pylist(), dtype=object)
            encodings[field.name] = "utf8" if is_text else "bytes"
        else:
            columns[field.name] = exact(pa.table({"x": column}))["x"]
    return pandas.DataFrame(columns), encodings


def pandas_fast(table, path, random, old):
    settings = {
        "compression": random.choice([None, "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW", "BROTLI"]),
        "times": random.choice(["int64", "int96"]),
        "row_group_offsets": random.choice([7, 500, 1 << 20]) if 0 < table.num_rows <= 1000 else None}
    # It takes all times for nanoseconds if it writes INT96.
    frame, encodings = fast_frame(in_int96(table) if settings["times"] == "int96" else table)
    frame.to_parquet(path, engine="fastparquet", index=False, object_encoding=encodings, **settings)
    return settings


def fast(table, path, random, old):
    settings = {"compression": random.choice(["UNCOMPRESSED", "SNAPPY", "ZSTD"]), "stats": random.choice([True, False, "auto"])}
    frame, encodings = fast_frame(table)
    has_nulls = [name for name in frame if frame[name].isna().any()] if random.random() < 0.5 else True
    fastparquet.write(str(path), frame, object_encoding=encodings, has_nulls=has_nulls, **settings)
    return settings


def duck(table, path, random, old):
    codec = random.choice(["uncompressed", "snappy", "gzip", "zstd", "lz4_raw", "brotli"])
    version, size = random.choice(["V1", "V2"]), random.choice([2048, 122_880])
    with duckdb.connect() as connection:
        connection.register("source", table)
        connection.execute(
            f"COPY source TO '{path}' (FORMAT parquet, COMPRESSION {codec}, PARQUET_VERSION {version}, ROW_GROUP_SIZE {size})")
    return {"compression": codec, "version": version, "row_group_size": size}


def polar(table, path, random, old):
    settings = {
        "compression": random.choice(["uncompressed", "snappy", "gzip", "zstd", "lz4", "brotli"]),
        "row_group_size": random.choice([None, 1, 100, 5000]) if table.num_rows <= 1000 else None,
        "data_page_size": random.choice([None, 100, 5000]), "statistics": random.choice([True, False])}
    polars.from_arrow(table).write_parquet(path, **settings)
    return settings


OLD = """
import sys, polars
frame = polars.read_ipc(sys.argv[1], memory_map=False)
size, page = (int(n) or None for n in sys.argv[4:6])
frame.write_parquet(sys.argv[2], compression=sys.argv[3], row_group_size=size, data_page_size=page)
"""


def old_polar(table, path, random, old):
    codec = random.choice(["lz4", "snappy", "gzip", "zstd", "brotli", "uncompressed"])
    size, page = random.choice([0, 500]), random.choice([0, 1000])
    arrow = path.with_suffix(".arrow")
    pyarrow.feather.write_feather(table, arrow, compression="uncompressed")
    subprocess.run([old, "-c", OLD, arrow, path, codec, str(size), str(page)], check=True)
    arrow.unlink()
    return {"compression": codec, "row_group_size": size, "data_page_size": page}


# Each with the forms that it writes: all, those of most writers, or these without decimals.
WRITERS = {
    "pyarrow": (arrow, "all"), "pandas with pyarrow": (pandas_arrow, "usual"), "pandas with fastparquet": (pandas_fast, "plain"),
    "fastparquet": (fast, "plain"), "DuckDB": (duck, "usual"), "polars": (polar, "usual"), "polars 0.20": (old_polar, "plain")}

"""Files that are valid and rare."""

from decimal import Decimal

import duckdb
import polars
import pyarrow as pa
import pyarrow.parquet as pq

import footers
from expected import Expectation, tokens, transfers

PLAIN = {"use_dictionary": False, "write_statistics": False}


def run(account, folder, options):
    expect, same, faults = Expectation(account, folder), account.same, len(account.faults)
    for part in (groups, columns, names, old_times, times, byte_decimals, long_texts, batches, dictionaries, other_writers):
        part(expect, options.quick)
    print(f"odd: {account.same - same} files as expected, {len(account.faults) - faults} not", flush=True)


def sound(block):
    """What `transfers` has in a block."""
    row = block - 17_000_000
    return {"log_index": row % 500, "transaction_hash": "0x" + bytes([row % 251]).hex() * 32, "value": str(row)}


def groups(expect, quick):
    table = transfers(1000)
    path = expect.folder / "groups.parquet"
    for name, parts in {
        "no row group": [], "empty row groups only": [(0, 0)] * 3,
        "empty row groups among others": [(0, 0), (0, 500), (500, 0), (500, 0), (500, 500), (0, 0)],
        "100 row groups": [(10 * i, 10) for i in range(100)], "1000 row groups": [(i, 1) for i in range(1000)],
    }.items():
        with pq.ParquetWriter(path, table.schema) as writer:
            for start, count in parts:
                writer.write_table(table.slice(start, count))
        rows = sum(count for _, count in parts)
        blocks = list(range(17_000_000, 17_000_000 + rows))
        expect.file(name, path, passed=rows, values={"block_number": blocks}, records=sound)
    collected = []
    pq.write_to_dataset(table, expect.folder / "set", metadata_collector=collected)
    pq.write_metadata(table.schema, path)
    expect.file("_common_metadata", path, passed=0)
    pq.write_metadata(table.schema, path, metadata_collector=collected)
    expect.file("_metadata", path, refused="other files")


def columns(expect, quick):
    table = transfers()
    twice = pa.Table.from_arrays([*table.columns, table["value"]], names=[*table.column_names, "value"])
    expect.table("a column twice", twice, refused="`value` is there twice")
    other = pa.Table.from_arrays([*table.columns, table["value"], table["value"]], names=[*table.column_names, "x", "x"])
    expect.table("another column twice", other, passed=3, records=sound)
    expect.table("two names of a column", transfers(erc20_value=table["value"]), refused="are the same field")
    for place in (0, 2, 5):
        nested = table.add_column(place, "logs", pa.array([[{"a": 1, "b": ["x"]}], [], None]))
        nested = nested.add_column(place, "block", pa.array([{"number": 1, "hash": b"x"}] * 3))
        expect.table(f"nested columns at {place}", nested, passed=3, records=sound)
    only = pa.table({"block": [{"block_number": 1}] * 3})
    expect.table("nested columns only", only, refused="nested")
    wide = pa.table({f"c{i}": pa.array([i] * 3) for i in range(990)} | {n: table[n] for n in table.column_names})
    expect.table("1000 columns", wide, passed=3, records=sound)
    wide = pa.Table.from_arrays([*table.columns, *[pa.array([1, 1, 137])] * 40], names=[*table.column_names, *["chain_id"] * 40])
    expect.table("40 chains", wide, refused="45 columns belong to token_transfers")
    wide = pa.Table.from_arrays([*table.columns, *[pa.array([1, 1, 137])] * 27], names=[*table.column_names, *["chain_id"] * 27])
    expect.table("27 chains", wide, passed=2, reasons={("other-chain", "chain_id"): 1}, records=sound)


def names(expect, quick):
    table = transfers()
    for name, change in {
        "upper case": str.upper, "blanks": lambda n: f" {n}\t", "quotes": lambda n: f'"{n}"',
        "byte order mark": lambda n: f"\ufeff{n}",
    }.items():
        expect.table(name, table.rename_columns([change(n) for n in table.column_names]), passed=3, records=sound)
    expect.table("blanks within", table.rename_columns([n.replace("_", " ") for n in table.column_names]), refused="lacks")


def old_times(expect, quick):
    """INT96 of all ages, with nanoseconds beyond their day."""
    day = 86_400 * 10**9
    cases = [
        ((0, 0), "1970-01-01T00:00:00Z"), ((-1, day - 1), "1969-12-31T23:59:59.999999Z"), ((-1, 0), "1969-12-31T00:00:00Z"),
        ((0, -1), "1969-12-31T23:59:59.999999Z"), ((0, day + 1000), "1970-01-02T00:00:00.000001Z"),
        ((-719_162, 0), "0001-01-01T00:00:00Z"), ((0, 2**63 - 1), "2262-04-11T23:47:16.854775Z"),
        ((2_932_896, day - 1), "9999-12-31T23:59:59.999999Z"), ((19_212, 83_212 * 10**9), "2022-08-08T23:06:52Z"),
        ((-719_163, day - 1), None), ((2_932_897, 0), None), ((2**31 - 2_440_589, 0), None),
        ((-(2**31) - 2_440_588, 2**63 - 1), None), ((0, -(2**63)), "1677-09-21T00:12:43.145224Z"), ((-(2**31), -(2**63)), None)]
    times = footers.twelve_bytes([footers.int96(*place) for place, _ in cases] + [None])
    path = expect.write("INT96", transfers(len(times), block_timestamp=times), **PLAIN)
    shown = [text for _, text in cases if text] + [None]
    wrong = len(cases) - len(shown) + 1
    expect.file(
        "INT96", footers.changed(path, footers.as_int96("block_timestamp")), passed=len(shown),
        reasons={("invalid-timestamp", "block_timestamp"): wrong}, values={"block_timestamp": shown})


def times(expect, quick):
    first, last = -62_135_596_800, 253_402_300_799
    for unit, factor in (("ms", 1000), ("us", 10**6)):
        good = [first * factor, last * factor + factor - 1, -1, 0]
        wrong = [first * factor - 1, last * factor + factor, 2**63 - 1, -(2**63)]
        fraction = ".999" if unit == "ms" else ".999999"
        expect.table(
            f"ages in {unit}", transfers(8, block_timestamp=pa.array(good + wrong, pa.timestamp(unit))), passed=4,
            reasons={("invalid-timestamp", "block_timestamp"): 4}, values={"block_timestamp": [
                "0001-01-01T00:00:00Z", f"9999-12-31T23:59:59{fraction}Z".replace(".999Z", ".999000Z"),
                f"1969-12-31T23:59:59{fraction}Z".replace(".999Z", ".999000Z"), "1970-01-01T00:00:00Z"]})
    nanoseconds = pa.array([-1, -1000, -1001, 999, 2**63 - 1, -(2**63)], pa.timestamp("ns"))
    expect.table("ages in ns", transfers(6, block_timestamp=nanoseconds), passed=6, values={"block_timestamp": [
        "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999998Z", "1970-01-01T00:00:00Z",
        "2262-04-11T23:47:16.854775Z", "1677-09-21T00:12:43.145224Z"]})
    seconds = pa.array([0, last, last + 1, -1, 2**63 - 1], pa.int64())
    expect.table("Unix seconds", transfers(5, block_timestamp=seconds), passed=2, values={"block_timestamp": [
        "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]})
    expect.table("unsigned seconds", transfers(2, block_timestamp=pa.array([2**64 - 1, 1], pa.uint64())), passed=1)


def byte_decimals(expect, quick):
    """Decimals in bytes of any number."""
    def signed(number, size):
        return number.to_bytes(size, "big", signed=True)

    for scale in (0, 2, 19, 38):
        unit = 10**scale
        good = [(0, 1), (0, 20), (1, 8), (2**64, 9), (10**38, 33), (2**256 - 1, 120), (255, 2), (2**255, 33), (7, 200)]
        wrong = [(-1, 1), (2**256, 60), (2**256, 130)]
        rows = [signed(n * unit, max(size, (n * unit).bit_length() // 8 + 1)) for n, size in good + wrong] + [b""]
        path = expect.write("bytes", transfers(len(rows), value=pa.array(rows, pa.binary())), **PLAIN)
        path = footers.changed(path, footers.as_decimal("value", scale))
        expect.file(f"decimals in bytes, scale {scale}", path, passed=len(good), values={"value": [str(n) for n, _ in good]})


def long_texts(expect, quick):
    """A record of more than 1 MiB is a reject; those after it are whole."""
    name, long = "n" * 300, "x" * 2_000_000
    broken = tokens(5, symbol=pa.array(["a", long, "b", long, long]), name=pa.array([name, name, name, "o" * 200, "o" * 200]))
    for dictionary in (True, False):
        expect.table(
            f"2 MB in a symbol, dictionary {dictionary}", broken, settings={"use_dictionary": dictionary}, passed=2,
            reasons={("too-long", None): 3}, values={"symbol": ["a", "b"], "name": [name] * 2})
        for case, words in {
            "again": [name] * 4, "digits again": ["0x" + "ab" * 150] * 4, "another": [name, name, "y" * 400, "y" * 400],
            "short": ["s"] * 4,
        }.items():
            table = tokens(4, address=pa.array([b"\1" * 20] * 4), symbol=pa.array(["a", long, "b", "c"]), name=pa.array(words))
            wanted = [words[0], *words[2:]]
            expect.table(
                f"{case} after 2 MB, dictionary {dictionary}", table, settings={"use_dictionary": dictionary}, passed=3,
                values={"name": wanted})
    most = pa.array(["x" * 1_000_000] * 5 + ["y"])
    expect.table("1 MB in symbols", tokens(6, symbol=most), passed=6)
    expect.table("2 MB that no record has", transfers(3, memo=pa.array([long] * 3)), passed=3, records=sound)


def batches(expect, quick):
    """Texts that repeat across batches, whose number of bytes has a limit."""
    choices = ["a" * 700_000, "b" * 50, "c" * 20_000, None, "0x" + "cd" * 9_000]
    words = [choices[i // 3 % 5] for i in range(300)]
    for size in (7, 1000):
        table = tokens(300, symbol=pa.array(words), name=pa.array(["same"] * 300))
        expect.table(
            f"large rows in groups of {size}", table, settings={"row_group_size": size}, passed=300,
            values={"symbol": words, "name": ["same"] * 300})


def dictionaries(expect, quick):
    count = 10_000 if quick else 1_000_000
    symbols = pa.array([f"symbol {i}" for i in range(count)])
    places = [i * 7919 % count for i in range(1000)]
    table = tokens(1000, symbol=pa.DictionaryArray.from_arrays(pa.array(places, pa.int32()), symbols))
    expect.table(
        f"a dictionary of {count}", table, settings={"dictionary_pagesize_limit": 1 << 30}, passed=1000,
        values={"symbol": [f"symbol {place}" for place in places]})


def other_writers(expect, quick):
    """Types of single writers."""
    path = expect.folder / "single.parquet"
    base = (
        "SELECT 17000000 + i AS block_number, i AS log_index, '0x' || repeat('ab', 32) AS transaction_hash,"
        " '0x' || repeat('cd', 20) AS token_address, NULL AS block_hash, NULL::BLOB AS from_address")
    for kind in ("HUGEINT", "UHUGEINT", "UBIGINT", "DECIMAL(38,0)", "DECIMAL(4,1)", "VARCHAR", "UTINYINT"):
        try:
            duckdb.sql(f"COPY ({base}, (i + 5)::{kind} AS value FROM range(3) t(i)) TO '{path}'")
        except duckdb.Error as error:
            print(f"  DuckDB does not write {kind}: {str(error)[:80]}")
            continue
        if "HUGE" in kind:
            expect.file(f"{kind} of DuckDB", path, refused="column `value` is DOUBLE")
        else:
            expect.file(f"{kind} of DuckDB", path, passed=3, values={"value": ["5", "6", "7"]})
    enum = "CREATE TYPE mood AS ENUM ('A', 'B')"
    with duckdb.connect() as connection:
        connection.execute(enum)
        row = "SELECT '0x' || repeat('ab', 20) AS address, 'A'::mood AS symbol, '{}'::JSON AS name"
        connection.execute(f"COPY ({row}) TO '{path}'")
    expect.file("ENUM and JSON of DuckDB", path, passed=1, values={"symbol": ["A"], "name": ["{}"]})
    rows = transfers().to_pydict()
    for kind in (polars.UInt64, polars.Decimal(38, 0), polars.Decimal(10, 2), polars.Categorical, polars.Null):
        try:
            values = {polars.Null: [None] * 3, polars.Categorical: ["5", "6", "7"]}.get(kind, [5, 6, 7])
            frame = polars.DataFrame(rows | {"value": polars.Series(values, dtype=kind)})
            frame.write_parquet(path)
        except Exception as error:  # Whatever polars refuses, for whatever reason.
            print(f"  polars does not write {kind}: {str(error)[:80]}")
            continue
        wanted = [] if kind == polars.Null else ["5", "6", "7"]
        expect.file(f"{kind} of polars", path, passed=len(wanted), values={"value": wanted})
    polars.DataFrame(rows | {"value": polars.Series([5, 6, 7], dtype=polars.Int128)}).write_parquet(path)
    expect.file("Int128 of polars", path, refused="column `value` is FIXED_LEN_BYTE_ARRAY(16)")
    quarter = transfers(value=pa.array([Decimal("5.25"), Decimal("6.00"), None], pa.decimal128(10, 2)))
    expect.table("parts of a unit", quarter, passed=1, reasons={("not-a-number", "value"): 1, ("missing", "value"): 1})

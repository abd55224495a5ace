"""Columns whose meaning a flag or the writer decides, and columns that cannot be what they are named for."""

from decimal import Decimal

import pyarrow as pa

from expected import Expectation, tokens, transfers

AMOUNTS = [0, 1, 256, 2**128 + 5, 2**255, 2**256 - 1]
WRITER = b"parquet-cpp-arrow version 26.0.1"


def run(account, folder, options):
    expect, same, faults = Expectation(account, folder), account.same, len(account.faults)
    for part in (orders, reals, refusals, topics, nothing, texts, decimals, belonging, renames, rejects):
        part(expect)
    print(f"meaning: {account.same - same} files as expected, {len(account.faults) - faults} not", flush=True)


def orders(expect):
    """Amounts in 32 bytes, in one order or the other."""
    texts = [str(amount) for amount in AMOUNTS]
    for order in ("big", "little"):
        fixed = pa.array([amount.to_bytes(32, order) for amount in AMOUNTS], pa.binary(32))
        table = transfers(len(AMOUNTS), value=fixed)
        expect.table(f"{order}-endian", table, "--byte-order", order, passed=len(AMOUNTS), values={"value": texts})
        expect.table(f"{order}-endian without a flag", table, refused="column `value` has 32 bytes")
        path = expect.write(f"{order}-endian of ClickHouse", table)
        data = path.read_bytes()
        assert data.count(WRITER) == 1, "another version of pyarrow"
        path.write_bytes(data.replace(WRITER, b"ClickHouse v25.1.2.3".ljust(len(WRITER))))
        if order == "little":
            expect.file(path.stem, path, passed=len(AMOUNTS), values={"value": texts})
        else:
            expect.file(path.stem, path, "--byte-order", "big", passed=len(AMOUNTS), values={"value": texts})
    supply = pa.array([amount.to_bytes(32, "little") for amount in AMOUNTS], pa.binary(32))
    blocks = pa.array([number.to_bytes(32, "little") for number in range(6)], pa.binary(32))
    expect.table(
        "numbers of 32 bytes", tokens(6, total_supply=supply, block_number=blocks), "--byte-order", "little", passed=6,
        values={"total_supply": texts, "block_number": list(range(6))})


def reals(expect):
    nan, infinite = float("nan"), float("inf")
    amounts = [0.0, -0.0, 1.0, 2.0**53 - 1, 2.0**53, 1.5, -1.0, nan, infinite, -infinite, 1e300, 5e-324, None]
    wrong = {("not-a-number", "value"): 7, ("missing", "value"): 2}
    words = ["0x" + "0" * 29 + "5", "3" * 32]
    table = tokens(2, total_supply=pa.array([word.encode() for word in words]))
    expect.table("numbers of 32 characters", table, passed=2, values={"total_supply": ["5", "3" * 32]})
    table = transfers(value=pa.array([bytes(31) + b"\5"] * 3))
    expect.table("bytes the other way round", table, "--byte-order", "little", refused="column `value` is BYTE_ARRAY")
    for kind in (pa.float64(), pa.float32()):
        exact = 2**53 - 1 if kind == pa.float64() else 2**24 - 1
        values = [{2.0**53 - 1: exact, 2.0**53: exact + 1}.get(amount, amount) for amount in amounts]
        value = pa.array([None if amount is None else float(amount) for amount in values], kind)
        table = transfers(len(amounts), value=value)
        expect.table(f"{kind} amounts", table, refused="column `value` is")
        texts = ["0", "0", "1", str(exact)]
        smallest = kind == pa.float32()  # 5e-324 is 0 in a float.
        reasons = wrong | {("not-a-number", "value"): 6} if smallest else wrong
        texts += ["0"] if smallest else []
        expect.table(f"{kind} amounts, inexact", table, "--allow-inexact", reasons=reasons, values={"value": texts})
    table = tokens(3, decimals=pa.array([18.0, None, 6.0]), total_supply=pa.array([1.0, None, 2.0]))
    expect.table("double supply", table, refused="column `total_supply` is DOUBLE")
    expect.table("double decimals", table.drop_columns("total_supply"), passed=3, values={"decimals": ["18", None, "6"]})
    table = tokens(3, decimals=pa.array([18.0, nan, 6.0]), block_number=pa.array([1.0, nan, 2.0]))
    expect.table("NaN is null", table, passed=3, values={"decimals": ["18", None, "6"]})


def refusals(expect):
    """Each names the column."""
    day = pa.array([1, 2, 3], pa.date32())
    for name, table in {
        "bool amounts": transfers(value=pa.array([True] * 3)),
        "date": transfers(block_timestamp=day),
        "time": transfers(block_timestamp=pa.array([1, 2, 3], pa.time64("us"))),
        "amount in time": transfers(value=pa.array([1, 2, 3], pa.timestamp("us"))),
        "hash of numbers": transfers(transaction_hash=pa.array([1, 2, 3], pa.int64())),
        "fixed 16": transfers(value=pa.array([bytes(16)] * 3, pa.binary(16))),
        "scaled time": transfers(block_timestamp=pa.array([Decimal(1)] * 3, pa.decimal128(12, 2))),
        "float16": transfers(value=pa.array([1, 2, 3], pa.uint16()).view(pa.float16())),
    }.items():
        expect.table(name, table, refused="column `")
    nested = transfers(value=pa.array([[1], [2], [3]]))
    expect.table("amounts in lists", nested, refused="value")


def topics(expect):
    good, bad = bytes(12) + b"\1" * 20, b"\1" + bytes(11) + b"\1" * 20
    def text(value):
        return f"0x{value.hex()}"

    for name, kind, store in (("binary", pa.binary(), bytes), ("fixed", pa.binary(32), bytes), ("text", pa.string(), text)):
        table = transfers(3, from_address=pa.array([store(good), store(bad), None], kind))
        expect.table(
            f"topics as {name}", table, passed=2, reasons={("out-of-range", "from_address"): 1},
            values={"from_address": ["0x" + "01" * 20, None]})


def nothing(expect):
    """Columns without any value, which have the type null, or any other."""
    empty = pa.nulls(3)
    expect.table(
        "columns of nulls",
        transfers(from_address=empty, block_timestamp=empty, block_hash=empty, topic0=empty, chain_id=empty),
        passed=3, values={"block_hash": [None] * 3, "from_address": [None] * 3})
    expect.table("amounts of nulls", transfers(value=empty), passed=0, reasons={("missing", "value"): 3})
    table = tokens(symbol=pa.array(["", None, "x"]), name=pa.array([b"", None, b"\0"]))
    expect.table("empty texts", table, passed=3, values={"symbol": [None, None, "x"], "name": [None] * 3})
    nan = float("nan")
    table = tokens(7, symbol=pa.array(["A", "", "", "A", "A", "", ""]), decimals=pa.array([1.0, nan, nan, 1.0, 1.0, nan, nan]))
    repeated = {"symbol": ["A", None, None, "A", "A", None, None], "decimals": ["1", None, None, "1", "1", None, None]}
    expect.table("empty texts and NaN again", table, passed=7, values=repeated)


def texts(expect):
    """Texts that begin like hex digits stay as they are."""
    words = [
        "0xABCDEF0123456789AB", "0xabcdef0123456789ab", "0xBTC Wrapped BITCOIN 21", "0x" + " " * 40, "0x" + "Z" * 64,
        "0x" + "é" * 20, "0x../../..//etc//..", "two\nlines", "\\x" + "ab" * 20, "0x" + "ab" * 40 + "G", "0x" + "@`GHg/:" * 10]
    expect.table("texts like hex", tokens(len(words), symbol=pa.array(words)), passed=len(words), values={"symbol": words})
    none = "ZGg/:@`. "
    wrong = [text for c in none for text in (f"0x{c * 64}", f"0x{'a' * 63}{c}", f"0x{c}{'a' * 63}")] + ["0x" + "é" * 64]
    expect.table("hashes of no hex", transfers(len(wrong), block_hash=pa.array(wrong)), passed=0)
    table = transfers(len(none), to_address=pa.array([f"0x{'a' * 39}{c}" for c in none]))
    expect.table("addresses of no hex", table, passed=0, reasons={("not-hex", "to_address"): len(none)})


def decimals(expect):
    """Whole numbers in decimals of all sizes."""
    for precision, scale in ((9, 0), (18, 0), (38, 0), (76, 0), (9, 4), (18, 18), (38, 37), (76, 38), (76, 75)):
        digits = precision - scale
        numbers = [0, 1, 9, 10**digits - 1, 10 ** max(0, digits - 1)] if digits else [0]
        kind = (pa.decimal256 if precision > 38 else pa.decimal128)(precision, scale)
        whole = [number for number in numbers if number < 10**digits]
        values = [Decimal(number) for number in whole] + [Decimal(-1)] * (digits > 0) + [Decimal(1).scaleb(-scale)] * (scale > 0)
        for as_integer in (True, False):
            expect.table(
                f"decimal {precision} {scale} {as_integer}", transfers(len(values), value=pa.array(values, kind)),
                settings={"store_decimal_as_integer": as_integer}, passed=len(whole), values={"value": [str(n) for n in whole]})


def belonging(expect):
    for kind in (pa.int8(), pa.int64(), pa.uint64(), pa.decimal128(20, 0), pa.float64()):
        values = [Decimal(v) for v in (1, 10, 1)] if pa.types.is_decimal(kind) else [1, 10, 1]
        table = transfers(chain_id=pa.array(values, kind))
        expect.table(f"chain as {kind}", table, passed=2, reasons={("other-chain", "chain_id"): 1})
    table = transfers(chain_id=pa.array([137, None, 137], pa.int64()))
    expect.table("another chain", table, "--chain-id", "137", passed=3)


def renames(expect):
    table = transfers(value=None, wad=pa.array(["5", "6", "7"]), HASH=pa.array([b"\2" * 32] * 3), transaction_hash=None)
    names = ["--rename", "wad=value", "--rename", "HASH=transaction_hash"]
    expect.table("renamed columns", table, *names, passed=3, values={"value": ["5", "6", "7"]})
    expect.table("columns given", transfers(), "--columns", "a,b", refused="names its columns")
    expect.table("another kind", transfers(), "--kind", "tokens", refused="address")


def rejects(expect):
    """The lines of rejects, whose last field is wrong, in CSV. Each other field must be right there, as it is in Parquet."""
    topic = "0x" + "00" * 12 + "ab" * 20
    times = [pa.array([1, -1, 10**9], kind) for kind in (pa.timestamp("ms"), pa.timestamp("us", "UTC"), pa.timestamp("ns"))]
    wrong = pa.array([b"\1" * 31] * 3, pa.binary())
    for name, columns in {
        "double numbers": {"block_number": pa.array([17e6, 0.0, 1e15]), "log_index": pa.array([1.0, 2.0, 3.0], pa.float32())},
        "hex amounts": {"value": pa.array(["0x1f", "0x" + "0" * 63 + "5", "0x" + "ab" * 32])},
        "amounts of 32 bytes": {"value": pa.array([n.to_bytes(32, "big") for n in (0, 5, 2**256 - 1)], pa.binary())},
        "decimal amounts": {"value": pa.array([Decimal(n) for n in (0, 5, 10**20)], pa.decimal128(38, 4))},
        "topics in text": {"from_address": pa.array([topic] * 3)},
        "topics in bytes": {"from_address": pa.array([bytes.fromhex(topic[2:])] * 3, pa.binary(32))},
        "text in bytes": {"from_address": pa.array([b"0x" + b"ab" * 20] * 3, pa.binary()), "value": pa.array([b"5", b"6", b"7"])},
        "spelled hashes": {"transaction_hash": pa.array(["\\x" + "ab" * 32, "0x" + "AB" * 32, "0x" + "ab" * 32])},
    }.items():
        expect.again(f"rejects of {name}", transfers(**columns, block_hash=wrong))
    for place, column in enumerate(times):
        expect.again(f"rejects of times {place}", transfers(block_timestamp=column, block_hash=wrong))
    words = pa.array(["a,b", 'quo"te', "two\nlines"])
    expect.again("rejects of texts", tokens(symbol=words, name=words, block_hash=wrong))

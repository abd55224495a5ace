"""The canonical values of a file as pyarrow and as parquet-judge read them."""

import json
import struct
import subprocess
from decimal import Context

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

WIDE = Context(prec=100)
NANOSECONDS_OF_A_DAY = 86_400 * 10**9
JULIAN_DAY_OF_1970 = 2_440_588


def wrapped(value):
    """An integer as 64 signed bits hold it."""
    return (value + 2**63) % 2**64 - 2**63


def judged_column(values, physical, kind):
    """The values of parquet-judge in the domain of an Arrow type."""
    if physical == "int96":
        return [None if v is None else wrapped((v[1] - JULIAN_DAY_OF_1970) * NANOSECONDS_OF_A_DAY + v[0]) for v in values]
    if pa.types.is_decimal(kind) and physical in ("byteArray", "fixedLengthByteArray"):
        return [None if v is None else int.from_bytes(bytes.fromhex(v), "big", signed=True) for v in values]
    return values


def arrow_column(column, physical):
    """The values of an Arrow column as parquet-judge prints them."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if isinstance(kind, pa.BaseExtensionType):
        column = pa.chunked_array([c.storage for c in column.chunks], kind.storage_type)
        kind = kind.storage_type
    if pa.types.is_null(kind):
        return [None] * len(column)
    if pa.types.is_timestamp(kind) or pa.types.is_time(kind) or pa.types.is_date(kind) or pa.types.is_duration(kind):
        wide = pa.int32() if kind.bit_width == 32 else pa.int64()
        return pa.chunked_array([c.view(wide) for c in column.chunks], wide).to_pylist()
    if pa.types.is_float16(kind):
        return bits(column, pa.uint16(), lambda v: struct.pack("<H", v).hex())
    if pa.types.is_float32(kind):
        return bits(column, pa.uint32(), lambda v: f"{v:x}")
    if pa.types.is_float64(kind):
        return bits(column, pa.uint64(), lambda v: f"{v:x}")
    values = column.to_pylist()
    if pa.types.is_decimal(kind):
        return [None if v is None else int(v.scaleb(kind.scale, WIDE)) for v in values]
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return [None if v is None else v.encode("utf-8", "surrogateescape").hex() for v in values]
    if values and any(isinstance(v, bytes) for v in values):
        return [None if v is None else v.hex() for v in values]
    return values


def bits(column, kind, text):
    values = pa.chunked_array([c.view(kind) for c in column.chunks], kind).to_pylist()
    return [None if v is None else text(v) for v in values]


class Judged:
    """What parquet-judge prints of a file."""

    def __init__(self, judge, path, row=0, seconds=120):
        self.rows, self.columns, self.error, self.end, self.crash = [], [], None, None, None
        result = subprocess.run([judge, str(path), str(row)], capture_output=True, timeout=seconds, check=False)
        if result.returncode not in (0, 1):
            self.crash = f"exit {result.returncode}: {result.stderr[-300:]!r}"
            return
        for line in result.stdout.splitlines():
            value = json.loads(line)
            if isinstance(value, list):
                self.rows.append(value)
            elif "columns" in value:
                self.columns = value["columns"]
                self.nested = value["nested"]
            elif "error" in value:
                self.error = value["error"]
            else:
                self.end = value["rows"]


class Report:
    def __init__(self, judge):
        self.judge = judge
        self.same = 0
        self.faults = []

    def fault(self, name, what):
        self.faults.append(name)
        print(f"FAULT {name}: {what}", flush=True)

    def compare(self, name, path, quiet=True):
        """Whether both programs read the same rows, from the first and from a later row of each group."""
        judged = Judged(self.judge, path)
        if judged.crash or judged.error:
            self.fault(name, judged.crash or judged.error)
            return False
        file = pq.ParquetFile(path, arrow_extensions_enabled=False)
        leaves = [file.schema.column(i) for i in range(len(file.schema))]
        flat = [i for i, leaf in enumerate(leaves) if leaf.max_repetition_level == 0 and "." not in leaf.path]
        if len(flat) != len(judged.columns):
            self.fault(name, f"{len(judged.columns)} columns instead of {len(flat)}")
            return False
        try:
            faults = list(self.groups(file, judged, flat, file.read_row_group))
        except OSError as error:
            print(f"compared with DuckDB, because pyarrow cannot read it ({error}): {name}", flush=True)
            faults = list(self.groups(file, judged, flat, self.duck_groups(file, path)))
        for group in faults:
            self.fault(name, group)
            return False
        skipped = self.skipped(file, judged, path)
        if skipped:
            self.fault(name, skipped)
            return False
        self.same += 1
        if not quiet:
            print(f"same {name}: {len(judged.rows)} rows, {len(judged.columns)} columns, {judged.nested} nested")
        return True

    def groups(self, file, judged, flat, read):
        start = 0
        names = [file.schema.column(i).path for i in flat]
        for number in range(file.metadata.num_row_groups):
            table = read(number, columns=names) if names else None
            count = file.metadata.row_group(number).num_rows
            rows = judged.rows[start:start + count]
            start += count
            for place, (name, physical, _) in enumerate(judged.columns):
                column = table.column(place)
                expected = arrow_column(column, physical)
                found = judged_column([row[place] for row in rows], physical, column.type)
                if expected != found:
                    yield f"group {number}, column {name}: {difference(expected, found)}"
        if start != len(judged.rows) or judged.end != len(judged.rows):
            yield f"{len(judged.rows)} rows instead of {start}"

    @staticmethod
    def duck_groups(file, path):
        """Row groups as DuckDB reads them."""
        table = duckdb.sql(f"SELECT * FROM read_parquet('{path}')").to_arrow_table()
        for place, field in enumerate(table.schema):
            # DuckDB gives times in microseconds, whatever their unit in the file.
            kind = file.schema_arrow.field(field.name).type
            if pa.types.is_timestamp(kind):
                table = table.set_column(place, field.name, table.column(place).cast(kind))
        counts = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
        return lambda number, columns: table.select(columns).slice(sum(counts[:number]), counts[number])

    def skipped(self, file, judged, path):
        """The difference between rows after a skip and those of a whole reading."""
        counts = [file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups)]
        if not counts or not judged.columns:
            return None
        row = max(counts) * 2 // 3
        later = Judged(self.judge, path, row)
        expected, start = [], 0
        for count in counts:
            expected += judged.rows[start + min(row, count):start + count]
            start += count
        if later.crash or later.error or later.rows != expected:
            return f"other rows from row {row} on: {later.crash or later.error or 'they differ'}"
        return None


def difference(expected, found):
    if len(expected) != len(found):
        return f"{len(found)} values instead of {len(expected)}"
    row = next(i for i, (a, b) in enumerate(zip(expected, found)) if a != b)
    return f"row {row}: {found[row]!r} instead of {expected[row]!r}"

"""Random tables."""

import random
import struct
from decimal import Context, Decimal

import pyarrow as pa

WIDE = Context(prec=80)


def nullable(generator, nulls, rows, value):
    """Values with nulls at random: in some tables long runs, in others single ones."""
    result, missing, left = [], False, 0
    for _ in range(rows):
        if left == 0:
            missing = generator.random() < nulls
            left = generator.choice([1, 1, 1, 2, 9, 40])
        left -= 1
        result.append(None if missing else value())
    return result


def everything(rows, seed, nulls=0.25):
    """A column of each type."""
    generator = random.Random(f"{seed} {rows} {nulls}")
    bits = generator.getrandbits
    words = ["", "a", "transfer", "0x" + "0" * 40] + [f"{bits(160):040x}" for _ in range(50)]

    def signed(size):
        return lambda: generator.choice([bits(size) - 2 ** (size - 1), generator.randrange(-5, 5)])

    def number(digits, scale):
        return lambda: Decimal(bits(digits * 3) - 2 ** (digits * 3 - 1)).scaleb(-scale, WIDE)

    def double():
        return struct.unpack("<d", struct.pack("<Q", bits(64)))[0] if bits(1) else float(bits(20))

    def single():
        return struct.unpack("<f", struct.pack("<f", float(bits(20)) / 7))[0]

    columns = {
        "bool": (pa.bool_(), lambda: bits(3) == 0),
        "i8": (pa.int8(), signed(8)),
        "u8": (pa.uint8(), lambda: bits(8)),
        "i16": (pa.int16(), signed(16)),
        "i32": (pa.int32(), signed(32)),
        "u32": (pa.uint32(), lambda: bits(32)),
        "i64": (pa.int64(), signed(64)),
        "u64": (pa.uint64(), lambda: bits(64)),
        "f32": (pa.float32(), single),
        "f64": (pa.float64(), double),
        "text": (pa.string(), lambda: generator.choice(words)),
        "hash": (pa.string(), lambda: f"0x{bits(256):064x}"),
        "binary": (pa.binary(), lambda: generator.randbytes(generator.randrange(40))),
        "fixed": (pa.binary(20), lambda: generator.randbytes(20)),
        "day": (pa.date32(), lambda: bits(14)),
        "t32": (pa.time32("ms"), lambda: bits(26)),
        "t64": (pa.time64("us"), lambda: bits(36)),
        "millis": (pa.timestamp("ms"), lambda: bits(40)),
        "micros": (pa.timestamp("us", "UTC"), lambda: bits(50)),
        "nanos": (pa.timestamp("ns"), lambda: bits(60)),
        "d9": (pa.decimal128(9, 2), number(8, 2)),
        "d18": (pa.decimal128(18, 0), number(17, 0)),
        "d38": (pa.decimal128(38, 9), number(37, 9)),
        "d256": (pa.decimal256(76, 38), number(75, 38)),
    }
    arrays = {name: pa.array(nullable(generator, nulls, rows, value), kind) for name, (kind, value) in columns.items()}
    halves = nullable(generator, nulls, rows, lambda: bits(15))
    arrays["f16"] = pa.array(halves, pa.uint16()).view(pa.float16())
    table = pa.table(arrays)
    return table.append_column("null", pa.nulls(rows)) if nulls else table


def runs(rows, seed):
    """Long and short runs of equal values and of nulls."""
    generator = random.Random(seed)

    def column(choices):
        values = []
        while len(values) < rows:
            values += [generator.choice(choices)] * generator.choice([1, 1, 3, 8, 9, 500, 3000])
        return values[:rows]

    return pa.table({
        "number": pa.array(column([None, 1, 2, 3, -7]), pa.int64()),
        "same": pa.array([5] * rows, pa.int32()),
        "text": pa.array(column([None, "", "x", "yy"]), pa.string()),
        "flag": pa.array(column([None, True, False]), pa.bool_()),
    })


def long(seed):
    """Values of up to a few megabytes."""
    generator = random.Random(seed)
    start = generator.randbytes(2_000_000)
    values = [start[:generator.randrange(len(start))] + bytes([i % 7]) for i in range(12)] + [None, b""]
    return pa.table({"binary": pa.array(values, pa.binary()), "number": pa.array(range(len(values)), pa.int64())})

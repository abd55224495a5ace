"""The types that a column of each field can have in a Parquet file, with values for it and their text in CSV.

A form draws texts of CSV, among them some that are rejects, and stores each as a value of its Arrow type. An empty text is a null.
"""

import struct
from datetime import datetime, timedelta
from decimal import Context, Decimal

import pyarrow as pa

WIDE = Context(prec=100)
EPOCH = datetime(1970, 1, 1)


class Form:
    """How a column is stored: its name, its Arrow type, and how values are drawn and stored."""

    def __init__(self, name, kind, draw, store, simple=False):
        self.name, self.kind, self.draw, self.store = name, kind, draw, store
        # Whether every writer has the type.
        self.simple = simple

    def suits(self, choice):
        """Whether the form is one of `all`, of the `usual` ones that most writers have, or of the `plain` ones among them."""
        return choice == "all" or self.simple and not (choice == "plain" and pa.types.is_decimal(self.kind))

    def array(self, texts):
        return pa.array([self.store(text) if text else None for text in texts], self.kind)


def plain(text):
    return text.decode("utf-8")


def stored_bytes(text):
    """The bytes that hex digits stand for; of another text, its own."""
    try:
        return bytes.fromhex(text[2:].decode()) if text[:2] == b"0x" else text
    except ValueError:
        return text


def whole(text):
    return int(text)


def decimal(text):
    return Decimal(text.decode())


def hexadecimal(size, faults=True):
    """Hex digits; a few are the same as others, and a few are none."""
    wrong = [b"0x12", b"0x" + b"ab" * (size - 1), b"0x" + b"ab" * (size + 1), b"transfer", b"0x" + b"zz" * size]
    def draw(random):
        known = [b"0x" + bytes([n]).hex().encode() * size for n in range(5)]
        pick = random.random()
        if faults and pick < 0.02:
            return random.choice(wrong)
        return random.choice(known) if pick < 0.5 else b"0x" + random.randbytes(size).hex().encode()
    return draw


def spelled(size):
    """Hex digits as other programs spell them."""
    draw = hexadecimal(size)
    def draw_spelled(random):
        text = draw(random)
        if random.random() < 0.01:
            last = random.choice([b" ", b".", b"G", b"g", b"\xc3\xa9"])
            return random.choice([b"0x", text.upper(), b" " + text, text[:-1] + last])
        return random.choice([text, text, text.replace(b"0x", b"\\x"), b"0x" + text[2:].upper()])
    return draw_spelled


def hashes(size):
    exact = hexadecimal(size, faults=False)
    return [
        Form("text", pa.string(), spelled(size), plain, simple=True),
        Form("large text", pa.large_string(), spelled(size), plain),
        Form("text view", pa.string_view(), spelled(size), plain),
        Form("category", pa.dictionary(pa.int32(), pa.string()), exact, plain),
        Form("bytes", pa.binary(), hexadecimal(size), stored_bytes, simple=True),
        Form("text as bytes", pa.binary(), exact, lambda text: text),
        Form("fixed bytes", pa.binary(size), exact, stored_bytes),
    ]


def topics():
    exact = hexadecimal(20, faults=False)
    return [
        Form("topic", pa.binary(), exact, lambda text: bytes(12) + stored_bytes(text), simple=True),
        Form("fixed topic", pa.binary(32), exact, lambda text: bytes(12) + stored_bytes(text)),
        Form("topic as text", pa.string(), exact, lambda text: f"0x{'0' * 24}{plain(text[2:])}", simple=True),
    ]


def number(low, high, wrong=()):
    """Integers, small ones and all sizes alike; from a few percent on, those that are rejects."""
    def draw(random):
        pick = random.random()
        if pick < 0.02:
            return random.choice([str(low).encode(), str(high).encode(), *wrong])
        if pick < 0.3:
            return str(random.randrange(min(100, high + 1))).encode()
        return str(random.getrandbits(random.randrange(1, high.bit_length() + 1)) % (high + 1)).encode()
    return draw


def scaled(draw, digits):
    """Whole numbers with zeros behind the point, and a few that are not whole."""
    def draw_scaled(random):
        text = draw(random)
        return text + b"." + b"0" * (digits - 1) + b"5" if random.random() < 0.02 else text
    return draw_scaled


def decimals(precision, scale):
    high = 10 ** (precision - scale) - 1
    kind = pa.decimal256 if precision > 38 else pa.decimal128
    draw = scaled(number(-high, high), scale) if scale else number(-high, high)
    return Form(f"decimal({precision},{scale})", kind(precision, scale), draw, decimal, simple=precision <= 38)


def integers(high):
    """Integer columns, whose largest values may be too large for a field."""
    forms = [
        Form(str(kind), kind, number(-2 ** (bits - 1), 2 ** (bits - 1) - 1), whole, simple=bits > 16)
        for kind, bits in ((pa.int8(), 8), (pa.int16(), 16), (pa.int32(), 32), (pa.int64(), 64))]
    forms += [
        Form(str(kind), kind, number(0, 2**bits - 1), whole, simple=bits > 16)
        for kind, bits in ((pa.uint8(), 8), (pa.uint16(), 16), (pa.uint32(), 32), (pa.uint64(), 64))]
    wrong = [b"-1", b"+5", b" 5", b"1e3", b"1.0", b"abc", b"007", str(high + 1).encode(), b"9" * 90]
    forms += [decimals(*form) for form in ((5, 0), (9, 2), (18, 0), (18, 3), (38, 0), (38, 18), (20, 19))]
    forms.append(Form("text", pa.string(), number(0, high, wrong), plain, simple=True))
    forms.append(Form("text as bytes", pa.binary(), number(0, 2**40, wrong), lambda text: text))
    return forms


def amounts():
    most = 2**256 - 1
    forms = integers(most) + [decimals(*form) for form in ((39, 0), (76, 0), (76, 38), (60, 1))]
    wide = number(0, most)
    forms.append(Form("32 bytes", pa.binary(), wide, lambda text: int(text).to_bytes(32, "big"), simple=True))
    forms.append(Form("hex text", pa.string(), wide, lambda text: hex(int(text)), simple=True))
    return forms


def reals():
    """Whole numbers in floating point."""
    draw = scaled(number(-(2**20), 2**20), 1)
    return [
        Form("double", pa.float64(), number(-(2**52), 2**53 - 1), float, simple=True),
        Form("double, not whole", pa.float64(), draw, float),
        Form("float", pa.float32(), draw, lambda text: struct.unpack("<f", struct.pack("<f", float(text)))[0])]


def moment(low, high, digits, suffix=b""):
    """Times, some with a fraction, and a few beyond the years 1 to 9999."""
    def draw(random):
        near = random.randrange(max(low, -(10**9)), min(high, 2 * 10**9))
        seconds = random.choice([random.randrange(low, high), near, low, high])
        text = (EPOCH + timedelta(seconds=seconds)).isoformat(sep=" ").encode()
        fraction = f"{random.randrange(10**digits):0{digits}}".encode() if digits else b""
        return text + (b"." + fraction if digits and random.random() < 0.7 else b"") + suffix
    return draw


def count(unit):
    """The units since 1970 of a time."""
    def store(text):
        day, _, fraction = text.removesuffix(b" UTC").partition(b".")
        seconds = (datetime.fromisoformat(day.decode()) - EPOCH) // timedelta(seconds=1)
        return seconds * 10**unit + int(fraction.ljust(unit, b"0") or 0)
    return store


def times():
    all_years, nanoseconds = (-62_135_596_800, 253_402_300_799), (-9_223_372_036, 9_223_372_035)
    forms = []
    for unit, digits in (("s", 0), ("ms", 3), ("us", 6), ("ns", 9)):
        for zone in (None, "UTC"):
            draw = moment(*(nanoseconds if unit == "ns" else all_years), digits, b" UTC" if zone else b"")
            forms.append(Form(f"{unit} {zone}", pa.timestamp(unit, zone), draw, count(digits), simple=unit in ("ms", "us", "ns")))
    for kind in (pa.int32(), pa.int64(), pa.uint32(), pa.uint64(), pa.decimal128(12, 0)):
        store = decimal if pa.types.is_decimal(kind) else whole
        high = 253_402_300_800 if kind.bit_width > 32 else 2**31 - 1
        forms.append(Form(f"Unix {kind}", kind, number(0, high), store, simple=not pa.types.is_decimal(kind)))
    wrong = [b"2022-02-30 00:00:00", b"yesterday", b"2022-08-08", b"-1", b"2022-08-08 23:06:52 +2"]
    def draw_text(random):
        if random.random() < 0.03:
            return random.choice(wrong)
        return moment(*all_years, 6, random.choice([b"", b"Z", b" UTC", b"+02:00", b"-0330"]))(random)
    forms.append(Form("text", pa.string(), draw_text, plain, simple=True))
    forms.append(Form("Unix double", pa.float64(), number(0, 253_402_300_799), float))
    return forms


def words(random):
    words = [
        b"USDT", b"Tether USD", b'"quoted"', b"a,b", b"\xe2\x82\xac", b" blanks ", b"x" * 300, b"0x", b"NaN", b"null",
        b"0xBTC Wrapped BITCOIN 21", b"0xABCDEF0123456789ABCDEF", b"0x0123456789abcdef0123"]
    return random.choice(words) if random.random() < 0.5 else random.randbytes(random.randrange(1, 20)).hex().encode()


def raw_words(random):
    """Texts that are not UTF-8, or have NULs, as contracts give them in 32 bytes."""
    wrong = [b"\xff\xfe", b"MKR" + bytes(29), b"a\0b", b"\xe2\x82", b"\0", b"\xf0\x9f\x92\xa9"]
    return random.choice(wrong) if random.random() < 0.1 else words(random)


def texts():
    return [
        Form("text", pa.string(), words, plain, simple=True),
        Form("large text", pa.large_string(), words, plain),
        Form("category", pa.dictionary(pa.int32(), pa.string()), words, plain),
        Form("bytes", pa.binary(), raw_words, lambda text: text, simple=True),
        Form("int64", pa.int64(), number(-(2**63), 2**63 - 1), whole),
        Form("decimal", pa.decimal128(30, 0), number(-(10**30) + 1, 10**30 - 1), decimal),
    ]

"""Random tables of transfers and of tokens, as CSV and as Arrow tables."""

import random

import pyarrow as pa

import forms

TRANSFER_EVENT = b"0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"


def chains():
    def draw(random):
        return random.choice([b"1"] * 60 + [b"137"])
    def draw_text(random):
        return random.choice([b"1"] * 60 + [b"0x1", b"137", b"one"])
    kinds = (forms.pa.int32(), forms.pa.int64(), forms.pa.uint64())
    whole = [forms.Form(str(kind), kind, draw, forms.whole, simple=True) for kind in kinds]
    return whole + [forms.Form("text", pa.string(), draw_text, forms.plain, simple=True)]


def events():
    def draw(random):
        return TRANSFER_EVENT if random.random() < 0.98 else b"0x" + random.randbytes(32).hex().encode()
    return [
        forms.Form("bytes", pa.binary(), draw, forms.stored_bytes, simple=True),
        forms.Form("text", pa.string(), draw, forms.plain, simple=True),
        forms.Form("fixed bytes", pa.binary(32), draw, forms.stored_bytes)]


def ignored():
    return [
        forms.Form("double", pa.float64(), lambda random: repr(random.random()).encode(), float, simple=True),
        forms.Form("bool", pa.bool_(), lambda random: random.choice([b"x", b""]), bool, simple=True)]


# The fields of a kind, each with its other names, its forms, and whether the kind needs it.
TRANSFERS = [
    ("block_number", ["erc20_block_number"], lambda: forms.integers(2**63 - 1) + forms.reals(), True),
    ("log_index", ["erc20_log_index"], lambda: forms.integers(2**31 - 1) + forms.reals(), True),
    ("transaction_hash", ["tx_hash"], lambda: forms.hashes(32), True),
    ("token_address", ["erc20_token"], lambda: forms.hashes(20) + forms.topics(), True),
    ("from_address", ["erc20_from"], lambda: forms.hashes(20) + forms.topics(), False),
    ("to_address", ["erc20_to"], lambda: forms.hashes(20) + forms.topics(), False),
    ("value", ["erc20_value"], forms.amounts, True),
    ("block_timestamp", [], forms.times, False),
    ("block_hash", [], lambda: forms.hashes(32), False),
    ("chain_id", ["chainId"], chains, None),
    ("topic0", ["event_hash"], events, None),
    ("memo", ["transaction_index"], ignored, None),
]
TOKENS = [
    ("address", ["erc20_token_address"], lambda: forms.hashes(20) + forms.topics(), True),
    ("symbol", ["erc20_token_symbol"], forms.texts, False),
    ("name", ["erc20_token_name"], forms.texts, False),
    ("decimals", ["erc20_token_decimals"], lambda: forms.amounts() + forms.reals(), False),
    ("total_supply", ["erc20_token_total_supply"], forms.amounts, False),
    ("block_timestamp", [], forms.times, False),
    ("block_number", [], lambda: forms.integers(2**63 - 1) + forms.reals(), False),
    ("block_hash", [], lambda: forms.hashes(32), False),
    ("chain_id", ["chainid"], chains, None),
    ("memo", ["l1_address"], ignored, None),
]


# The records that etl shows.
SHOWN = 1000


class Records:
    """A table: the texts of its CSV, and the forms of its columns.

    In a large one, a required column has values only in a part at random, so that etl shows the records there.
    """

    def __init__(self, kind, rows, seed, choice="all", odd_names=True):
        self.random = random.Random(f"{kind} {rows} {seed}")
        self.kind, self.rows = kind, rows
        fields = [field for field in (TRANSFERS if kind == "token_transfers" else TOKENS) if self.has(field)]
        self.random.shuffle(fields)
        self.names, self.forms, self.columns, self.masked = [], [], [], False
        self.nulls = self.random.choice([0, 0.01, 0.3])
        self.shown = self.random.randrange(max(1, rows - SHOWN))
        for name, others, choices, required in fields:
            choices = [form for form in choices() if form.suits(choice)]
            self.add(self.spelled([name, *others], odd_names), self.random.choice(choices), required)

    def has(self, field):
        """Whether the table has a field: a required one always."""
        chance = {True: 1, False: 0.9, None: 0.4}[field[3]]
        return self.random.random() < chance or field[0] == "symbol"

    def spelled(self, names, odd):
        name = names[0] if self.random.random() < 0.8 else self.random.choice(names)
        return self.random.choice([name.upper(), f" {name}", f"{name} "]) if odd and self.random.random() < 0.1 else name

    def add(self, name, form, required):
        # A required column has few nulls, or every record is a reject.
        nulls = min(self.nulls, 0.02) if required else self.nulls
        texts, last = [], b""
        for _ in range(self.rows):
            if not texts or self.random.random() < 0.8:
                last = form.draw(self.random)
            texts.append(b"" if self.random.random() < nulls else last)
        if self.nulls and not required and self.random.random() < 0.1:
            texts = [b""] * self.rows
        if self.rows > SHOWN and required and not self.masked:
            texts = [text if self.shown <= row < self.shown + SHOWN else b"" for row, text in enumerate(texts)]
            self.masked = True
        self.names.append(name)
        self.forms.append(form)
        self.columns.append(texts)

    @property
    def description(self):
        columns = ", ".join(f"{name!r}: {form.name}" for name, form in zip(self.names, self.forms))
        return f"{self.rows} {self.kind}, nulls {self.nulls}, {columns}"

    def emptied(self, array):
        """In half of the columns of text or bytes, empty values take the place of nulls, and mean the same."""
        kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
        if self.random.random() < 0.5 or not any(is_kind(array.type) for is_kind in kinds):
            return array
        return array.fill_null(b"" if "binary" in str(array.type) else "")

    def table(self):
        arrays = [self.emptied(form.array(texts)) for form, texts in zip(self.forms, self.columns)]
        if not self.nulls and self.random.random() < 0.5 and all(array.null_count == 0 for array in arrays):
            fields = [pa.field(name, array.type, nullable=False) for name, array in zip(self.names, arrays)]
            return pa.Table.from_arrays(arrays, schema=pa.schema(fields))
        return pa.Table.from_arrays(arrays, names=self.names)

    def write_csv(self, path):
        with open(path, "wb") as file:
            file.write(b",".join(quoted(name.encode()) for name in self.names) + b"\n")
            for row in zip(*self.columns):
                file.write(b",".join(map(quoted, row)) + b"\n")


def quoted(text):
    """A field of CSV."""
    return b'"' + text.replace(b'"', b'""') + b'"' if any(c in text for c in b'",\n\r') else text

"""Cuts JSON into records: an object on each line, or an array of objects, in an object or not."""

import json
import re

from rules import TOKEN_TRANSFERS, TOKENS, Broken, header_name

BLANK = " \t\r\n"
CONTRACTS = ("erc20", "erc721")
FORMS = ("_string", "", "_binary", "_hex")
AMOUNTS = {
    form + suffix: (column, rank)
    for column, forms in (("value", ("value", "token_id")), ("total_supply", ("total_supply",)))
    for place, form in enumerate(forms)
    for rank, suffix in enumerate(FORMS, start=place * len(FORMS))
}


def refuse(word):
    raise ValueError(word)


# Objects stay lists of pairs, so that a key that is there twice shows; numbers stay texts.
DECODER = json.JSONDecoder(
    object_pairs_hook=list, parse_int=str, parse_float=str, parse_constant=refuse
)


def are_in(data):
    return data.lstrip(BLANK.encode())[:1] in (b"{", b"[")


class Element:
    """A record: its text, and its fields, or the reason why it has none.

    In a line that is not JSON as a whole, other objects may be: behind carriage returns, or where a line feed is missing.
    `inner` has their fields. In an array, a line means nothing.
    """

    is_stray = False

    def __init__(self, raw, fields, inner=()):
        self.raw = raw
        self.fields = fields
        self.inner = inner

    def holds_records(self, header):
        return any(not isinstance(fields, Broken) and header.has_key(fields) for fields in self.inner)


def records(data, renames=None):
    """Yields the records, the names of the columns first. Those of `renames` keep the names of the file."""
    text = data.decode("utf-8", errors="surrogateescape")
    parsed = list(elements(text))
    names = list(dict.fromkeys(key for pairs, _ in parsed if is_object(pairs) for key, _ in pairs))
    columns = columns_of(names, renames or {})
    header = list(dict.fromkeys(columns.values()))
    given = {column: name for name, column in (renames or {}).items() if name in map(plain, names)}
    yield Element(b"", [given.get(name, name).encode() for name in header])
    for pairs, raw in parsed:
        if isinstance(pairs, EndOfArray):
            raise Broken(str(pairs))
        inner = [] if text[:1] == "[" or pairs is not None else list(inner_objects(raw))
        yield Element(
            raw.encode("utf-8", errors="surrogateescape"), fields(pairs, columns, header),
            [fields(other, columns, header) for other in inner])


def inner_objects(line):
    """The objects in a line but the one at its start."""
    place = line.find("{", 1)
    while place >= 0:
        try:
            value, end = DECODER.raw_decode(line, place)
            yield value
        except ValueError:
            end = place + 1
        place = line.find("{", end)


class EndOfArray(Exception):
    """What is wrong with the array itself."""


def elements(text):
    """Yields (the element or None, its text); a line that is no JSON is None. A broken array ends with its fault."""
    start = len(text) - len(text.lstrip(BLANK))
    if text[start] == "{":
        envelope = re.match(r'[^\[{]*\{[^\[{]*:\s*\[', text)
        if envelope is None or parse(text.split("\n")[0].strip(BLANK)) is not None and "\n{" in text:
            for line in text.split("\n"):
                if line.strip(BLANK):
                    yield parse(line.strip(BLANK)), line.rstrip(BLANK)
            return
        start = envelope.end() - 1
    yield from array_elements(text, start + 1)


def array_elements(text, place):
    while True:
        place = behind_blanks(text, place)
        if text[place : place + 1] == "]":
            break
        try:
            value, end = DECODER.raw_decode(text, place)
        except ValueError as error:
            yield EndOfArray(f"the array breaks off: {error}"), ""
            return
        yield value, text[place:end]
        place = behind_blanks(text, end)
        if text[place : place + 1] == "]":
            break
        if text[place : place + 1] != ",":
            yield EndOfArray("the array breaks off"), ""
            return
        place += 1


def behind_blanks(text, place):
    while place < len(text) and text[place] in BLANK:
        place += 1
    return place


def parse(text):
    try:
        return DECODER.decode(text)
    except ValueError:
        return None


def is_object(value):
    return isinstance(value, list) and all(isinstance(pair, tuple) for pair in value)


def plain(name):
    """A name as it is compared."""
    return header_name(name.encode("utf-8", errors="replace"))


def columns_of(names, renames):
    """The column of each name that is one, in the kind that the names are of."""
    known = {name: renames.get(plain(name), plain(name)) for name in names}
    kind = TOKEN_TRANSFERS if any(name.endswith("log_index") for name in known.values()) else TOKENS
    columns = {name: kind.aliases.get(column, column) for name, column in known.items()}
    columns = {name: column for name, column in columns.items() if column in kind.columns}
    cryos = [name for name in names if plain(name) in CONTRACTS and plain(name) not in renames]
    if not cryos:
        return columns
    contract = "token_address" if kind is TOKEN_TRANSFERS else "address"
    columns |= {name: contract for name in cryos}
    for column in ("value", "total_supply"):
        of_column = [name for name in names if AMOUNTS.get(plain(name), ("",))[0] == column]
        if of_column and column not in renames.values():
            best = min(AMOUNTS[plain(name)] for name in of_column)
            columns = {name: of for name, of in columns.items() if of != column}
            columns |= {name: column for name in of_column if AMOUNTS[plain(name)] == best}
            # It is never beside its forms: then it is there twice.
            whole = [name for name in of_column if plain(name) in forms_of(column)]
            columns |= {name: column for name in whole if column in map(plain, whole)}
    return columns


def forms_of(amount):
    return [amount + form for form in FORMS]


def fields(pairs, columns, header):
    if not is_object(pairs):
        return Broken("malformed", [])
    found = {}
    for key, value in pairs:
        column = columns.get(key)
        if column is None:
            continue
        if isinstance(value, list):
            return Broken("malformed", [])
        if column in found:
            return Broken("duplicate_field", [])
        found[column] = text_of(value, any(plain(name) in CONTRACTS for name in columns) and plain(key) in AMOUNTS)
    return [found.get(name, b"") for name in header]


def text_of(value, may_be_hexadecimal):
    if value is None:
        return b""
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if may_be_hexadecimal and re.fullmatch(r"0[xX][0-9a-fA-F]{1,64}", value):
        return str(int(value, 16)).encode()
    # Half of a surrogate pair becomes a byte that is never valid, as bytes that were not valid are again.
    return value.encode("utf-8", errors="surrogateescape") if encodable(value) else halves(value)


def encodable(value):
    return not re.search("[\ud800-\udc7f\udd00-\udfff]", value)


def halves(value):
    return b"".join(
        b"\xff" if "\ud800" <= c <= "\udfff" else c.encode("utf-8", errors="surrogateescape") for c in value
    )

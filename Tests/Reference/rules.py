"""The data rules for single values and records, written from docs, not from the pipeline's code.

Every value is read from the bytes of one CSV field. A value that breaks its rule raises `Broken`;
None stands for NULL.
"""

import datetime
import re

UINT256_MAX = 2**256 - 1
INT31_MAX = 2**31 - 1
INT63_MAX = 2**63 - 1

EPOCH = datetime.datetime(1970, 1, 1)
MICROSECOND = datetime.timedelta(microseconds=1)
LAST_INSTANT = datetime.datetime(9999, 12, 31, 23, 59, 59, 999999)

CLOCK = re.compile(
    rb"(\d{4})-(\d\d)-(\d\d)[ Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
    rb"(?: ?(?:(UTC|[Zz])|([+-])(\d\d)(?::?(\d\d))?))?",
)


class Broken(Exception):
    """A value that its rule does not allow; the argument is the reason."""


def hexadecimal(field, length):
    """`0x`, or PostgreSQL's `\\x`, and two hex digits of either case per byte; nothing is trimmed."""
    if re.fullmatch(rb"[0\\]x[0-9a-fA-F]{%d}" % (2 * length), field) is None:
        raise Broken("hex")
    return bytes.fromhex(field[2:].decode("ascii"))


def address(field):
    return hexadecimal(field, 20)


def digest(field):
    return hexadecimal(field, 32)


def unsigned(field, largest):
    """Decimal digits, leading zeros allowed, up to `largest`; no sign, point, exponent or space."""
    if re.fullmatch(rb"[0-9]+", field) is None:
        raise Broken("integer")
    digits = field.lstrip(b"0") or b"0"
    if len(digits) > len(str(largest)) or int(digits) > largest:
        raise Broken("range")
    return int(digits)


def uint256(field):
    return unsigned(field, UINT256_MAX)


def int31(field):
    return unsigned(field, INT31_MAX)


def int63(field):
    return unsigned(field, INT63_MAX)


def chain(field):
    """The number of a chain: decimal digits, or hex digits after `0x` or `\\x`; any number of them."""
    if re.fullmatch(rb"[0-9]+", field):
        return int(field)
    if re.fullmatch(rb"[0\\]x[0-9a-fA-F]+", field):
        return int(field[2:], 16)
    raise Broken("integer")


def event(field):
    """The hash of an event; None for what is no hash."""
    try:
        return digest(field)
    except Broken:
        return None


def timestamp(field):
    """Microseconds since 1970, UTC. Digits after the sixth of a fraction are cut off."""
    if re.fullmatch(rb"[0-9]+", field):
        seconds = unsigned(field, INT63_MAX)
        if seconds > (LAST_INSTANT - EPOCH) // datetime.timedelta(seconds=1):
            raise Broken("range")
        return seconds * 1_000_000
    match = CLOCK.fullmatch(field)
    if match is None:
        raise Broken("timestamp")
    fraction = (match[7] or b"")[:6].ljust(6, b"0")
    try:
        local = datetime.datetime(*(int(match[part]) for part in range(1, 7)), int(fraction))
    except ValueError:
        raise Broken("timestamp") from None
    hours, minutes = int(match[10] or 0), int(match[11] or 0)
    if hours > 23 or minutes > 59:
        raise Broken("timestamp")
    offset = datetime.timedelta(hours=hours, minutes=minutes)
    try:
        instant = local + offset if match[9] == b"-" else local - offset
    except OverflowError:
        raise Broken("range") from None
    return (instant - EPOCH) // MICROSECOND


def text(field):
    """UTF-8: an invalid sequence becomes U+FFFD (one per maximal subpart), then NULs go; empty is NULL."""
    decoded = field.decode("utf-8", errors="replace")
    return decoded.replace("\0", "") or None


def needs_repair(field):
    """Whether `text` has to change the field."""
    return b"\0" in field or field.decode("utf-8", errors="replace").encode("utf-8") != field


CHAIN_NAMES = {"chain_id", "chainid"}
EVENT_NAMES = {"topic0", "topic_0", "event_hash", "event_topic", "event_signature_hash"}
TRANSFER_EVENT = bytes.fromhex("ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef")
ETHEREUM = 1


class Kind:
    """One kind of record: its columns in table order, which are required, of which others one is, and older names.

    `event` is the hash of the event whose logs the records are; None if they are no logs.
    """

    def __init__(self, name, columns, required, aliases, one_of=frozenset(), event=None):
        self.event = event
        self.name = name
        self.columns = columns
        self.required = required
        self.aliases = aliases
        self.one_of = one_of


TOKENS = Kind(
    "tokens",
    {
        "address": address,
        "symbol": text,
        "name": text,
        "decimals": uint256,
        "total_supply": uint256,
        "block_timestamp": timestamp,
        "block_number": int63,
        "block_hash": digest,
    },
    {"address"},
    {
        "erc20_token_address": "address",
        "erc20_token_symbol": "symbol",
        "erc20_token_name": "name",
        "erc20_token_decimals": "decimals",
        "erc20_token_total_supply": "total_supply",
    },
    {"symbol", "name", "decimals", "total_supply"},
)

TOKEN_TRANSFERS = Kind(
    "token_transfers",
    {
        "block_number": int63,
        "log_index": int31,
        "transaction_hash": digest,
        "token_address": address,
        "from_address": address,
        "to_address": address,
        "value": uint256,
        "block_timestamp": timestamp,
        "block_hash": digest,
    },
    {"token_address", "value", "transaction_hash", "log_index", "block_number"},
    {
        "erc20_token": "token_address",
        "erc20_from": "from_address",
        "erc20_to": "to_address",
        "erc20_value": "value",
        "erc20_tx_hash": "transaction_hash",
        "erc20_log_index": "log_index",
        "erc20_block_number": "block_number",
        "tx_hash": "transaction_hash",
    },
    event=TRANSFER_EVENT,
)

KINDS = (TOKEN_TRANSFERS, TOKENS)


class Belonging:
    """The columns that say of which chain and of which event a record is. They are checked and never stored."""

    def __init__(self, header, chain):
        names = [header_name(name) for name in header]
        self.chain = chain
        self.chains = [place for place, name in enumerate(names) if name in CHAIN_NAMES]
        self.events = [place for place, name in enumerate(names) if name in EVENT_NAMES]

    def require(self, fields, kind):
        """Refuses a record that says that it is of another chain, or of another event than its kind's.

        An empty field says nothing.
        """
        for said in (fields[place] for place in self.chains if fields[place]):
            try:
                number = chain(said)
            except Broken as broken:
                raise Broken(broken.args[0], ["chain_id"]) from None
            if number != self.chain:
                raise Broken("other_chain", ["chain_id"])
        for said in (fields[place] for place in self.events if kind.event and fields[place]):
            if event(said) != kind.event:
                raise Broken("other_event", ["topic0"])


UPPER_CASE = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


def header_name(field):
    """A name as names are compared: no letter case (ASCII), no blanks, quotes or byte order marks around it."""
    return field.decode("utf-8", errors="replace").strip(" \t\r\n\xa0\ufeff\u200b\u200c\u200d\u2060\"'`").translate(UPPER_CASE)


def renamed(names, renames):
    """The names, those in `renames` replaced by their columns."""
    return [(renames or {}).get(name, name) for name in names]


def kind_of(names):
    """The kind whose columns the names have, as far as it needs them, and those columns; None if there is none."""
    for kind in KINDS:
        columns = [kind.aliases.get(name, name) for name in names]
        if kind.required <= set(columns) and (not kind.one_of or kind.one_of & set(columns)):
            return kind, columns
    return None


class Header:
    """What a header line says: the kind of the file, and the place of each known column.

    `renames` has for names in the file (as they are compared) the columns that they stand for.
    """

    def __init__(self, fields, renames=None, chain=ETHEREUM):
        self.width = len(fields)
        self.belonging = Belonging(fields, chain)
        names = [header_name(field) for field in fields]
        for name in renames or ():
            if name not in names:
                raise Broken(f"a name to replace is not in the header: {name}")
        found = kind_of(renamed(names, renames))
        if found is None:
            raise Broken("the header lacks required columns")
        self.kind, columns = found
        known = [name for name in columns if name in self.kind.columns]
        if len(known) != len(set(known)):
            raise Broken("a column appears twice in the header")
        self.places = {name: columns.index(name) for name in known}

    def has_key(self, fields):
        """Whether the fields are as many as the names, and those of the key can be read."""
        key = ("address",) if self.kind is TOKENS else ("block_number", "log_index")
        if len(fields) != self.width:
            return False
        try:
            return all(self.kind.columns[name](fields[self.places[name]]) is not None for name in key)
        except Broken:
            return False

    def row(self, fields):
        """The record's values in table order, and whether its text was repaired.

        Raises `Broken(reason, columns)`; `columns` are all columns in which something is wrong.
        """
        if len(fields) != self.width:
            raise Broken("field_count", [])
        self.belonging.require(fields, self.kind)
        values, reasons, repaired = [], {}, False
        for name, read in self.kind.columns.items():
            place = self.places.get(name)
            field = b"" if place is None else fields[place]
            try:
                values.append(self.value(name, read, field))
            except Broken as broken:
                reasons[name] = broken.args[0]
            repaired |= read is text and needs_repair(field)
        if reasons:
            columns = sorted(reasons, key=lambda name: self.places[name])
            raise Broken(reasons[columns[0]], columns)
        return tuple(values), repaired

    def value(self, name, read, field):
        if field:
            return read(field)
        if name in self.kind.required:
            raise Broken("required")
        return None

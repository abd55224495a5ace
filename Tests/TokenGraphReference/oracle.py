"""Plain resolvers over the rows, executed by graphql-core."""

import base64
from datetime import timedelta
from decimal import Context, Decimal

from cursors import cursor, fingerprint, token_header, transfer_header, transfer_position
from filters import token_matches, token_sorted, transfer_matches
from rows import EPOCH
from tokens import token_schema

EXACT = Context(prec=1000)
# The most rows that a count counts, and the transfers that the tokens of an account come from: small, so that lists exceed them.
COUNTED, WINDOW = 20, 15


def schema_of(sdl):
    return token_schema(sdl, {"BigInt": int, "Bytes": lambda text: bytes.fromhex(text[2:])})


def hexadecimal(data):
    return None if data is None else "0x" + data.hex()


def number(value):
    return None if value is None else str(value)


def rfc3339(value):
    if value is None:
        return None
    time = EPOCH + timedelta(microseconds=value)
    text = f"{time.year:04}-{time.month:02}-{time.day:02}T{time.hour:02}:{time.minute:02}:{time.second:02}"
    if time.microsecond:
        text += f".{time.microsecond:06}".rstrip("0")
    return text + "Z"


class Connection:
    """A page of a list whose items are `(position, item)` in order; `index` is the order of any position."""

    def __init__(self, items, header, index, first=None, after=None, last=None, before=None, total=None):
        self.header = header
        places = [index(position) for position, _ in items]
        start = self.place(after, index)
        end = self.place(before, index)
        window = [
            item for item, place in zip(items, places)
            if (start is None or place > start) and (end is None or place < end)]
        size = first if first is not None else last if last is not None else 100
        backward = last is not None
        page = window[max(0, len(window) - size):] if backward else window[:size]
        cut = len(window) > size
        self.page = page
        self.pageInfo = {
            "startCursor": cursor(header, page[0][0]) if page else None,
            "endCursor": cursor(header, page[-1][0]) if page else None,
            "hasNextPage": cut and not backward or end is not None and any(place >= end for place in places),
            "hasPreviousPage": cut and backward or start is not None and any(place <= start for place in places),
        }
        self.nodes = [item for _, item in page]
        self.edges = [{"cursor": cursor(header, position), "node": item} for position, item in page]
        value, exact = total or (min(len(items), COUNTED), len(items) <= COUNTED)
        self.totalCount = {"value": value, "isExact": exact}

    def place(self, text, index):
        if text is None:
            return None
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        assert data[:9] == b"\1" + self.header, "the generator made a wrong cursor"
        return index(data[9:])


class Query:
    def __init__(self, rows):
        self.rows = rows

    def token(self, info, address):
        return Token(self.rows, address) if address in self.rows.tokens else None

    def tokenTransfer(self, info, blockNumber, logIndex):
        for row in self.rows.transfers:
            if (row["block"], row["log"]) == (blockNumber, logIndex):
                return Transfer(self.rows, row)
        return None

    def tokenTransfers(self, info, **arguments):
        return transfers(self.rows, ["transfers"], lambda row: True, **arguments)

    def tokens(self, info, orderBy, orderDirection, where=None, **paging):
        where = where or {}
        ordered = token_sorted(self.rows.tokens.values(), orderBy, orderDirection)
        places = {row["address"]: place for place, row in enumerate(ordered)}
        items = [(row["address"], Token(self.rows, row["address"])) for row in ordered if token_matches(row, where)]
        return Connection(items, token_header(where, orderBy, orderDirection), places.__getitem__, **paging)

    def account(self, info, address):
        return Account(self.rows, address)

    def _meta(self, info):
        last = self.rows.transfers[-1]
        return {
            "block": {"number": str(last["block"]), "timestamp": rfc3339(last["time"])},
            "rows": str(self.rows.meta["rows"]), "sources": {"incomplete": self.rows.meta["incomplete"]},
            "isInBulkPhase": False,
        }


def transfers(rows, owner, belongs, orderBy, orderDirection, where=None, **paging):
    where = where or {}
    matching = [row for row in rows.transfers if belongs(row) and transfer_matches(row, where)]
    sign = 1
    if orderDirection == "desc":
        matching.reverse()
        sign = -1
    items = [(transfer_position(row), Transfer(rows, row)) for row in matching]
    header = transfer_header(owner, where, orderBy, orderDirection)
    return Connection(items, header, lambda position: sign * int.from_bytes(position, "big"), **paging)


class Token:
    def __init__(self, rows, address):
        row = rows.tokens.get(address) or dict.fromkeys(
            ["symbol", "name", "decimals", "supply", "block", "time", "block_hash"])
        self.rows, self.key = rows, address
        self.address, self.symbol, self.name = hexadecimal(address), row["symbol"], row["name"]
        self.decimals, self.totalSupply = number(row["decimals"]), number(row["supply"])
        self.blockNumber, self.blockTimestamp = number(row["block"]), rfc3339(row["time"])
        self.blockHash = hexadecimal(row["block_hash"])

    def transfers(self, info, **arguments):
        return transfers(self.rows, ["transfers of a token"], lambda row: row["token"] == self.key, **arguments)


class Account:
    def __init__(self, rows, address):
        self.rows, self.key, self.address = rows, address, hexadecimal(address)

    def transfers(self, info, **arguments):
        owner = ["transfers of an account", self.key]
        return transfers(self.rows, owner, lambda row: self.key in (row["from"], row["to"]), **arguments)

    def tokens(self, info, **paging):
        found, exact = set(), True
        for side in ["from", "to"]:
            touched = [row["token"] for row in reversed(self.rows.transfers) if row[side] == self.key]
            exact = exact and len(touched) <= WINDOW
            found.update(touched[: WINDOW + 1])
        items = [(address, Token(self.rows, address)) for address in sorted(found)]
        header = fingerprint(["tokens of an account", self.key])
        return Connection(items, header, lambda position: position, total=(len(found), exact), **paging)


class Transfer:
    def __init__(self, rows, row):
        self.rows, self.row = rows, row
        self.id = f"{row['block']}-{row['log']}"
        self.tokenAddress, self.to = hexadecimal(row["token"]), hexadecimal(row["to"])
        self.value, self.transactionHash = str(row["value"]), hexadecimal(row["hash"])
        self.logIndex, self.blockNumber = row["log"], str(row["block"])
        self.blockTimestamp, self.blockHash = rfc3339(row["time"]), hexadecimal(row["block_hash"])
        setattr(self, "from", hexadecimal(row["from"]))

    def token(self, info):
        address = self.row["token"]
        return Token(self.rows, address) if address in self.rows.tokens else None

    def amount(self, info):
        decimals = (self.rows.tokens.get(self.row["token"]) or {}).get("decimals")
        if decimals is None or decimals > 255:
            return None
        text = f"{Decimal(self.row['value']).scaleb(-decimals, EXACT):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

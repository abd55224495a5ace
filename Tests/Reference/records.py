"""Cuts export files into records: gzip, byte order marks, quotes, blank lines, repeated headers, lines."""

import gzip
import re

import objects
import rules
from rules import Broken

RECORD_LIMIT = 1 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP_MAGIC = b"\x1f\x8b"
DELIMITERS = (b",", b";", b"\t")

PLAIN = re.compile(rb"[^,\n]*")
# Not the first half of a doubled quote: without the second look, an open quote would end there.
QUOTED = re.compile(rb'"(?:[^"]|"")*"(?!")')
VALUE_START = re.compile(rb'[" ]*(?:0x|\\x)')
VALUE = re.compile(rb'"?(?:0x|\\x|[0-9]+(?:"|\Z))')


def content(path):
    """The file's bytes, decompressed (all members) if it is gzip, without byte order marks at the start."""
    with open(path, "rb") as file:
        data = file.read()
    if data.startswith(GZIP_MAGIC):
        data = gzip.decompress(data)
    while data.startswith(BYTE_ORDER_MARK):
        data = data.removeprefix(BYTE_ORDER_MARK)
    return data


class Record:
    """A record: its text without the line end, its fields, its first line, and whether a quote in it is astray."""

    def __init__(self, raw, fields, line, is_stray):
        self.raw = raw
        self.fields = fields
        self.line = line
        self.is_stray = is_stray

    @property
    def lines(self):
        return self.raw.count(b"\n") + 1

    def holds_records(self, header):
        """Whether one of its later lines would be a record by itself, whatever its quotes mean."""
        text = self.raw.replace(b"\r\n", b"\n")
        # A line with carriage returns in it may be one line, or several.
        lines = text.split(b"\n")[1:] + text.replace(b"\r", b"\n").split(b"\n")[1:]
        return any(header.has_key(fields) for line in lines if line for fields in readings(line))


def readings(line):
    """The fields of a line by the rules, unless a quote is astray, and those between delimiters."""
    record, end = cut(line + b"\n", 0, 1)
    if record and not record.is_stray and end == len(line) + 1:
        yield record.fields
    yield [re.sub(rb'\A"|(?<!\A)"\Z', b"", field) for field in line.split(b",")]


def cut(data, start, line):
    """The record at `start`, and the position after its line end; None if a quote in it is never closed.

    A quote opens a field only as its first character, and any single quote closes it. What follows, up to the next
    delimiter or line end, is astray.
    """
    fields, position, is_stray = [], start, False
    while True:
        if data[position : position + 1] == b'"':
            quoted = QUOTED.match(data, position)
            if quoted is None:
                return None, position
            rest = PLAIN.match(data, quoted.end())
            position = rest.end()
            is_last = data[position : position + 1] != b","
            is_stray |= (rest[0].removesuffix(b"\r") if is_last else rest[0]) != b""
            fields.append(quoted[0][1:-1].replace(b'""', b'"'))
        else:
            plain = PLAIN.match(data, position)
            position = plain.end()
            is_last = data[position : position + 1] != b","
            fields.append(plain[0].removesuffix(b"\r") if is_last else plain[0])
        if is_last:
            break
        position += 1
    # At the end of the file, a carriage return is a line end whose line feed is missing.
    return Record(data[start:position].removesuffix(b"\r"), fields, line, is_stray), position + 1


class Lines:
    """How many lines a file has, and how many of them were read."""

    def __init__(self):
        self.total = self.read = 0

    @property
    def unread(self):
        return self.total - self.read


def line_count(data):
    return data.count(b"\n") + (data != b"" and not data.endswith(b"\n"))


def records(path, renames=None, lines=None):
    """Yields the records, the header first, and counts the lines.

    Blank lines are no records; nor is a header with the same names in the same order, however they are written (shards
    that were put together). A quote that is never closed, or a header of other names, ends the file: `Broken`. `renames`
    has for names in the file the columns that they stand for.
    """
    data, lines = content(path), lines or Lines()
    lines.total = line_count(data)
    if objects.are_in(data):
        yield from objects.records(data, renames)
        lines.read = lines.total
        return
    position, line, header = 0, 1, None
    while position < len(data):
        record, end = cut(data, position, line)
        if record is None:
            quote = line + data[position:end].count(b"\n")
            unread = line_count(data[position:])
            raise Broken(f"the quote in line {quote} is never closed: {unread} lines were not read")
        position, line = end, line + record.lines
        if not record.raw:
            lines.read += 1
            continue
        if header is None:
            if strays(record):
                raise Broken("text follows the closing quote of a name")
            inner = record.raw.replace(b"\r", b"\n").split(b"\n")[1:]
            if any(VALUE_START.match(field) for line in inner for field in line.split(b",")):
                raise Broken("a quote in the header makes a name of a record")
            header = record
            yield record
        elif record.raw != header.raw and not is_header(record, names(header.fields), renames):
            yield record
        lines.read += record.lines
    if header is None:
        raise Broken("the file has no header")


def names(fields):
    return [rules.header_name(field) for field in fields]


def strays(header):
    """Whether more than blanks follow the closing quote of a name."""
    return header.is_stray and re.search(rb'(?:\A|,)"(?:[^"]|"")*"(?!")[ \t]*[^ \t,]', header.raw) is not None


def are_columns(fields, own):
    """Whether at least half of the names, and two, are those of columns, and none is a number or empty."""
    known = {name for kind in rules.KINDS for name in (*kind.columns, *kind.aliases)} | {"erc20", "erc721", *own}
    count = len(known.intersection(fields))
    return count >= 2 and 2 * count >= len(fields) and not any(re.fullmatch("[0-9]*", name) for name in fields)


def is_header(record, own, renames=None):
    """Whether the record is the header again. Raises `Broken` for the header of another export."""
    ends = (record.raw.split(b",")[0], record.raw.split(b",")[-1])
    if len(record.raw) >= 1 << 16 or any(VALUE.match(field) for field in ends):
        return False
    if re.search(rb"[0\\]x", record.raw):
        return False
    bare = [names(record.raw.split(delimiter)) for delimiter in DELIMITERS]
    if names(record.fields) == own or b"\n" not in record.raw and bare[0] == own:
        return True
    others = [names(record.fields)] + bare[1:]
    is_kind = any(rules.kind_of(other) or rules.kind_of(rules.renamed(other, renames)) for other in others)
    if is_kind or b"\n" not in record.raw and any(are_columns(other, own) for other in bare):
        raise Broken(f"line {record.line} starts another export")
    return False

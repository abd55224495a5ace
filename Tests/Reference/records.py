"""Cuts export files into records: gzip, byte order mark, quotes, blank lines, repeated headers."""

import csv
import gzip
import re

import objects
from rules import Broken

RECORD_LIMIT = 1 << 20
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP_MAGIC = b"\x1f\x8b"

# Versions of the csv module before 3.11 refuse NUL. Decoded as Latin-1, no byte becomes one of these characters.
NUL_STAND_IN = "\ue000"
END = "\ue001"

csv.field_size_limit(1 << 40)


def content(path):
    """The file's bytes, decompressed (all members) if it is gzip, without a byte order mark."""
    with open(path, "rb") as file:
        data = file.read()
    if data.startswith(GZIP_MAGIC):
        data = gzip.decompress(data)
    return data.removeprefix(BYTE_ORDER_MARK)


class Lines:
    """The lines of some bytes, cut where Python text files with newline='' cut them, and a line `END` after the last.

    Remembers the bytes it gave out.
    """

    def __init__(self, data):
        self.matches = re.finditer(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", data)
        self.at_end = False
        self.taken = []

    def __iter__(self):
        return self

    def __next__(self):
        if self.at_end:
            raise StopIteration
        match = next(self.matches, None)
        if match is None:
            self.at_end = True
            return END
        self.taken.append(match[0])
        return match[0].decode("latin-1").replace("\0", NUL_STAND_IN)

    def take(self):
        """The raw bytes since the last call, without the line end that closes them."""
        raw = b"".join(self.taken)
        self.taken.clear()
        return re.sub(rb"(?:\r\n|\r|\n)\Z", b"", raw)


def records(path):
    """Yields (fields as bytes, raw bytes) per record, the header first.

    Blank lines are no records; nor is a line identical to the header, wherever it occurs
    (shards that were put together). A quote that is never closed makes the rest of the file one
    record, whose fields are None.
    """
    data = content(path)
    if objects.are_in(data):
        yield from objects.records(data)
        return
    lines = Lines(data)
    header = None
    for fields in csv.reader(lines):
        raw = lines.take()
        if not fields or raw == header or fields == [END]:
            continue
        if header is None:
            header = raw
        yield None if lines.at_end else [field_bytes(field) for field in fields], raw
    if header is None:
        raise Broken("the file has no header")


def field_bytes(field):
    return field.replace(NUL_STAND_IN, "\0").encode("latin-1")

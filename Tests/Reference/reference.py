"""An independent reading of exports: what the database must hold after they are loaded into empty tables.

    reference.py FILE… --tables OUTDIR [--rename NAME=COLUMN]…

The files count in the order given; a file given twice counts once. `--rename` names a field of the files and the column
that it is. Written to OUTDIR:

    tokens.tsv            the table in COPY text format, sorted by primary key: bytea as lowercase hex
    token_transfers.tsv   without \\x, timestamps as microseconds since 1970 (UTC), NULL as \\N
    conflict_keys.tsv     file, record number, then the row, for every valid record of a transfer key
                          that has records with different content: any one of them may be the stored
                          row, all that differ from it are rejects. token_transfers.tsv has the first.
    rejects.tsv           file, record number (1 = first after the header), reason, columns that are
                          wrong (comma separated, in file order; empty: the record as a whole).
                          Without conflicts, which depend on what is stored.
    summary.json          counts per file and over all

Where a conflict or a key in two files makes counts depend on the order of loading, the summary holds
those of loading in the order given, and per file `keys` (distinct valid keys: the most it can have
loaded) and `own_keys` (keys in no other file: the least).
"""

import argparse
import collections
import json
import os
import sys

from records import RECORD_LIMIT, Lines, records
from rules import ETHEREUM, TOKENS, Broken, Header, header_name

ESCAPES = str.maketrans(
    {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
)


def canonical(value):
    """A value as COPY writes it in text format."""
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str):
        return value.translate(ESCAPES)
    return str(value)


def line(values):
    return "\t".join(canonical(value) for value in values)


def rank(row):
    """Of two rows of one token the one with the greater rank stays: block number, then content."""
    _, symbol, name, decimals, supply, time, number, block_hash = row
    texts = [None if text is None else text.encode() for text in (symbol, name)]
    values = (number, *texts, decimals, supply, time, block_hash)
    return [(False,) if value is None else (True, value) for value in values]


class Tables:
    """Both tables as they fill up."""

    def __init__(self):
        self.tokens = {}
        self.transfers = {}
        self.transfer_records = collections.defaultdict(list)
        self.token_files = collections.defaultdict(set)

    def add(self, kind, row, file, number):
        """Adds a valid record; says what became of it."""
        return self.add_token(row, file) if kind is TOKENS else self.add_transfer(row, file, number)

    def add_token(self, row, file):
        key = row[0]
        self.token_files[key].add(file)
        stored = self.tokens.get(key)
        if stored is None or rank(row) > rank(stored):
            self.tokens[key] = row
        return "loaded" if stored is None else "duplicates"

    def add_transfer(self, row, file, number):
        key = row[:2]
        stored = self.transfers.setdefault(key, row)
        places = self.transfer_records[key]
        places.append((file, number, None if row == stored else row))
        if len(places) == 1:
            return "loaded"
        return "duplicates" if row == stored else "conflict"

    def conflicts(self):
        """Every record of every transfer key with more than one content: (file, number, row)."""
        for key in sorted(self.transfer_records):
            places = self.transfer_records[key]
            if any(row is not None for _, _, row in places):
                for file, number, row in places:
                    yield file, number, row or self.transfers[key]

    def files_of_keys(self, kind):
        """For each key the set of files it occurs in."""
        if kind is TOKENS:
            return self.token_files.values()
        return ({file for file, _, _ in places} for places in self.transfer_records.values())


class Source:
    """One file's counts and rejects."""

    def __init__(self, path, renames=None, chain=ETHEREUM):
        self.path = path
        self.renames = renames
        self.chain = chain
        self.header = None
        self.error = None
        self.records = 0
        self.lines = Lines()
        self.counts = collections.Counter(loaded=0, duplicates=0, repaired=0)
        self.reasons = collections.Counter()
        self.rejects = []

    def load(self, tables):
        """Reads the file to its end into the tables; a file that cannot be read ends with an error."""
        try:
            for record in records(self.path, self.renames, self.lines):
                if self.header is None:
                    self.header = Header(record.fields, self.renames, self.chain)
                else:
                    self.records += 1
                    self.add(record, tables)
        except (Broken, OSError, EOFError) as error:
            self.error = str(error)

    def add(self, record, tables):
        try:
            if record.holds_records(self.header):
                raise Broken("holds_records", [])
            if len(record.raw) > RECORD_LIMIT:
                raise Broken("too_long", [])
            if isinstance(record.fields, Broken):
                raise record.fields
            if record.is_stray:
                raise Broken("stray_quote", [])
            row, repaired = self.header.row(record.fields)
        except Broken as broken:
            reason, columns = broken.args
            self.reasons[reason] += 1
            self.rejects.append((self.path, self.records, reason, ",".join(columns)))
            return
        self.counts["repaired"] += repaired
        outcome = tables.add(self.header.kind, row, self.path, self.records)
        if outcome == "conflict":
            self.reasons[outcome] += 1
        else:
            self.counts[outcome] += 1

    def summary(self, tables):
        kind = self.header and self.header.kind
        sets = [files for files in tables.files_of_keys(kind) if self.path in files] if kind else []
        return {
            "file": self.path,
            "kind": kind and kind.name,
            "error": self.error,
            "records": self.records,
            "lines": self.lines.total,
            "read_lines": self.lines.read,
            "unread_lines": self.lines.unread,
            **self.counts,
            "rejected": sum(self.reasons.values()),
            "reasons": dict(sorted(self.reasons.items())),
            "keys": len(sets),
            "own_keys": sum(len(files) == 1 for files in sets),
        }


def total(files):
    """The sums over all files."""
    reasons = sum((collections.Counter(file["reasons"]) for file in files), collections.Counter())
    names = ("records", "loaded", "duplicates", "rejected", "repaired")
    return {name: sum(file[name] for file in files) for name in names} | {"reasons": dict(sorted(reasons.items()))}


def write_lines(directory, name, lines):
    path = os.path.join(directory, name)
    with open(path, "w", encoding="utf-8", newline="") as file:
        for text in lines:
            file.write(text + "\n")


def write_tables(directory, tables, sources):
    """Writes everything described at the top of this file."""
    os.makedirs(directory, exist_ok=True)
    write_lines(directory, "tokens.tsv", (line(tables.tokens[key]) for key in sorted(tables.tokens)))
    write_lines(directory, "token_transfers.tsv", (line(tables.transfers[key]) for key in sorted(tables.transfers)))
    write_lines(directory, "conflict_keys.tsv", (line((f, n, *row)) for f, n, row in tables.conflicts()))
    write_lines(directory, "rejects.tsv", (line(reject) for source in sources for reject in source.rejects))
    files = [source.summary(tables) for source in sources]
    with open(os.path.join(directory, "summary.json"), "w", encoding="utf-8") as file:
        json.dump({"files": files, "total": total(files)}, file, indent=2)
        file.write("\n")


def read(paths, renames=None, chain=ETHEREUM):
    """Loads the files in order; returns the tables and what became of each file."""
    tables = Tables()
    places = {os.path.realpath(path): path for path in reversed(paths)}.values()
    sources = [Source(path, renames, chain) for path in places]
    sources.reverse()
    for source in sources:
        source.load(tables)
    return tables, sources


def rename(text):
    """A field's name as it is compared, and its column. The last equals sign counts."""
    name, mark, column = text.rpartition("=")
    if not mark or not header_name(name.encode()) or not header_name(column.encode()):
        raise argparse.ArgumentTypeError("not NAME=COLUMN")
    return header_name(name.encode()), header_name(column.encode())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--tables", required=True, metavar="OUTDIR")
    parser.add_argument("--rename", action="append", default=[], type=rename, metavar="NAME=COLUMN")
    parser.add_argument("--chain", type=int, default=ETHEREUM, metavar="NUMBER")
    arguments = parser.parse_args()
    tables, sources = read(arguments.files, dict(arguments.rename), arguments.chain)
    write_tables(arguments.tables, tables, sources)
    failed = [source for source in sources if source.error]
    for source in failed:
        print(f"{source.path}: {source.error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

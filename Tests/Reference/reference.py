"""An independent reading of exports: what the database must hold after they are loaded into empty tables.

    reference.py FILE… --tables OUTDIR [--rename NAME=COLUMN]…

The files count in the order given; a file given twice counts once. `--rename` names a field of the files and the column
that it is. Written to OUTDIR:

    tokens.tsv            the table in COPY text format, sorted by primary key: bytea as lowercase hex
    token_transfers.tsv   without \\x, timestamps as microseconds since 1970 (UTC), NULL as \\N
    conflict_keys.tsv     file, record number, rank, then the row, for every valid record of a transfer key
                          that has records that contradict each other: what is stored is one of them with
                          the values of others that agree, all that contradict it are rejects. Of
                          different ranks, it is one of the highest: files of --replace have their
                          place in the order given, others 0.
                          token_transfers.tsv has what is stored in the order given.
    replaced_tokens.tsv   file, record number, `always` or `maybe`, for every valid record of a token of which
                          a file of a higher rank has a record, unless that has all its values: it is a
                          reject in every order of loading, or may be a duplicate in some of them.
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


def is_part(row, other):
    """Whether a row has no value that another lacks."""
    return all(value is None or value == its for value, its in zip(row, other))


class Tables:
    """Both tables as they fill up."""

    def __init__(self, replacing=()):
        # The files whose records replace those that they contradict, in the order in which they are submitted.
        self.ranks = {file: place + 1 for place, file in enumerate(replacing)}
        self.tokens = {}
        # Of each token its stored record's source's path and number, and all its records: (rank, row, path, number).
        self.token_places = {}
        self.token_records = collections.defaultdict(list)
        # What is stored: the first record of the highest rank, with the values that others have and it lacks.
        self.transfers = {}
        # Of each stored record its source's path, its number and the highest rank that agrees with it.
        self.origins = {}
        # The records that lost their places, and whether they are rejects now, not duplicates.
        self.displaced = []
        self.contradicted = set()
        self.transfer_records = collections.defaultdict(list)
        self.token_files = collections.defaultdict(set)

    def add(self, kind, row, file, number):
        """Adds a valid record; says what became of it."""
        return self.add_token(row, file, number) if kind is TOKENS else self.add_transfer(row, file, number)

    def add_token(self, row, file, number):
        key = row[0]
        self.token_files[key].add(file)
        new = self.ranks.get(file, 0)
        self.token_records[key].append((new, row, file, number))
        stored = self.tokens.get(key)
        if stored is not None:
            *place, old = self.token_places[key]
            if (new, rank(row)) <= (old, rank(stored)):
                return "replaced" if new < old and not is_part(row, stored) else "duplicates"
            self.displaced.append((*place, old < new and not is_part(stored, row)))
        self.tokens[key] = row
        self.token_places[key] = (file, number, new)
        return "loaded"

    def replaced_tokens(self):
        """(file, number, whether always) of every record of a token that is a reject in some order of loading."""
        for key in sorted(self.token_records):
            records = self.token_records[key]
            highest = max(record[0] for record in records)
            lower = [record for record in records if record[0] < highest]
            # What is stored without the files of the highest rank: it loses to one of these, whatever comes first.
            best = max(lower, key=lambda record: (record[0], rank(record[1])), default=None)
            alone = best and sum(record[:2] == best[:2] for record in lower) == 1
            for new, row, file, number in lower:
                higher = [record[1] for record in records if record[0] > new]
                if not all(is_part(row, other) for other in higher):
                    is_best = alone and best[2:] == (file, number)
                    always = is_best and not any(is_part(row, other) for other in higher)
                    yield file, number, "always" if always else "maybe"

    def add_transfer(self, row, file, number):
        key = row[:2]
        stored = self.transfers.get(key)
        self.transfer_records[key].append((file, number, stored if row == stored else row))
        new = self.ranks.get(file, 0)
        if stored is None:
            self.transfers[key] = row
            self.origins[key] = (file, number, new)
            return "loaded"
        *place, old = self.origins[key]
        if any(a is not None and b is not None and a != b for a, b in zip(row, stored)):
            self.contradicted.add(key)
            if new > old:
                self.displaced.append((*place, True))
                self.transfers[key] = row
                self.origins[key] = (file, number, new)
                return "loaded"
            return "replaced" if new < old else "conflict"
        self.origins[key] = (*place, max(new, old))
        self.transfers[key] = tuple(a if a is not None else b for a, b in zip(stored, row))
        return "duplicates"

    def conflicts(self):
        """Every record of every transfer key whose records contradict each other: (file, number, rank, row)."""
        for key in sorted(self.contradicted):
            for file, number, row in self.transfer_records[key]:
                yield file, number, self.ranks.get(file, 0), row

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
        if outcome in ("conflict", "replaced"):
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
    write_lines(directory, "conflict_keys.tsv", (line((f, n, r, *row)) for f, n, r, row in tables.conflicts()))
    write_lines(directory, "replaced_tokens.tsv", (line(place) for place in tables.replaced_tokens()))
    write_lines(directory, "rejects.tsv", (line(reject) for source in sources for reject in source.rejects))
    files = [source.summary(tables) for source in sources]
    with open(os.path.join(directory, "summary.json"), "w", encoding="utf-8") as file:
        json.dump({"files": files, "total": total(files)}, file, indent=2)
        file.write("\n")


def read(paths, renames=None, chain=ETHEREUM, replacing=()):
    """Loads the files in order, of which some replace what they contradict; returns the tables and what became of each file."""
    tables = Tables([path for path in paths if path in set(replacing)])
    places = {os.path.realpath(path): path for path in reversed(paths)}.values()
    sources = [Source(path, renames, chain) for path in places]
    sources.reverse()
    for source in sources:
        source.load(tables)
    by_path = {source.path: source for source in sources}
    for path, _, is_reject in tables.displaced:
        by_path[path].counts["loaded"] -= 1
        if is_reject:
            by_path[path].reasons["replaced"] += 1
        else:
            by_path[path].counts["duplicates"] += 1
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
    parser.add_argument("--replace", action="append", default=[], metavar="FILE", help="replaces what it contradicts")
    parser.add_argument("--chain", type=int, default=ETHEREUM, metavar="NUMBER")
    arguments = parser.parse_args()
    tables, sources = read(arguments.files, dict(arguments.rename), arguments.chain, arguments.replace)
    write_tables(arguments.tables, tables, sources)
    failed = [source for source in sources if source.error]
    for source in failed:
        print(f"{source.path}: {source.error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

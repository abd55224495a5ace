"""Compares a database with what `reference.py` says it must hold.

    check.py --expected OUTDIR --psql "psql postgresql://…"

`--psql` is the command that reaches the database; the tables are read through it with COPY.
Checked: every row of `tokens` and `token_transfers` (of a key with conflicting records any candidate
may be stored); per source the sums of `etl.batches` and the rows of `etl.rejects`, record by record;
that loaded + duplicates + rejected = records for every source; the totals over all sources.
Prints the first differences of each check. Exit code: 0 equal, 1 different, 2 wrong usage or no answer.
"""

import argparse
import collections
import json
import os
import shlex
import subprocess
import sys
import urllib.parse

from rules import KINDS

SHOWN = 20

TOKENS_SQL = """
    SELECT encode(address, 'hex'), symbol, name, decimals, total_supply,
           (extract(epoch FROM block_timestamp) * 1000000)::bigint, block_number, encode(block_hash, 'hex')
    FROM tokens ORDER BY address"""

TRANSFERS_SQL = """
    SELECT block_number, log_index, encode(transaction_hash, 'hex'), encode(token_address, 'hex'),
           encode(from_address, 'hex'), encode(to_address, 'hex'), value,
           (extract(epoch FROM block_timestamp) * 1000000)::bigint, encode(block_hash, 'hex')
    FROM token_transfers ORDER BY block_number, log_index"""

SOURCES_SQL = """
    SELECT json_build_object('id', s.source_id, 'uri', s.uri, 'kind', s.kind, 'batches', s.batches,
           'written', count(b.sequence), 'records', coalesce(sum(b.records), 0), 'loaded', coalesce(sum(b.loaded), 0),
           'duplicates', coalesce(sum(b.duplicates), 0), 'rejected', coalesce(sum(b.rejected), 0),
           'repaired', coalesce(sum(b.repaired), 0))
    FROM etl.sources s LEFT JOIN etl.batches b USING (source_id)
    WHERE s.removed_at IS NULL
    GROUP BY s.source_id, s.uri, s.kind, s.batches ORDER BY s.uri"""

REJECTS_SQL = """
    SELECT json_build_array(source_id, record_number, reason, field)
    FROM etl.rejects ORDER BY source_id, record_number"""

ALIASES = {old: new for kind in KINDS for old, new in kind.aliases.items()}


class Database:
    """Reads through psql, row by row."""

    def __init__(self, command):
        self.command = shlex.split(command) + ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c"]

    def lines(self, sql):
        environment = os.environ | {"PGCLIENTENCODING": "UTF8"}
        process = subprocess.Popen([*self.command, sql], stdout=subprocess.PIPE, env=environment)
        with process.stdout as output:
            for line in output:
                yield line.removesuffix(b"\n").decode()
        if process.wait() != 0:
            sys.exit(2)

    def copy(self, query):
        return self.lines(f"COPY ({query}) TO STDOUT")

    def objects(self, query):
        return (json.loads(line) for line in self.lines(query))


class Report:
    """Collects differences under headings; shows the first of each."""

    def __init__(self):
        self.counts = collections.Counter()

    def difference(self, heading, text):
        self.counts[heading] += 1
        if self.counts[heading] <= SHOWN:
            print(f"{heading}: {text}")

    def equal(self, heading, what, expected, actual):
        if expected != actual:
            self.difference(heading, f"{what}: expected {expected}, is {actual}")

    def close(self):
        for heading, count in self.counts.items():
            if count > SHOWN:
                print(f"{heading}: {count - SHOWN} more differences")
        return 1 if self.counts else 0


def file_lines(directory, name):
    with open(os.path.join(directory, name), encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.removesuffix("\n")


def token_key(line):
    return line[:40]


def transfer_key(line):
    block, log, _ = line.split("\t", 2)
    return int(block), int(log)


def merge(expected, actual, key):
    """Walks two sorted sequences of rows together: yields (expected row or None, actual row or None)."""
    left, right = next(expected, None), next(actual, None)
    while left is not None or right is not None:
        if right is None or (left is not None and key(left) < key(right)):
            yield left, None
            left = next(expected, None)
        elif left is None or key(right) < key(left):
            yield None, right
            right = next(actual, None)
        else:
            yield left, right
            left, right = next(expected, None), next(actual, None)


def compare_table(report, name, expected, actual, key, candidates):
    """Compares rows; `candidates` has for some keys the rows that may be stored. Returns which ones are."""
    stored = {}
    for left, right in merge(expected, actual, key):
        if right is None:
            report.difference(name, f"missing row {left}")
        elif left is None:
            report.difference(name, f"row too many {right}")
        elif key(right) in candidates:
            stored[key(right)] = right
            if not may_be_stored(right, candidates[key(right)]):
                report.difference(name, f"row is not made of the conflicting records: {right}")
        elif left != right:
            report.difference(name, f"expected {left}\n{'':>{len(name)}}        is {right}")
    return stored


def contradict(one, other):
    """Whether two rows have different values in a column; NULL is none."""
    pairs = zip(one.split("\t"), other.split("\t"))
    return any(a != b and "\\N" not in (a, b) for a, b in pairs)


def may_be_stored(row, records):
    """Whether a row is made of the records that it does not contradict: each of its values is one of theirs, and each of theirs is
    in it. One of them has the highest rank. A record that came before that one may be missing."""
    highest = max(rank for rank, _ in records)
    if all(contradict(row, record) for rank, record in records if rank == highest):
        return False
    agreeing = [record.split("\t") for _, record in records if not contradict(row, record)]
    if highest:
        return all(value == "\\N" or value in {record[column] for record in agreeing}
                   for column, value in enumerate(row.split("\t")))
    for column, value in enumerate(row.split("\t")):
        values = {record[column] for record in agreeing} - {"\\N"}
        if values != ({value} - {"\\N"}):
            return False
    return bool(agreeing)


class Conflicts:
    """The records of conflict_keys.tsv."""

    def __init__(self, directory):
        self.records = []
        self.candidates = collections.defaultdict(set)
        # The highest rank of each key.
        self.ranks = collections.Counter()
        for line in file_lines(directory, "conflict_keys.tsv"):
            file, number, rank, row = line.split("\t", 3)
            self.records.append((file, int(number), row))
            self.candidates[transfer_key(row)].add((int(rank), row))
            self.ranks[transfer_key(row)] = max(self.ranks[transfer_key(row)], int(rank))
        # The (file, record number) of tokens that are rejects in every order of loading, and in some.
        self.tokens = collections.defaultdict(set)
        for line in file_lines(directory, "replaced_tokens.tsv"):
            file, number, when = line.split("\t")
            self.tokens[when].add((file, int(number)))

    def rejects(self, stored):
        """The (file, record number) that must be rejects, given what is stored of each key."""
        return {
            (file, number) for file, number, row in self.records
            if not self.ranks[transfer_key(row)] and contradict(row, stored.get(transfer_key(row), row))
        }

    def may_be_rejects(self):
        """The (file, record number) of keys of several ranks. A record may have been a duplicate before its row was replaced, or have
        lost to one that then lost to another. Nor do all tokens of a lower rank lose to one of a higher."""
        transfers = {(file, number) for file, number, row in self.records if self.ranks[transfer_key(row)]}
        return transfers | self.tokens["always"] | self.tokens["maybe"]

    def replaced(self, stored):
        """For each key of several ranks, the (file, record number) of which one must be a reject."""
        places = collections.defaultdict(set)
        for file, number, row in self.records:
            key = transfer_key(row)
            if self.ranks[key] and contradict(row, stored.get(key, row)):
                places[key].add((file, number))
        return places | {place: {place} for place in self.tokens["always"]}


def path_of(uri):
    parts = urllib.parse.urlsplit(uri)
    return urllib.parse.unquote(parts.path) if parts.scheme == "file" else uri


def match_sources(report, files, sources):
    """Pairs each expected file with its source: by path, or by name where only one has that name."""
    pairs = []
    left = list(sources)
    for file in files:
        paths = [s for s in left if os.path.realpath(path_of(s["uri"])) == os.path.realpath(file["file"])]
        names = [s for s in left if os.path.basename(path_of(s["uri"])) == os.path.basename(file["file"])]
        found = paths or names
        if len(found) == 1:
            pairs.append((file, found[0]))
            left.remove(found[0])
        elif not file["error"]:
            report.difference("etl.sources", f"{len(found)} sources for {file['file']}")
    for source in left:
        report.difference("etl.sources", f"no expected file for {source['uri']}")
    return pairs


def check_source(report, file, source, conflicts):
    """Compares the sums of one source's batches; `conflicts` is how many of its records conflict with a stored row."""
    name = f"etl.batches of {file['file']}"
    rejected = file["rejected"] - sum(file["reasons"].get(reason, 0) for reason in ("conflict", "replaced")) + conflicts
    report.equal(name, "kind", file["kind"], source["kind"])
    report.equal(name, "records", file["records"], source["records"])
    report.equal(name, "rejected", rejected, source["rejected"])
    report.equal(name, "repaired", file["repaired"], source["repaired"])
    # Only a source that was read to its end has a number of batches.
    batches = None if file["error"] else source["written"]
    report.equal(name, "rows (etl.sources.batches)", batches, source["batches"])
    accounted = source["loaded"] + source["duplicates"] + source["rejected"]
    report.equal(name, "loaded + duplicates + rejected", source["records"], accounted)
    if not file["own_keys"] <= source["loaded"] <= file["keys"]:
        report.difference(name, f"loaded: expected {file['own_keys']} to {file['keys']}, is {source['loaded']}")


def check_replaced(report, keys, actual):
    """What is replaced is a reject: at least one record of each key."""
    for key, places in sorted(keys.items(), key=str):
        if not places & set(actual):
            report.difference("etl.rejects", f"no reject for what was replaced: {key}, one of {sorted(places)}")


def check_rejects(report, expected, conflicts, possible, actual, ignore_fields):
    """Compares rejects by file and record number; `expected` has the columns that are wrong, if any, `conflicts` what contradicts the
    table, and `possible` what may be rejected beside."""
    for place in sorted(set(expected) - set(actual)):
        report.difference("etl.rejects", f"no reject for {place[0]} record {place[1]}")
    for place in sorted(conflicts - set(actual)):
        report.difference("etl.rejects", f"no conflict for {place[0]} record {place[1]}")
    for place, found in sorted(actual.items()):
        what = f"{place[0]} record {place[1]}"
        if len(found) > 1:
            report.difference("etl.rejects", f"{len(found)} rejects for {what}")
        reason, field = found[0]
        if place in conflicts:
            report.equal("etl.rejects", f"reason of {what}", "conflict", reason)
        elif place in possible and reason in ("conflict", "replaced"):
            continue
        elif place not in expected:
            report.difference("etl.rejects", f"not to be rejected: {what} ({reason}, {field})")
        elif not ignore_fields and ALIASES.get(field, field or "") not in expected[place]:
            report.difference("etl.rejects", f"field of {what}: expected {' or '.join(expected[place])}, is {field}")


def expected_rejects(directory):
    rows = (line.split("\t") for line in file_lines(directory, "rejects.tsv"))
    return {(file, int(number)): columns.split(",") for file, number, _, columns in rows}


def actual_rejects(database, names):
    """Rejects by (file, record number), for the sources in `names`."""
    found = collections.defaultdict(list)
    for source, number, reason, field in database.objects(REJECTS_SQL):
        if source in names:
            found[names[source], number].append((reason, field))
    return found


def check(directory, database, ignore_fields=False):
    """Makes all comparisons; returns the exit code."""
    report = Report()
    conflicts = Conflicts(directory)
    with open(os.path.join(directory, "summary.json"), encoding="utf-8") as file:
        summary = json.load(file)
    compare_table(report, "tokens", file_lines(directory, "tokens.tsv"), database.copy(TOKENS_SQL), token_key, {})
    stored = compare_table(
        report, "token_transfers", file_lines(directory, "token_transfers.tsv"), database.copy(TRANSFERS_SQL),
        transfer_key, conflicts.candidates)
    pairs = match_sources(report, summary["files"], list(database.objects(SOURCES_SQL)))
    rejected = conflicts.rejects(stored)
    names = {source["id"]: file["file"] for file, source in pairs}
    actual = actual_rejects(database, names)
    for file, source in pairs:
        found = {place for place in conflicts.may_be_rejects() & set(actual) | rejected if place[0] == file["file"]}
        check_source(report, file, source, len(found))
    loaded = sum(source["loaded"] for _, source in pairs)
    report.equal("etl.batches", "loaded in all sources", summary["total"]["loaded"], loaded)
    check_replaced(report, conflicts.replaced(stored), actual)
    check_rejects(report, expected_rejects(directory), rejected, conflicts.may_be_rejects(), actual, ignore_fields)
    return report.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--expected", required=True, metavar="OUTDIR")
    parser.add_argument("--psql", required=True, metavar="COMMAND")
    parser.add_argument("--ignore-fields", action="store_true", help="do not compare etl.rejects.field")
    arguments = parser.parse_args()
    return check(arguments.expected, Database(arguments.psql), arguments.ignore_fields)


if __name__ == "__main__":
    sys.exit(main())

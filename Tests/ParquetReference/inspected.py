"""What `etl inspect` shows of files, and how the documents of two files differ."""

import json
import shutil
import subprocess
from pathlib import Path

COUNTS = ["checked", "whole", "passed", "repaired", "skipped", "rejected", "damage", "held_lines"]


class Inspected:
    """The document of a file, with the first 1,000 records that pass."""

    def __init__(self, etl, path, *options, records=1000, seconds=600):
        command = [etl, "inspect", str(path), "--check", "0", "--records", str(records), "--json", *options]
        self.crash, self.failure, self.check, self.document = None, None, None, {}
        try:
            result = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            self.crash = f"no end within {seconds} seconds"
            return
        if result.returncode not in (0, 1):
            self.crash = f"exit {result.returncode}: {cause(result.stderr.decode(errors='replace'))}"
            return
        try:
            self.document = json.loads(result.stdout)["files"][0]
        except (ValueError, LookupError) as error:
            self.crash = f"no document ({error}): {result.stderr[-500:].decode(errors='replace')}"
            return
        self.failure = self.document["failure"]
        if self.document["sources"]:
            self.kind = self.document["sources"][0]["kind"]
            self.check = self.document["sources"][0]["check"]

    @property
    def problem(self):
        """Why there are no records, or not all."""
        return self.crash or self.failure or (self.check or {}).get("damage")


def cause(text):
    """The fault and the first places in a report of a crash; of any other text, its end."""
    lines = [line.strip() for line in text.splitlines()]
    faults = [line for line in lines if "Fatal error" in line or "runtime failure" in line][:1]
    places = [line for line in lines if ".swift:" in line][:2]
    return "; ".join(faults + places) or text[-500:]


def difference(expected, found):
    """How a document differs from another; nil if all records are the same."""
    if expected.problem or found.problem:
        return None if same_problem(expected, found) else f"{found.problem!r} instead of {expected.problem!r}"
    if not expected.check or not found.check:
        return None if expected.check == found.check else f"sources: {found.check!r} instead of {expected.check!r}"
    if expected.kind != found.kind:
        return f"kind {found.kind} instead of {expected.kind}"
    faults = [
        f"{key}: {found.check[key]!r} instead of {expected.check[key]!r}"
        for key in COUNTS if expected.check[key] != found.check[key]]
    faults += list(reasons(expected.check["reasons"], found.check["reasons"]))
    faults += list(rejects(expected.check["first_rejects"], found.check["first_rejects"]))
    faults += list(records(expected.check["first_records"], found.check["first_records"]))
    return "\n  ".join(faults) or None


def same_problem(expected, found):
    return not expected.crash and not found.crash and expected.problem == found.problem


def reasons(expected, found):
    def key(reason):
        return reason["reason"], reason["field"] or ""
    counts = [{key(reason): reason["count"] for reason in group} for group in (expected, found)]
    for reason in sorted(set(counts[0]) | set(counts[1])):
        before, after = (group.get(reason, 0) for group in counts)
        if before != after:
            yield f"rejects {' '.join(reason)}: {after} instead of {before}"


def rejects(expected, found):
    for before, after in zip(expected, found):
        keys = [key for key in ("record", "reason", "field", "hint", "line") if before[key] != after[key]]
        if keys:
            yield f"reject: {after!r} instead of {before!r}"
            return


def records(expected, found):
    numbers = [[record["record"] for record in group] for group in (expected, found)]
    if numbers[0] != numbers[1]:
        only = [sorted(set(numbers[i]) - set(numbers[1 - i]))[:5] for i in (0, 1)]
        yield f"records {only[1]}… pass, and {only[0]}… do not"
    after = {record["record"]: record["values"] for record in found}
    wrong = [r for r in expected if r["record"] in after and r["values"] != after[r["record"]]]
    for record in wrong[:1]:
        number = record["record"]
        for field, value in record["values"].items():
            if after[number].get(field) != value:
                yield f"record {number}, {field}: {after[number].get(field)!r} instead of {value!r}"
    if wrong:
        yield f"{len(wrong)} records have other values"


class Account:
    """Counts comparisons, and tells and keeps what differs."""

    def __init__(self, etl, kept):
        self.etl, self.kept = etl, Path(kept)
        self.same, self.faults = 0, []

    def fault(self, name, what, *paths):
        self.faults.append(name)
        self.kept.mkdir(parents=True, exist_ok=True)
        copies = [shutil.copy(path, self.kept / Path(path).name) for path in paths if Path(path).exists()]
        print(f"DIFFERENT {name}:\n  {what}", flush=True)
        for copy in copies:
            print(f"  kept {copy}", flush=True)

    def inspect(self, path, *options, **settings):
        return Inspected(self.etl, path, *options, **settings)

    def compare(self, name, expected, path, *options, about=""):
        """Whether a file has the records of a document."""
        what = difference(expected, self.inspect(path, *options))
        if what:
            csv = Path(expected.document["path"]) if expected.document else path
            self.fault(name, f"{what}\n  {about}" if about else what, path, csv)
        else:
            self.same += 1
        return not what

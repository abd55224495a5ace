#!/usr/bin/env python3
"""Checks the floor plan of Sources: the allowed dependencies between rooms, from the targets of Package.swift and their files.

usage: scripts/lint-rooms.py [--self-test]
"""

import json
import os
import pathlib
import re
import subprocess
import sys

from swift_source import SourceError, lex, line_of

ROOT = pathlib.Path(__file__).resolve().parent.parent

# A room is a folder of Sources. Its targets can depend on targets of its own room and of the rooms listed here.
SUPPORT = {"Support", "CLibraries"}
DRIVERS = {"Drivers"} | SUPPORT
INPUT = {"Input", "Model"} | DRIVERS
STORAGE = {"Storage"} | INPUT
SERVICE = {"Service"} | STORAGE
QUERY = {"Query"} | SERVICE
STAGES = {"Stages"} | SERVICE
CONTROL = {"Control"} | STAGES
COMMAND_LINE = {"CommandLine"} | CONTROL
WEB = {"Web"} | CONTROL
ROOMS = {
    "Programs": COMMAND_LINE | WEB | QUERY,
    "CommandLine": CONTROL,
    "Web": WEB,
    "Control": STAGES,
    "Stages": SERVICE,
    "Service": STORAGE,
    "Storage": INPUT,
    "Input": INPUT,
    "Drivers": DRIVERS,
    "Support": SUPPORT,
    "Model": set(),
    "Query": SERVICE,
    "CLibraries": set(),
    "Plugins": set(),
}

# Targets, or all targets of a room, that never reach these targets and products, directly or through others.
NEVER_REACH = [
    ("Control", {"ArgumentParser", "TerminalOutput", "ETLCommands", "ServiceProgram"}),
    ("Bus", {"Formats", "Compression", "SourceReading", "Downloads", "NodeReading"}),
    ("Loading", {"Compression", "SourceReading", "Downloads", "NodeReading"}),
    ("Transformation", {"Compression", "SourceReading", "Downloads", "NodeReading", "Postgres", "Ledger"}),
    ("Extraction", {"Postgres", "Ledger"}),
    ("QueryService", {"Bus", "RabbitMQ", "Formats", "Compression", "SourceReading", "Downloads", "NodeReading"}),
    ("Web", {"ArgumentParser", "TerminalOutput", "ETLCommands", "ServiceProgram"}),
    ("HTMLText", {"Progress", "Ledger", "HummingbirdCore"}),
    ("GraphQLOverHTTP", {"TokenGraph", "Postgres", "ETLModels"}),
]
# The files of a room never import these modules.
NEVER_IMPORT = [(room, {"ArgumentParser", "TerminalOutput", "ETLCommands", "ServiceProgram"}) for room in ("Control", "Web")]
# The files of these rooms never print, and never look for a terminal.
NEVER_PRINT = {"Web", "Control", "Storage", "Input", "Model", "Drivers"}
PRINTING = re.compile(r"(?<![\w.])(?:Swift\.)?(?:print|debugPrint|puts|isatty)\s*\(|\bFileHandle\s*\.\s*standard(?:Output|Error)\b"
                      r"|\bTerminal\b")
# Targets that depend on nothing, not even on other packages.
INDEPENDENT = {"ETLModels", "GraphQL"}
# A library in C, and the targets that can import it.
C_LIBRARIES = {
    "CRabbitMQ": {"RabbitMQ"},
    "CPostgreSQL": {"Postgres"},
    "CMalloc": {"ServiceHost"},
    "CAllocations": {"Microbench"},
} | {library: {"Compression", "ParquetCodecs", "TestData", "ParquetTests"} for library in ("CBzip2", "CLZMA", "CZlib", "CZstd")} | {
    library: {"ParquetCodecs", "ParquetTests"} for library in ("CBrotli", "CLZ4", "CSnappy")
}

# Only one target has SQL on these tables. A key of the logs is not SQL.
LEDGER = "Ledger"
TABLE = r"etl\.(?:sources|batches|rejects|migrations|sightings|taken_jobs|bulk_phases|token_looks)\b(?![.\w])"
SQL = re.compile(
    rf"^\s*{TABLE}\s*$|(?:\b(?:FROM|JOIN|INTO|UPDATE|TABLE|ONLY|TRUNCATE|EXISTS|USING|ON|COPY|LOCK)\s|,\s*|'){TABLE}", re.MULTILINE)
NO_SQL = {("LogKey.swift", "etl.batches")}

IMPORT = re.compile(r"^[ \t]*(?:(?:@\w+|public|package|internal|fileprivate|private)\s+)*import\s+"
                    r"(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)", re.MULTILINE)


class Package:
    """The targets of the package: their paths and dependencies."""

    def __init__(self, dump):
        self.paths, self.needs, self.products = {}, {}, {}
        names = {target["name"] for target in dump["targets"]}
        for target in dump["targets"]:
            name = target["name"]
            folder = {"test": "Tests", "plugin": "Plugins"}.get(target["type"], "Sources")
            self.paths[name] = target.get("path") or f"{folder}/{name}"
            needed = {value[0] for entry in target["dependencies"] for value in entry.values()}
            self.needs[name] = needed & names
            self.products[name] = needed - names

    def room(self, target):
        """The room, or None if the target is not in a folder of Sources."""
        parts = self.paths[target].split("/")
        return parts[1] if parts[0] == "Sources" and len(parts) > 2 else None

    def reached(self, target):
        """The direct and indirect dependencies of a target, with the path to each."""
        ways, waiting = {}, [(target, [target])]
        while waiting:
            name, way = waiting.pop()
            for needed in sorted(self.needs[name] | self.products[name]):
                if needed not in ways:
                    ways[needed] = way + [needed]
                    if needed in self.needs:
                        waiting.append((needed, way + [needed]))
        return ways


def graph_violations(package, is_complete):
    """Yields a line of text for each forbidden dependency."""
    for target in sorted(package.paths):
        room, in_sources = package.room(target), package.paths[target].startswith("Sources/")
        if is_complete and in_sources and room not in ROOMS:
            yield f"{target} is in {package.paths[target]}, which is in no room of Sources"
        if target in INDEPENDENT and package.needs[target] | package.products[target]:
            yield f"{target} depends on {', '.join(sorted(package.needs[target] | package.products[target]))}, and must on nothing"
        for needed in sorted(package.needs[target]):
            if in_sources and not package.paths[needed].startswith("Sources/"):
                yield f"{target} depends on {needed}, which is in {package.paths[needed]}"
            if target not in C_LIBRARIES.get(needed, {target}) and (is_complete or room in ROOMS):
                yield f"{target} depends on {needed}, which only {', '.join(sorted(C_LIBRARIES[needed]))} may see"
            if room in ROOMS and not may_depend(package, target, needed):
                yield f"{target} ({room}) depends on {needed} ({package.room(needed)}), which is not below it"
        ways = package.reached(target)
        for where, forbidden in NEVER_REACH:
            if where in (room, target) and in_sources:
                for found in sorted(forbidden & set(ways)):
                    yield f"{target} must not reach {found}: {' > '.join(ways[found])}"


def may_depend(package, target, needed):
    room, other = package.room(target), package.room(needed)
    if other not in ROOMS:
        return True
    return other == room or other in ROOMS[room]


def folder_violations(root, package):
    """Yields a line of text for each entry of Sources, and of a room, that belongs to no target."""
    paths = set(package.paths.values())
    for room in sorted((root / "Sources").iterdir()):
        entries = sorted(room.iterdir()) if room.name in ROOMS else [room]
        for entry in entries:
            name = entry.relative_to(root).as_posix()
            if name not in paths:
                yield f"{name} belongs to no target"


def file_violations(root, package):
    """Yields a line of text for each forbidden import, statement and link."""
    for path in sorted((root / "Sources").rglob("*.swift")):
        name = path.relative_to(root).as_posix()
        try:
            yield from text_violations(name, path.read_text(encoding="utf-8"), package.paths[LEDGER])
        except SourceError as error:
            yield f"{name}: cannot be read: {error}"
    for folder in ("Bench", "Sources", "Tests"):
        for parent, folders, files in os.walk(root / folder):
            for path in sorted(pathlib.Path(parent, entry) for entry in folders + files):
                if path.is_symlink():
                    yield f"{path.relative_to(root).as_posix()}: a symbolic link"


def text_violations(name, text, ledger):
    code, strings = lex(text)
    for room, forbidden in NEVER_IMPORT:
        if name.startswith(f"Sources/{room}/"):
            for match in IMPORT.finditer(code):
                if match[1] in forbidden:
                    yield f"{name}:{line_of(text, match.start(1))}: imports {match[1]}"
    if name.split("/")[1] in NEVER_PRINT:
        for match in PRINTING.finditer(code):
            yield f"{name}:{line_of(text, match.start())}: prints, or asks for a terminal: {match[0]}"
    if not name.startswith(ledger + "/"):
        for offset, content in strings:
            if SQL.search(content) and (name.split("/")[-1], content) not in NO_SQL:
                yield f"{name}:{line_of(text, offset)}: SQL on the ledger's tables, which belongs into {ledger}"


def self_test():
    def target(name, path, *needed, kind="regular"):
        return {"name": name, "path": path, "type": kind, "dependencies": [
            {"product": [need[1:], "package", None, None]} if need[0] == "." else {"byName": [need, None]}
            for need in needed]}

    rooms = Package({"targets": [
        target("Runs", "Sources/Control/Runs", "Bus", "Look"),
        target("Look", "Sources/CommandLine/Look", ".ArgumentParser"),
        target("Bus", "Sources/Service/Bus", "ETLModels", "RabbitMQ", "Telemetry"),
        target("Telemetry", "Sources/Service/Telemetry", ".Logging"),
        target("Downloads", "Sources/Input/Downloads", "Telemetry", "CZlib"),
        target("RabbitMQ", "Sources/Drivers/RabbitMQ", "CRabbitMQ", "Blocking", "Telemetry"),
        target("CRabbitMQ", "Sources/CLibraries/CRabbitMQ", kind="system"),
        target("CZlib", "Sources/CLibraries/CZlib", kind="system"),
        target("Blocking", "Sources/Support/Blocking", "TestSupport"),
        target("ETLModels", "Sources/Model/ETLModels", "Blocking"),
        target("Stray", "Sources/Stray"),
        target("TestSupport", "Tests/TestSupport", "Bus"),
    ]})
    found = list(graph_violations(rooms, is_complete=True))
    assert found == [
        "Blocking depends on TestSupport, which is in Tests/TestSupport",
        "Downloads depends on CZlib, which only Compression, ParquetCodecs, ParquetTests, TestData may see",
        "Downloads (Input) depends on Telemetry (Service), which is not below it",
        "ETLModels depends on Blocking, and must on nothing",
        "ETLModels (Model) depends on Blocking (Support), which is not below it",
        "RabbitMQ (Drivers) depends on Telemetry (Service), which is not below it",
        "Runs (Control) depends on Look (CommandLine), which is not below it",
        "Runs must not reach ArgumentParser: Runs > Look > ArgumentParser",
        "Stray is in Sources/Stray, which is in no room of Sources",
    ], found
    control = 'package import struct ArgumentParser.Flag\n// import ArgumentParser\nlet text = """\n    import ArgumentParser\n    """\n'
    ledger = "Sources/Storage/Ledger"
    assert len(list(text_violations("Sources/Control/Runs/Run.swift", control, ledger))) == 1
    assert not list(text_violations("Sources/CommandLine/Look/Run.swift", control, ledger))
    for text, count in [
        ("print(1)", 1), ("Swift.print(1)", 1), ("isatty(1)", 1), ("FileHandle.standardOutput.write(x)", 1), ("Terminal.width", 1),
        ("writer.print(1)", 0), ("func sprint() {}", 0), ('// print(1)\nlet a = "print(1)"', 0),
    ]:  # fmt: skip
        assert len(list(text_violations("Sources/Control/Runs/Run.swift", text, ledger))) == count, text
        assert not list(text_violations("Sources/CommandLine/Look/Run.swift", text, ledger)), text
    for text, count in [
        ('"SELECT 1 FROM etl.sources"', 1), ('"""\n    SELECT\n    FROM file JOIN etl.sources AS source\n    """', 1),
        ('copy(into: "etl.rejects")', 1), ('"SELECT to_regclass(\'etl.migrations\')"', 1),
        ('"TRUNCATE token_transfers, etl.rejects"', 1), ('"etl.batches.per.transaction"', 0),
        ('// FROM etl.sources\nlet a = "Rejects are in etl.rejects."', 0), ('"FROM etl.sources_old"', 0),
    ]:  # fmt: skip
        assert len(list(text_violations("Sources/Stages/Loading/Load.swift", text, ledger))) == count, text
        assert not list(text_violations(f"{ledger}/Load.swift", text, ledger)), text
    assert not list(text_violations("Sources/Service/Logging/LogKey.swift", '"etl.batches"', ledger))


if __name__ == "__main__":
    self_test()
    if sys.argv[1:] == ["--self-test"]:
        sys.exit()
    dump = subprocess.run(["swift", "package", "dump-package"], cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    package = Package(json.loads(dump))
    is_complete = (ROOT / "Sources/Control").is_dir()
    found = list(graph_violations(package, is_complete)) + list(file_violations(ROOT, package))
    if is_complete:
        found += folder_violations(ROOT, package)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    sys.exit(1 if found else 0)

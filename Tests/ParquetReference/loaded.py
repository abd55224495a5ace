#!/usr/bin/env python3
"""Compares what etl reads of a table in Parquet with what it reads of the same table in CSV.

usage: loaded.py --etl PROGRAM [--quick] [--large] [--seed N] [--old PYTHON] [--exports FOLDER] [--only PART] [--kept FOLDER]

`etl inspect` decodes all records of both files. Their numbers, the reasons and fields of rejects, and all values must be the same.

Parts: written (tables of every writer, with settings and types at random), meant (columns whose meaning a flag or the writer
decides, and those that are refused), chain (exports of a chain by cryo and ethereum-etl, whose folder --exports names), odd (files
that are valid and rare), damaged (files that were cut, or have wrong bits: an error with its place, never a crash). --large adds a
table of a million records. Files that differ are kept in --kept. Exits with 1 if anything differs.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

import chain
import damaged
import meant
import odd
from inspected import Account
from records import Records
from writers import WRITERS

PARTS = ["written", "meant", "chain", "odd", "damaged"]


def sizes(quick, large, writer):
    usual = [0, 1, 2, 1000, 1000] if quick else [0, 1, 2, 3, 17, 300, 1000, 1000, 1000, 5000] * 2
    if not quick:
        usual.append(100_000)
    return usual + ([1_000_000] if large and writer == "pyarrow" else [])


def written(account, folder, options):
    for writer, (write, choice) in WRITERS.items():
        if writer == "polars 0.20" and not options.old:
            print("skipped polars 0.20: --old names no Python with it")
            continue
        start, same, faults, unwritten = time.monotonic(), account.same, len(account.faults), []
        for number, rows in enumerate(sizes(options.quick, options.large, writer)):
            for kind in ("token_transfers", "tokens"):
                seed = f"{options.seed} {writer} {number}"
                records = Records(kind, rows, seed, choice, odd_names=writer == "pyarrow")
                name = f"{writer.replace(' ', '-')}-{kind}-{options.seed}-{number}"
                path = folder / f"{name}.parquet"
                try:
                    settings = write(records.table(), path, random.Random(seed), options.old)
                except Exception as error:  # Whatever a writer refuses, for whatever reason.
                    unwritten.append(f"{name}: {type(error).__name__} {str(error)[:150]}")
                    continue
                csv = path.with_suffix(".csv")
                records.write_csv(csv)
                account.compare(name, account.inspect(csv), path, about=f"{records.description}\n  {settings}")
                path.unlink()
                csv.unlink()
        print(
            f"{writer}: {account.same - same} tables the same, {len(account.faults) - faults} different,"
            f" {len(unwritten)} that it does not write, {time.monotonic() - start:.0f} s", flush=True)
        for line in unwritten[:3]:
            print(f"  {line}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--etl", required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--old")
    parser.add_argument("--exports", type=Path)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--kept", default=".build/parquet-different")
    options = parser.parse_args()
    account = Account(options.etl, options.kept)
    start = time.monotonic()
    runs = {"written": written, "meant": meant.run, "chain": chain.run, "odd": odd.run, "damaged": damaged.run}
    with tempfile.TemporaryDirectory() as folder:
        for part in [options.only] if options.only else PARTS:
            runs[part](account, Path(folder), options)
    print(f"{account.same} files as expected, {len(account.faults)} not, {time.monotonic() - start:.0f} s")
    return 1 if account.faults else 0


sys.exit(main())

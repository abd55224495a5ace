#!/usr/bin/env python3
"""Compares the rows that parquet-judge reads with those that pyarrow reads.

usage: run.py quick|full --judge PROGRAM [--data FOLDER] [--old PYTHON] [--only PART] [--seed N]

Parts: written (files of pyarrow, DuckDB, polars and fastparquet), shared (the files of apache/parquet-testing, whose
folder --data names), mutated (damaged files: no crash, no hang, bounded memory). --old names a Python with polars 0.20.18.
Needs pyarrow, duckdb, polars, fastparquet and pandas. Exits with 1 if anything differs.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import mutated  # noqa: E402
import shared  # noqa: E402
import written  # noqa: E402
from comparison import Report  # noqa: E402


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=["quick", "full"])
    parser.add_argument("--judge", required=True)
    parser.add_argument("--data")
    parser.add_argument("--old")
    parser.add_argument("--only", choices=["written", "shared", "mutated"])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    report = Report(options.judge)
    quick = options.mode == "quick"
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        if options.only in (None, "written", "mutated"):
            written.run(report, folder, quick, options.seed, options.old, options.only != "mutated")
        if options.data and options.only in (None, "shared"):
            shared.run(report, Path(options.data))
        if options.only in (None, "mutated"):
            mutated.run(report, folder, options.data, quick, options.seed)
    seconds = time.monotonic() - start
    print(f"{report.same} files the same, {len(report.faults)} faults, {seconds:.0f} s")
    return 1 if report.faults else 0


sys.exit(main())

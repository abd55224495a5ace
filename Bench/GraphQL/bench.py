#!/usr/bin/env python3
"""Measures the service `graphql` on a private database; see docs/performance.md."""

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path

import compare
import data
import filters
import service
import soak
from server import Server

PARTS = {"compare": compare.compare, "filters": filters.filters, "soak": soak.soak}


def parsed():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, help="compare and filters, if none is chosen")
    parser.add_argument("--rows", type=int, default=1_000_000, help="transfers in the table")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each contestant")
    parser.add_argument("--seconds", type=int, default=10, help="of each measurement")
    parser.add_argument("--minutes", type=float, default=60, help="of the soak")
    parser.add_argument("--clients", type=int, default=16, help="connections of the client, and sessions of pgbench")
    parser.add_argument("--connections", type=int, help="of the service to the database; its default if not given")
    parser.add_argument("--thin-connections", type=int, help="of the thin service; those of the service, or 4")
    parser.add_argument("--thin", action=argparse.BooleanOptionalAction, default=True, help="whether the thin service takes part")
    parser.add_argument(
        "--thin-reset", action=argparse.BooleanOptionalAction, default=True,
        help="whether the thin service resets connections after each use, as asyncpg does by itself")
    parser.add_argument(
        "--distinct", action="store_true", help="requests that the service has not seen, so that it compiles each of them")
    parser.add_argument("--work", type=Path, default=Path(".build/bench-graphql"), help="folder of results and logs")
    options = parser.parse_args()
    options.part = options.part or ["compare", "filters"]
    options.thin_connections = options.thin_connections or options.connections or 4
    return options


def main():
    options = parsed()
    # A termination stops the servers, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.chdir(Path(__file__).parents[2])
    for program in ("psql", "pgbench", "setpriv", "wrk", data.ETL, service.PROGRAM):
        if not shutil.which(program):
            raise SystemExit(f"{program} is missing: run make bench-graphql")
    options.work.mkdir(parents=True, exist_ok=True)
    rows = data.Data(options.rows)
    with Server() as server:
        rows.load(server)
        for part in options.part:
            PARTS[part](server, rows, options)


if __name__ == "__main__":
    main()

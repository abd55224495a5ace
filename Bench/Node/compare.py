"""Reads the same blocks of a stand-in of a node with token-etl, cryo and ethereum-etl, in turns, and prints a table as Markdown.

usage: compare.py PROGRAMS_FOLDER BLOCKS ROUNDS

token-etl loads a database with a key, in new private servers; its time is `elapsed_seconds` of its summary. cryo writes Parquet files, and
ethereum-etl a CSV file of the first 400 blocks at most; their time is that of the export, without the start of Python. The stand-in has the
same processors, so its processor time is shown, too. A contestant that has other than 300 rows for each block ends the bench.
"""

import contextlib
import json
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
from functools import partial
from statistics import median

import processes

LOGS, SLOW_BLOCKS, WORKERS = 300, 400, (1, 2, 4)
OWN = pathlib.Path(__file__).resolve().parent
ENVIRONMENTS = OWN.parents[1] / ".build"
CRYO = """
import glob, sys, time, cryo, pyarrow.parquet
url, last, folder = sys.argv[1:]
begun = time.monotonic()
cryo.freeze("erc20_transfers", blocks=[f"1:{int(last) + 1}"], rpc=url, output_dir=folder, verbose=False)
seconds = time.monotonic() - begun
print(seconds, sum(pyarrow.parquet.read_metadata(file).num_rows for file in glob.glob(folder + "/*.parquet")))
"""
# It needs a function that Python 3.11 lacks.
ETHEREUM_ETL = """
import inspect, sys, time
inspect.getargspec = inspect.getfullargspec
from ethereumetl.cli import cli
url, last, folder, *options = sys.argv[1:]
options += ["--start-block", "1", "--end-block", last, "--provider-uri", url, "--output", folder + "/transfers.csv"]
begun = time.monotonic()
cli(["export_token_transfers", *options], standalone_mode=False)
print(time.monotonic() - begun, sum(1 for _ in open(folder + "/transfers.csv")) - 1)
"""


@contextlib.contextmanager
def started(*command, **options):
    """A process that is stopped at the end of the block, and ends with this process."""
    whole = ["setpriv", "--pdeathsig", "TERM", "--", *map(str, command)]
    process = subprocess.Popen(whole, stdin=subprocess.DEVNULL, text=True, **options)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def stand_in(*options):
    """A node: its process and its URL."""
    with started(sys.executable, OWN / "stand_in.py", *options, stdout=subprocess.PIPE) as process:
        yield process, f"http://127.0.0.1:{process.stdout.readline().split()[1]}"


def output(*command):
    """What a command prints. Ends the bench if it fails."""
    with started(*command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        text, errors = process.communicate()
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} failed with {process.returncode}:\n{text}{errors}")
    return text


@contextlib.contextmanager
def temporary_folder():
    """One that the users of private servers may enter."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-node-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        # If `etl` is stopped while it starts servers, the broker ends a second after it.
        while subprocess.run(["rm", "-rf", folder]).returncode != 0:
            time.sleep(0.1)


def token_etl(etl, url, blocks, folder):
    state, summary, begun = folder / "state", folder / "summary.json", time.monotonic()
    output(etl, "run", "--state", state, "--summary", summary, "--node", url, "--from-block", 1, "--to-block", blocks)
    whole = time.monotonic() - begun
    rows = output(etl, "psql", "--state", state, "--", "-qAtX", "-c", "SELECT count(*) FROM token_transfers")
    return json.loads(summary.read_text())["elapsed_seconds"], rows, whole


def export(environment, script, options, url, blocks, folder):
    begun = time.monotonic()
    text = output(ENVIRONMENTS / environment / "bin/python", "-c", script, url, blocks, folder, *options)
    return *text.split()[-2:], time.monotonic() - begun


class Turn:
    """What the work of a contestant took: seconds of the load or export and of the whole program, and rows that are there afterwards."""

    def __init__(self, name, work, blocks, node):
        used = processes.cpu_seconds(node.pid)
        with temporary_folder() as folder:
            seconds, rows, self.whole = work(folder)
        self.node, self.seconds, self.rows = processes.cpu_seconds(node.pid) - used, float(seconds), int(rows)
        self.rate = self.rows / self.seconds
        print(f"{name}: {self.rows} rows in {self.seconds:.2f} s", file=sys.stderr)
        if self.rows != LOGS * blocks:
            raise SystemExit(f"{name} has {self.rows} rows instead of {LOGS * blocks}")


def table(turns):
    print("| | rows | rows/s | lowest | highest | × token-etl | s | whole program, s | stand-in, CPU s |\n|---|" + "---:|" * 8)
    own = median(turn.rate for turn in turns["token-etl"])
    for name, rounds in turns.items():
        rates = [turn.rate for turn in rounds]
        seconds, whole, node = (median(getattr(turn, part) for turn in rounds) for part in ("seconds", "whole", "node"))
        print(f"| {name} | {rounds[0].rows:,} | {median(rates):,.0f} | {min(rates):,.0f} | {max(rates):,.0f} | {median(rates) / own:.3f} "
              f"| {seconds:.2f} | {whole:.2f} | {node:.2f} |")


def main(programs, blocks, rounds):
    blocks, fewer = int(blocks), min(int(blocks), SLOW_BLOCKS)
    with stand_in("--blocks", blocks) as (node, url):
        def slow(*options):
            return partial(export, "bench-node-ethereum-etl", ETHEREUM_ETL, options, url, fewer), fewer

        trials = {workers: Turn(f"trial, {workers} workers", *slow("--max-workers", workers), node) for workers in WORKERS}
        best = min(trials, key=lambda workers: trials[workers].seconds)
        contestants = {
            "token-etl": (partial(token_etl, pathlib.Path(programs, "etl"), url, blocks), blocks),
            "cryo": (partial(export, "bench-node-cryo", CRYO, [], url, blocks), blocks),
            "ethereum-etl": slow(), f"ethereum-etl, --max-workers {best}": slow("--max-workers", best)}
        turns = {name: [] for name in contestants}
        for number in range(int(rounds)):
            # Another one begins each round, and every second round runs backwards.
            names = [*turns][number % len(turns):] + [*turns][: number % len(turns)]
            for name in names[:: -1 if number % 2 else 1]:
                turns[name].append(Turn(name, *contestants[name], node))
    table(turns)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    main(*sys.argv[1:])

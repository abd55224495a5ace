"""Loads the same files again and again, in turns with and without a console that looks and has viewers. Tells what it costs the load.

usage: beside.py PROGRAMS_FOLDER MINUTES TRANSFERS
"""

import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time

import private_servers
from scale import Servers
from viewers import Viewers

VIEWERS = 3
STAGES = ("extractor", "transformer", "loader")
EMPTY = """
    SET client_min_messages = warning;
    TRUNCATE token_transfers, tokens;
    TRUNCATE etl.sources, etl.batches, etl.rejects CASCADE;
    CHECKPOINT;"""
WAIT = """
    DO $$ BEGIN
        WHILE EXISTS (SELECT FROM etl.sources AS source
                WHERE batches IS NULL OR batches > (SELECT count(*) FROM etl.batches AS batch WHERE batch.source_id = source.source_id)) LOOP
            PERFORM pg_sleep(0.02);
        END LOOP;
    END $$;"""


class Stages:
    """The services, beside the servers that the console has started."""

    def __init__(self, servers, programs):
        self.servers = servers
        self.environment = {**os.environ, "LOG_LEVEL": "warning", "HTTP_PORT": "0", **private_servers.settings(servers.state)}
        self.processes = [subprocess.Popen([str(programs / stage)], env=self.environment, stdin=subprocess.DEVNULL) for stage in STAGES]

    def ask(self, statement):
        """Runs SQL, and returns what it prints."""
        return subprocess.run(["psql", self.environment["DATABASE_URL"], "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement], check=True,
                              capture_output=True, text=True).stdout

    def load(self, files):
        """Seconds of one load into empty tables."""
        self.ask(EMPTY)
        begun = time.monotonic()
        subprocess.run([self.servers.etl, "submit", *files], check=True, env=self.environment, stdout=subprocess.DEVNULL)
        self.ask(WAIT)
        return time.monotonic() - begun

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()


def interval(differences):
    """The middle 95 % of the means of samples that are drawn again: a bootstrap with a fixed seed."""
    draw = random.Random(1)
    means = sorted(statistics.fmean(draw.choices(differences, k=len(differences))) for _ in range(5000))
    return means[125], means[4875]


def compare(servers, stages, files, minutes):
    """One load with the console and one without, the order by chance, until the time is over."""
    order, pairs, end = random.Random(1), [], time.monotonic() + 60 * minutes
    first = servers.memory()
    while time.monotonic() < end:
        seconds = {}
        for isBeside in order.sample([True, False], 2):
            os.kill(servers.pid, signal.SIGCONT if isBeside else signal.SIGSTOP)
            seconds[isBeside] = stages.load(files)
        os.kill(servers.pid, signal.SIGCONT)
        pairs.append((seconds[True], seconds[False]))
    with_it, without = (statistics.median(side) for side in zip(*pairs))
    losses = [(beside / alone - 1) * 100 for beside, alone in pairs]
    low, high = interval(losses)
    print(f"{len(pairs)} pairs of loads: median {with_it:.2f} s beside the console, {without:.2f} s without")
    print(f"the load takes {statistics.fmean(losses):+.2f} % longer beside it (95 %: {low:+.2f} to {high:+.2f})")
    print(f"memory of the console: {first:.0f} MB at first, {servers.memory():.0f} MB at the end")


def main(programs, minutes, transfers):
    with tempfile.TemporaryDirectory(prefix="bench-console-") as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        servers = Servers(pathlib.Path(programs), folder)
        servers.run("sample", "--transfers", transfers, "--tokens", "20000", "--clean", str(folder / "sample"))
        files = [str(file) for file in sorted((folder / "sample").glob("*.csv"))]
        servers.run("run", "--state", servers.state, *files)
        servers.start()
        stages, viewers = Stages(servers, pathlib.Path(programs)), Viewers(servers, VIEWERS, ["/"])
        try:
            stages.load(files)
            compare(servers, stages, files, float(minutes))
            print(f"rows of the last load: {stages.ask('SELECT count(*) FROM token_transfers').strip()} of {transfers}")
        finally:
            os.kill(servers.pid, signal.SIGCONT)
            viewers.stop()
            stages.stop()
            servers.process.terminate()
            servers.process.wait()
        print(f"the viewers got {viewers.pages} pages")


if __name__ == "__main__":
    main(*sys.argv[1:])

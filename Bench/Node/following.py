"""Follows a chain that grows by a block a second. Looks every ten seconds how far the database is, and at the memory of each process.

usage: following.py PROGRAMS_FOLDER MINUTES

The node is a stand-in, whose final block is 64 blocks below its head. `etl run` loads the first blocks. Then `etl console` keeps the private
servers, and the stages and `etl follow` run beside them. The time begins when they have caught up. A lag is that of the greatest stored block
behind the final one, which is asked for afterwards. Exits with 1 unless all rows of the final blocks are there, and none came twice.
"""

import contextlib
import json
import math
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.request
from statistics import median

import private_servers
import processes
from compare import LOGS, output, stand_in, started, temporary_folder

FIRST_BLOCKS, BEHIND, PAUSE, PATIENCE, EARLY = 100, 64, 10, 120, 300
STAGES = ("extractor", "transformer", "loader")
GREATEST = "SELECT coalesce(max(block_number), 0) FROM token_transfers"
ROWS = "SELECT count(*), count(DISTINCT (block_number, log_index)) FROM token_transfers WHERE block_number BETWEEN 1 AND {}"
ACCOUNTS = "SELECT sum(duplicates), sum(rejected) FROM etl.batches"


class Node:
    """What the stand-in says."""

    def __init__(self, url):
        self.url = url

    def number(self, block):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_getBlockByNumber", "params": [block, False]}).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url, body)) as answer:
            return int(json.load(answer)["result"]["number"], 16)


class Database:
    """The private database, as long as servers run in the folder of their state."""

    def __init__(self, etl, state):
        self.etl, self.state = etl, state

    def ask(self, question):
        """The numbers of a row."""
        found = output(self.etl, "psql", "--state", self.state, "--", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", question)
        return [int(number) for number in found.strip().split("|")]

    def wait_for(self, block):
        """Waits until all rows up to a block are there, or for two minutes."""
        end = time.monotonic() + PATIENCE
        while self.ask(ROWS.format(block))[0] < LOGS * block and time.monotonic() < end:
            time.sleep(1)

    def is_exact(self, block):
        (rows, places), (duplicates, rejected) = self.ask(ROWS.format(block)), self.ask(ACCOUNTS)
        print(f"blocks 1 to {block}: {rows} rows, {places} of them different, {LOGS * block} wanted; "
              f"loaded twice: {duplicates}, rejected: {rejected}")
        return rows == places == LOGS * block and duplicates == rejected == 0


class Look:
    """How far everything is, and the resident memory of each service in megabytes."""

    def __init__(self, begun, node, database, services):
        for name, service in services.items():
            if service.poll() is not None:
                raise SystemExit(f"{name} has ended with {service.returncode}")
        self.seconds = time.monotonic() - begun
        self.stored = database.ask(GREATEST)[0]
        self.final, self.head = node.number("finalized"), node.number("latest")
        self.lag = self.final - self.stored
        self.memory = {name: processes.memory(service.pid, "VmRSS") for name, service in services.items()}
        memory = ", ".join(f"{name} {megabytes:.1f}" for name, megabytes in self.memory.items())
        print(f"{self.seconds:6.0f} s: head {self.head}, final {self.final}, stored {self.stored}; MB: {memory}", flush=True)


def looks(minutes, *seen):
    """Those of so many minutes."""
    begun, found = time.monotonic(), []
    while len(found) < 60 * minutes / PAUSE:
        time.sleep(max(0, begun + PAUSE * (len(found) + 1) - time.monotonic()))
        found.append(Look(begun, *seen))
    return found


def show(found):
    lags = sorted(look.lag for look in found)
    print(f"\nlag behind the final block in {len(lags)} looks: median {median(lags):.0f} blocks, "
          f"99 % {lags[math.ceil(0.99 * len(lags)) - 1]}, most {lags[-1]}\n")
    early = next((look for look in found if look.seconds >= EARLY), None)
    print("| | MB at minute 5 | MB at the end |\n|---|---:|---:|")
    for name, megabytes in found[-1].memory.items():
        print(f"| {name} | {f'{early.memory[name]:.1f}' if early else '–'} | {megabytes:.1f} |")
    print()


def main(programs, minutes):
    programs = pathlib.Path(programs)
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(temporary_folder())
        _, url = stack.enter_context(stand_in("--blocks", FIRST_BLOCKS + BEHIND, "--behind", BEHIND, "--growing"))
        etl, state = programs / "etl", folder / "state"
        output(etl, "run", "--state", state, "--node", url, "--from-block", 1, "--to-block", FIRST_BLOCKS)
        environment = {**os.environ, "ETL_NODES": f"stand-in={url}", "LOG_LEVEL": "warning", "HTTP_PORT": "0", "PROBE_PORT": "0"}
        console = started(etl, "console", "--state", state, "--", "--listen", "127.0.0.1:0", env=environment, stdout=subprocess.PIPE)
        # It prints a link once the servers run.
        stack.enter_context(console).stdout.readline()
        environment.update(private_servers.settings(state))
        node, database = Node(url), Database(etl, state)
        with contextlib.ExitStack() as running:
            services = {name: running.enter_context(started(programs / name, env=environment)) for name in STAGES}
            follow = started(etl, "follow", "stand-in", "--from", 1, env=environment, stdout=subprocess.DEVNULL)
            services["follower"] = running.enter_context(follow)
            database.wait_for(node.number("finalized"))
            found = looks(float(minutes), node, database, services)
            last = node.number("finalized")
            database.wait_for(last)
        show(found)
        return 0 if database.is_exact(last) else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main(*sys.argv[1:]))

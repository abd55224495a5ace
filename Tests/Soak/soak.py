"""Loads for longer than the broker waits for an ack, with what goes wrong in a night; then checks every record.

usage: Tests/Soak/soak.py PROGRAMS_FOLDER [--minutes 45]

All the time: exports of the same size arrive, one a half minute; a link sends 8 KiB in a second; every fifth
minute, a bomb is submitted, and a file that changes as soon as it was. For two thirds of the time, but at least longer than
the broker's limit of 30 minutes if there are 45, all loaders are stopped (SIGSTOP).

Then, within 15 minutes: every source is complete, or has a dead letter of an expected reason; the tables, the ledger and the
rejects equal those of the reference reader; no process has ended or grown. Prints the figures. Exit code 1: a promise is broken.
"""

import argparse
import bz2
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from link import SlowLink
from stack import Stack

REFERENCE = pathlib.Path(__file__).parent.parent / "Reference"
# What compose gives each service, in MiB.
LIMITS = {"extractor": 576, "transformer": 128, "loader": 128}
SETTINGS = {"ETL_BATCH_RECORDS": "500", "LOG_LEVEL": "info"}


class Soak:
    def __init__(self, stack, folder, minutes):
        self.stack, self.folder, self.seconds = stack, folder, minutes * 60
        self.files, self.memory, self.letters = [], {}, 0

    def sample(self, name, seed, transfers):
        """A file of transfers, all clean but for what its seed decides; waits for nobody."""
        made = self.folder / "made"
        self.stack.etl("sample", "--transfers", transfers, "--tokens", 10, "--seed", seed, made)
        path = self.folder / "in" / name
        shutil.move(made / "token_transfers.csv", path)
        return path

    def beginning(self):
        """The header and the first record of the first file."""
        with open(self.files[0], "rb") as file:
            return file.readline(), file.readline()

    def bomb(self, number):
        """A few hundred bytes that stand for a gigabyte."""
        path = self.folder / "in" / f"bomb-{number}.csv.bz2"
        packer = bz2.BZ2Compressor()
        parts = [packer.compress(self.beginning()[0])] + [packer.compress(bytes(1 << 20)) for _ in range(1024)] + [packer.flush()]
        path.write_bytes(b"".join(parts))
        self.stack.etl("submit", path, allowed=(0, 1))

    def change(self, number):
        """A file that grows as soon as it is submitted: loaded whole before, or refused."""
        path = self.folder / "in" / f"changed-{number}.csv"
        shutil.copy(self.files[0], path)
        self.stack.etl("submit", path)
        with open(path, "ab") as file:
            file.write(self.beginning()[1])

    def run(self):
        start = time.monotonic()
        linked = self.sample("link.csv", 1, int(self.seconds * 2 // 3 * 8192 / 330))
        self.files.append(linked)
        with SlowLink(linked, 8192) as link:
            self.stack.etl("submit", link.url)
            pause = min(120, self.seconds / 20)
            paused = resumed = False
            step = 0
            while (now := time.monotonic() - start) < self.seconds:
                if not paused and now > pause:
                    self.stack.pause("loader")
                    paused = True
                if not resumed and now > pause + self.seconds * 0.69:
                    self.stack.resume("loader")
                    resumed = True
                path = self.sample(f"part-{step}.csv", 2 + step, 20_000)
                self.files.append(path)
                self.stack.etl("submit", path)
                if step % 10 == 5:
                    self.bomb(step)
                    self.change(step)
                step += 1
                while time.monotonic() - start < min(step * 30, self.seconds):
                    self.watch(start)
                    time.sleep(2)
            self.wait(start)

    def watch(self, start):
        for name, size in self.stack.memory().items():
            self.memory.setdefault(name, []).append((time.monotonic() - start, size))

    def wait(self, start):
        """Until every source is complete but those that must not be."""
        deadline = time.monotonic() + 900
        while left := self.incomplete():
            if time.monotonic() > deadline:
                print("incomplete:", *left[:10], sep="\n  ")
                return
            self.watch(start)
            time.sleep(2)

    def incomplete(self):
        return [
            uri for (uri,) in self.stack.rows(
                "SELECT uri FROM etl.sources s WHERE batches IS DISTINCT FROM "
                "(SELECT count(*) FROM etl.batches b WHERE b.source_id = s.source_id)")
            if "/bomb-" not in uri and "/changed-" not in uri]

    def verdicts(self):
        yield from self.dead_letters()
        yield from self.differences()
        yield from self.growth()
        for name, process in self.stack.processes.items():
            if process.poll() is not None:
                yield f"{name} ended by itself with {process.returncode}"
        for stage in self.stack.status()["stages"]:
            if stage.get("ready"):
                yield f"the queue of {stage['stage']} has {stage['ready']} messages"

    def dead_letters(self):
        """Only bombs and changed files are dead."""
        document = json.loads(self.stack.etl("dead-letters", "list", "--json"))
        letters = document["letters"]
        self.letters = len(letters)
        for letter in letters:
            text = json.dumps(letter)
            if "/bomb-" not in text and "/changed-" not in text:
                yield f"a dead letter that nobody expects: {text[:300]}"
        bombs = sum("/bomb-" in json.dumps(letter) for letter in letters)
        wanted = len(list((self.folder / "in").glob("bomb-*")))
        if bombs > wanted:
            yield f"{bombs} dead letters for {wanted} bombs"

    def differences(self):
        """What the reference reader finds otherwise."""
        tables = self.folder / "expected"
        subprocess.run(
            [sys.executable, "-B", REFERENCE / "reference.py", *self.files, "--tables", tables], check=True,
            stdout=subprocess.DEVNULL)
        check = subprocess.run(
            [sys.executable, "-B", REFERENCE / "check.py", "--expected", tables, "--psql", f"psql {self.stack.database}"],
            capture_output=True, text=True, check=False)
        # A file that was to change may bring records of the file it is a copy of, before it does.
        copied = self.stack.rows(
            "SELECT coalesce(sum(loaded), 0) FROM etl.batches JOIN etl.sources USING (source_id) "
            "WHERE uri LIKE '%/changed-%'")[0][0]
        for line in check.stdout.splitlines():
            sums = re.fullmatch(r"etl.batches: loaded in all sources: expected (\d+), is (\d+)", line.strip())
            if sums and int(sums[1]) - int(sums[2]) == int(copied):
                continue
            refused = "no expected file for" in line and ("/bomb-" in line or "/changed-" in line)
            if not refused:
                yield line
        if check.returncode not in (0, 1):
            yield f"the reference failed: {check.stderr}"

    def growth(self):
        """The last third of the time needs no more than the first third and a little, and never more than its limit."""
        for name, points in self.memory.items():
            third = points[-1][0] / 3
            early = max(size for at, size in points if at <= third)
            late = max(size for at, size in points if at >= 2 * third)
            most = max(size for _, size in points)
            print(f"{name:14} early {early:5.0f} MiB, late {late:5.0f} MiB, at most {most:5.0f} MiB")
            if most > LIMITS[name.split("-")[0]]:
                yield f"{name} took {most:.0f} MiB, more than its limit"
            if late > 1.25 * early + 16:
                yield f"{name} has grown from {early:.0f} to {late:.0f} MiB"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=45)
    options = parser.parse_args()
    os.environ["NO_PROXY"] = "*"
    # PostgreSQL runs as a user of its own if we are root, and must get through the folder.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="token-etl-soak-"))
    folder.chmod(0o755)
    (folder / "in").mkdir()
    try:
        with Stack(options.programs.resolve(), folder, SETTINGS) as stack:
            soak = Soak(stack, folder, options.minutes)
            soak.run()
            broken = list(soak.verdicts())
            loaded = stack.rows("SELECT count(*), (SELECT count(*) FROM token_transfers) FROM etl.sources")[0]
            print(f"{loaded[0]} sources, {loaded[1]} transfers, {soak.letters} dead letters")
    except BaseException:
        print(f"the logs are in {folder}", file=sys.stderr)
        raise
    if broken:
        print("broken:", *broken[:20], sep="\n  ")
        print(f"the logs are in {folder}")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    print("every promise held")
    return 0


if __name__ == "__main__":
    sys.exit(main())

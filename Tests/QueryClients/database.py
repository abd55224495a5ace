"""A private database with a generated sample, prepared as a user does it."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile


# What would name other servers, or change the service's limits.
SETTINGS = ("RABBITMQ_", "DATABASE_", "PG", "GRAPHQL_", "ETL_", "LOG_", "HTTP_", "STATE", "LISTEN")


def environment(**own):
    """The environment of this process without settings of the programs, and some of our own."""
    return {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)} | own


class PreparedDatabase:
    """A folder with the state of private servers that have loaded a sample; removed at the end."""

    def __init__(self, programs, transfers=20_000, tokens=500):
        self.programs = pathlib.Path(programs).resolve()
        self.transfers, self.tokens = transfers, tokens

    def __enter__(self):
        # Whoever stops the tests stops what they have started, too.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        # PostgreSQL runs as a user of its own if the caller is root, and must get through the folder.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="graphql-clients-"))
        self.folder.chmod(0o755)
        try:
            self.prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def state(self):
        return self.folder / "state"

    def prepare(self):
        sample = self.folder / "sample"
        self.etl("sample", "--transfers", self.transfers, "--tokens", self.tokens, sample)
        # A user starts the private servers by `etl run`, which stops them at its end.
        self.etl("run", "--state", self.state, *sorted(sample.glob("*.csv")))
        self.etl("indexes", "create", "--all", "--state", self.state)

    def etl(self, *arguments):
        """Runs `etl` and returns its output; says what it said if it fails."""
        command = [str(self.programs / "etl"), *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300, env=environment())
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def lines(self, sql):
        """The lines of a statement's output: columns are separated by `|`."""
        return self.etl("psql", "--state", self.state, "--", "-At", "-c", sql).splitlines()

    def rows(self, sql):
        """The rows of a statement, as JSON objects. psql leaves out some characters of Unicode, hence the digits."""
        lines = self.lines(f"SELECT encode(convert_to(to_json(r)::text, 'UTF8'), 'hex') FROM ({sql}) AS r")
        return [json.loads(bytes.fromhex(line)) for line in lines]

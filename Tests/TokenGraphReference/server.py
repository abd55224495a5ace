"""A private PostgreSQL with the tables of the pipeline: on 127.0.0.1, in a temporary folder, and stopped at the end."""

import glob
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

import psycopg

MIGRATIONS = Path(__file__).parents[2] / "sql"
READY = "database system is ready to accept connections"
# How often another port is tried: somebody else may take a free one before the server does.
ATTEMPTS = 5


class Server:
    """A running server: `with Server() as server`. It ends with this process, even if that is killed."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="token-graph-judge.")
        self.process = None
        try:
            if os.geteuid() == 0:
                shutil.chown(self.folder, "postgres", "postgres")
            subprocess.run(
                command("initdb", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"),
                check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
            self.start()
            self.migrate()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process:
            # A fast shutdown, which waits for no client.
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def data(self):
        return f"{self.folder}/data"

    def start(self):
        for _ in range(ATTEMPTS):
            self.port = free_port()
            settings = [
                f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}", "fsync=off",
                "shared_buffers=256MB", "lc_messages=C",
            ]
            options = [part for setting in settings for part in ("-c", setting)]
            self.process = subprocess.Popen(
                command("postgres", "-D", self.data, *options), stderr=subprocess.PIPE, text=True, cwd=self.folder)
            log = []
            for line in self.process.stderr:
                log.append(line)
                if READY in line:
                    # A server whose log nobody reads stops when the pipe is full.
                    threading.Thread(target=self.process.stderr.read, daemon=True).start()
                    return
            self.process.wait()
        raise SystemExit("PostgreSQL does not start:\n" + "".join(log))

    def migrate(self):
        with self.connect() as connection:
            # The runner of the migrations makes the schema.
            connection.execute("CREATE SCHEMA etl")
            for path in sorted(MIGRATIONS.glob("*.sql")):
                connection.execute(path.read_text())

    def connect(self):
        return psycopg.connect(
            f"host=127.0.0.1 port={self.port} user=postgres dbname=postgres", autocommit=True,
            cursor_factory=psycopg.RawCursor)

    def create_indexes(self, statements):
        with self.connect() as connection:
            for statement in statements:
                connection.execute(statement)
            connection.execute("VACUUM ANALYZE")


def command(name, *arguments):
    """A command with a program of PostgreSQL, which refuses root. The process gets a signal when its parent ends."""
    installed = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]), reverse=True)
    program = shutil.which(name, path=os.pathsep.join([*installed, os.environ.get("PATH", "")]))
    if program is None:
        raise SystemExit(f"{name} of PostgreSQL is not installed")
    user = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *user, "--pdeathsig=INT", "--", program, *arguments]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

"""A private PostgreSQL server on 127.0.0.1 with throwaway data, for the bench of queries and for judges."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

OWNER = "postgres"
# How often another port is tried: somebody else may take a free one before the server does.
ATTEMPTS = 5


class PrivatePostgres:
    """Started by `with`, stopped and deleted at its end. It ends with this process, even if that is killed."""

    # What the server is started with, beside its address.
    settings = {}

    def __init__(self, prefix):
        self.prefix = prefix
        # Of all users.
        self.password = secrets.token_hex(16)

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix=self.prefix))
        self.process = None
        try:
            self.initialize()
            self.start()
            self.prepare()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            # The immediate shutdown: the data are thrown away.
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def prepare(self):
        """Called once the server runs."""

    @property
    def environment(self):
        """That of clients: none of the user's own settings for other servers."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**kept, "PGPASSWORD": self.password}

    def initialize(self):
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(self.password)
        if os.geteuid() == 0:
            for path in (self.folder, password):
                shutil.chown(path, "postgres", "postgres")
        subprocess.run(
            command("initdb", "-D", self.folder / "data", "-U", OWNER, f"--pwfile={password}", "--auth=scram-sha-256",
                    "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
            check=True, stdout=subprocess.DEVNULL, cwd="/", env=self.environment)

    def start(self):
        for _ in range(ATTEMPTS):
            self.port = free_port()
            settings = {
                "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off", "lc_messages": "C", **self.settings}
            options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
            with open(self.folder / "start.log", "w") as log:
                self.process = subprocess.Popen(
                    command("postgres", "-D", self.folder / "data", "-p", str(self.port), *options),
                    stdout=log, stderr=log, cwd="/", env=self.environment)
            if self.is_ready():
                return
        raise SystemExit("PostgreSQL does not start:\n" + (self.folder / "start.log").read_text())

    def is_ready(self):
        """Waits until the server takes connections; false if it has ended."""
        ready = ["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        for _ in range(600):
            if self.process.poll() is not None:
                return False
            if subprocess.run(ready, env=self.environment).returncode == 0:
                return True
            time.sleep(0.1)
        raise SystemExit("PostgreSQL takes no connections within a minute")


def command(name, *arguments):
    """A command with a program of PostgreSQL, which refuses root. The process gets a signal when its parent ends."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    program = shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")]))
    if program is None:
        raise SystemExit(f"{name} is missing: apt-get install postgresql")
    user = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    return ["setpriv", *user, "--pdeathsig", "QUIT", "--", program, *arguments]


def free_port():
    """A port that is free now; nothing reserves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

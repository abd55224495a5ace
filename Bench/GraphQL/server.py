"""A private PostgreSQL server on 127.0.0.1 with throwaway data."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from ports import free_port

OWNER = "postgres"
DATABASE = "etl"
SETTINGS = {
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "timezone": "UTC",
    "shared_buffers": "256MB", "max_wal_size": "4GB", "maintenance_work_mem": "256MB",
    # The data are thrown away, and the bench vacuums them itself.
    "fsync": "off", "autovacuum": "off",
    # The statements of the service are read from this log.
    "logging_collector": "on", "log_destination": "jsonlog", "log_filename": "server.log", "log_rotation_size": "0",
}


class Server:
    """Started by `with`, stopped and deleted at its end, or when this process ends in another way."""

    def __init__(self):
        # Of all users.
        self.password = secrets.token_hex(16)

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="bench-graphql."))
        self.process = None
        try:
            self._initialize()
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            # The immediate shutdown.
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def log(self):
        return self.folder / "data/log/server.json"

    @property
    def process_id(self):
        return self.process.pid

    def url(self, user=OWNER):
        """The address of the database, with the password: never print it."""
        return f"postgresql://{user}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def psql(self, *arguments, database=DATABASE, **options):
        """The rows that psql prints for a statement (`-c`), a file (`-f`) or standard input, stripped."""
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER]
        return subprocess.run(
            [*command, "-d", database, *arguments], check=True, stdout=subprocess.PIPE, text=True, env=self.environment,
            **options).stdout.strip()

    @property
    def environment(self):
        """That of clients: none of the user's own settings for other servers."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**kept, "PGPASSWORD": self.password}

    def _initialize(self):
        self.prefix = ["setpriv", "--pdeathsig", "QUIT"]
        password = self.folder / "password"
        password.touch(mode=0o600)
        password.write_text(self.password)
        if os.geteuid() == 0:
            # The server refuses to run as root.
            user = pwd.getpwnam("postgres")
            self.prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
            for path in (self.folder, password):
                os.chown(path, user.pw_uid, user.pw_gid)
        subprocess.run(
            [*self.prefix, "--", self._program("initdb"), "-D", self.folder / "data", "-U", OWNER, f"--pwfile={password}",
             "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", env=self.environment)

    def _start(self):
        self.port = free_port()
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with open(self.folder / "start.log", "w") as log:
            self.process = subprocess.Popen(
                [*self.prefix, "--", self._program("postgres"), "-D", self.folder / "data", "-p", str(self.port), *settings],
                stdout=log, stderr=log, cwd="/", env=self.environment)
        for _ in range(600):
            if self.process.poll() is not None:
                raise SystemExit((self.folder / "start.log").read_text())
            ready = ["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
            if subprocess.run(ready, env=self.environment).returncode == 0:
                break
            time.sleep(0.1)
        self.psql("-c", f"CREATE DATABASE {DATABASE}", database="postgres")

    @staticmethod
    def _program(name):
        """A program of the newest installation."""
        folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        found = shutil.which(name, path=str(folders[-1])) if folders else shutil.which(name)
        if not found:
            raise SystemExit(f"{name} is missing: apt-get install postgresql")
        return found

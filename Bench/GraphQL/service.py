"""A service that answers on a port of its own: the program `graphql`, or the thin one."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from private_postgres import free_port

PROGRAM = ".build/release/graphql"
THIN = ".build/graphql-thin/bin/uvicorn"


class Service:
    """Started by `with`, stopped by its end."""

    def __init__(self, command, environment, port, ready, log):
        self.command, self.environment, self.port, self.ready, self.log = command, environment, port, ready, log

    def __enter__(self):
        with open(self.log, "a") as log:
            # It gets SIGTERM if this process is killed.
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", "--", *self.command], env=self.environment, stdout=log, stderr=log)
        try:
            self._wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def process_id(self):
        return self.process.pid

    def _wait(self):
        for _ in range(300):
            if self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.ready, timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise SystemExit(f"{self.command[0]} is not ready, see {self.log}")


def graphql(server, user, connections, work):
    """The program, with its own defaults for what is not given."""
    port, http_port = free_port(), free_port()
    inherited = {name: value for name, value in server.environment.items() if not name.startswith("GRAPHQL_")}
    environment = {
        **inherited, "DATABASE_URL": server.url(user), "GRAPHQL_LISTEN": f"127.0.0.1:{port}", "HTTP_PORT": str(http_port),
    }
    if connections:
        environment["GRAPHQL_CONNECTIONS"] = str(connections)
    return Service([PROGRAM], environment, port, f"http://127.0.0.1:{http_port}/readyz", Path(work) / "graphql.log")


def thin(server, user, plans, workers, connections, resets, work):
    """The thin service, with its connections shared out among its processes."""
    port = free_port()
    environment = {
        **os.environ, "THIN_DATABASE": server.url(user), "THIN_PLANS": str(plans),
        "THIN_CONNECTIONS": str(max(1, connections // workers)), "THIN_RESET": str(int(resets)),
    }
    command = [
        THIN, "--app-dir", str(Path(__file__).parent), "thin:app", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--log-level", "warning",
    ]
    return Service(command, environment, port, f"http://127.0.0.1:{port}/ready", Path(work) / "thin.log")

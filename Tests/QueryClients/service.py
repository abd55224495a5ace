"""The running service `graphql`, started by `etl graphql`."""

import collections
import json
import os
import pathlib
import queue
import signal
import subprocess
import threading

from database import environment


class Service:
    """A process of `etl graphql` and its child, which serves; both are stopped at the end."""

    def __init__(self, database, *options):
        self.command = [
            str(database.programs / "etl"), "graphql", "--state", str(database.state), "--",
            "--listen", "127.0.0.1:0", *map(str, options)]
        self.environment = environment(LOG_FORMAT="json", LOG_LEVEL="info", HTTP_PORT="0")
        # The last lines of the log tell what happened before a crash.
        self.lines = collections.deque(maxlen=40)
        self.unreadable = []

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.ports = queue.Queue()
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()
        try:
            self.port = self.ports.get(timeout=60)
            if self.port is None:
                raise RuntimeError("the service has not started:\n" + "\n".join(self.lines))
            self.pid = self.child()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self):
        return f"{self.origin}/graphql"

    def read(self):
        """Reads the log, whose lines are JSON whatever clients send."""
        for line in self.process.stderr:
            text = line.decode(errors="replace").rstrip("\n")
            self.lines.append(text)
            try:
                entry = json.loads(line)
                if entry["message"] == "Serving GraphQL":
                    self.ports.put(int(entry["http.port"]))
            except (ValueError, KeyError, TypeError):
                # `etl` reports the failure of a child in words.
                if self.process.poll() is None and len(self.unreadable) < 10:
                    self.unreadable.append(text)
        self.ports.put(None)

    def child(self):
        """The process that serves: the child of `etl` with the name `graphql`."""
        parent = self.process.pid
        children = pathlib.Path(f"/proc/{parent}/task").glob("*/children")
        for pid in " ".join(path.read_text() for path in children).split():
            if pathlib.Path(f"/proc/{pid}/comm").read_text().strip() == "graphql":
                return int(pid)
        raise RuntimeError(f"the process {parent} has no child graphql")

    def is_alive(self):
        return self.process.poll() is None and pathlib.Path(f"/proc/{self.pid}/fd").exists()

    def resident(self):
        """The bytes of memory that the serving process occupies."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmRSS"))

    def stop(self):
        """Stops the service as Ctrl-C does, and by force if that takes too long. Returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            for pid in (getattr(self, "pid", None), self.process.pid):
                if pid:
                    os.kill(pid, signal.SIGKILL)
            code = self.process.wait()
        self.reader.join(timeout=10)
        return code

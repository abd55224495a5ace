"""The private broker and database of a console: they are killed, and started again as they were."""

import os
import pathlib
import select
import signal
import socket
import subprocess
import time

import pika

# The longest wait for a server, in seconds.
PATIENCE = 120


class Server:
    """A process that `etl` has started. Started again, it has the same arguments, settings, user and ports, and ends with this process."""

    def __init__(self, number, log):
        process = pathlib.Path(f"/proc/{number}")
        self.number, self.log, self.own, self.ports, self.held = number, log, None, [], []
        self.program, self.folder = os.readlink(process / "exe"), os.readlink(process / "cwd")
        self.arguments = (process / "cmdline").read_bytes().split(b"\0")[1:-1]
        self.environment = dict(part.split(b"=", 1) for part in (process / "environ").read_bytes().split(b"\0") if b"=" in part)
        self.user, self.group = process.stat().st_uid, process.stat().st_gid

    def end(self, sign):
        """Sends a signal, and waits for the end. Until the next start, no connection of somebody else gets the ports."""
        handle = os.pidfd_open(self.number)
        try:
            signal.pidfd_send_signal(handle, sign)
            if not select.select([handle], [], [], PATIENCE)[0]:
                raise RuntimeError(f"{self.program} has not ended {PATIENCE} s after {sign.name}")
        finally:
            os.close(handle)
        if self.own:
            self.own.wait()
        self.own, self.held = None, [held(port) for port in self.ports]

    def start(self, is_ready):
        identity = [f"--reuid={self.user}", f"--regid={self.group}", "--clear-groups"] if os.geteuid() == 0 else []
        with open(self.log, "ab") as log:
            own = subprocess.Popen(["setpriv", *identity, "--pdeathsig", "KILL", "--", self.program, *self.arguments], cwd=self.folder,
                                   env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.own, self.number, end = own, own.pid, time.monotonic() + PATIENCE
        while not is_ready():
            if own.poll() is not None or time.monotonic() > end:
                own.kill()
                own.wait()
                self.own = None
                raise RuntimeError(f"{self.program} does not start again:\n{self.log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.1)
        self.release()

    def release(self):
        for own in self.held:
            own.close()
        self.held = []


class Servers:
    """The servers of a console. Those that were started again end with the block, and then that console has none."""

    def __init__(self, console):
        self.console, self.state = console, pathlib.Path(console.state)

    def __enter__(self):
        number, self.port = (self.state / "rabbitmq/running").read_text().split()
        self.broker = Server(int(number), self.state / "rabbitmq/rabbitmq.log")
        self.broker.ports = [int(self.port), int(self.broker.environment[b"RABBITMQ_DIST_PORT"])]
        postmaster = self.postmaster()
        self.database = Server(int(postmaster[0]), self.state / "postgres/postgresql.log")
        self.database.ports = [int(postmaster[3])]
        return self

    def __exit__(self, *_):
        for server, sign in [(self.broker, signal.SIGTERM), (self.database, signal.SIGINT)]:
            if server.own:
                server.end(sign)
            server.release()

    def kill_broker(self):
        self.broker.end(signal.SIGKILL)

    def start_broker(self):
        self.broker.start(self.takes_connections)
        # Where other programs find the broker.
        (self.state / "rabbitmq/running").write_text(f"{self.broker.number} {self.port}\n")

    def takes_connections(self):
        try:
            self.connect().close()
        except (OSError, pika.exceptions.AMQPError):
            return False
        return True

    def connect(self):
        return pika.BlockingConnection(pika.URLParameters(self.console.settings["RABBITMQ_URL"]))

    def stop_database(self):
        """The immediate shutdown: sessions break off, and the next start recovers."""
        self.database.end(signal.SIGQUIT)

    def start_database(self):
        self.database.start(lambda: self.postmaster()[7:8] == ["ready   "])

    def postmaster(self):
        """The lines of the file of the server: its number, …, its port, …, and whether it is ready."""
        file = self.state / "postgres/data/postmaster.pid"
        return file.read_text().splitlines() if file.exists() else []


def held(port):
    """A socket that keeps others from a port, and lets the server have it."""
    own = socket.socket()
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own.bind(("127.0.0.1", port))
    return own

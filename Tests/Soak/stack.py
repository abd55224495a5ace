"""Private servers and the stages as processes, and what they take of memory."""

import json
import os
import pathlib
import signal
import subprocess
import time

STAGES = ("extractor", "transformer", "loader")
# What would name other servers, or change limits.
SETTINGS = ("RABBITMQ_", "DATABASE_", "PG", "ETL_", "LOG_", "HTTP_", "STATE")


class Stack:
    """Two processes of each stage on servers of their own; all end with the `with`."""

    def __init__(self, programs, folder, settings):
        self.programs, self.folder, self.settings = programs, folder, settings
        self.processes, self.children = {}, []

    def __enter__(self):
        state = self.folder / "state"
        host = self.start([self.programs / "LocalServersHost", "hold", state], os.environ, "servers")
        running = state / "rabbitmq" / "running"
        postmaster = state / "postgres" / "data" / "postmaster.pid"
        deadline = time.monotonic() + 180
        while not (running.exists() and postmaster.exists() and "ready" in postmaster.read_text()):
            if host.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"the servers did not start: {(self.folder / 'servers.log').read_text()}")
            time.sleep(0.2)
        broker = (state / "rabbitmq" / "password").read_text().strip()
        database = (state / "postgres" / "password").read_text().strip()
        self.database = f"postgresql://etl:{database}@127.0.0.1:{postmaster.read_text().splitlines()[3]}/etl"
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)} | {
            "RABBITMQ_URL": f"amqp://etl:{broker}@127.0.0.1:{running.read_text().split()[1]}/",
            "DATABASE_URL": self.database,
        }
        self.etl("migrate")
        for stage in STAGES:
            for number in (1, 2):
                name = f"{stage}-{number}"
                self.processes[name] = self.start([self.programs / stage], self.environment | self.settings, name)
        return self

    def __exit__(self, *_):
        for name in self.processes:
            self.resume(name)
        for child in reversed(self.children):
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(60)
            except subprocess.TimeoutExpired:
                child.kill()

    def start(self, command, environment, name):
        with open(self.folder / f"{name}.log", "w", encoding="utf-8") as log:
            child = subprocess.Popen(
                [str(word) for word in command], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.children.append(child)
        return child

    def etl(self, *arguments, allowed=(0,)):
        """Runs `etl`; its output."""
        command = [str(self.programs / "etl"), *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=600, env=self.environment)
        if done.returncode not in allowed:
            raise SystemExit(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def rows(self, sql):
        done = subprocess.run(
            ["psql", self.database, "-XqAt", "-c", sql], capture_output=True, text=True, check=True, timeout=600)
        return [line.split("|") for line in done.stdout.splitlines()]

    def status(self):
        return json.loads(self.etl("status", "--json", allowed=(0, 1)))

    def pause(self, stage):
        for name in self.processes:
            if name.startswith(stage):
                self.processes[name].send_signal(signal.SIGSTOP)

    def resume(self, stage):
        for name in self.processes:
            if name.startswith(stage):
                self.processes[name].send_signal(signal.SIGCONT)

    def memory(self):
        """The resident memory of each stage process, in MiB."""
        found = {}
        for name, process in self.processes.items():
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            found[name] = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")) / 1024
        return found

"""The services, and a second console, on the private servers of a console, which outlive them."""

import subprocess

from console import told_link


class Stages:
    """The services. Each has a log in the folder of the console."""

    NAMES = ("extractor", "transformer", "loader")

    def __init__(self, console):
        self.console, self.processes = console, {}

    def __enter__(self):
        for name in self.NAMES:
            self.start(name)
        return self

    def __exit__(self, *_):
        for name in list(self.processes):
            self.stop(name)

    def start(self, name):
        with open(self.console.folder / f"{name}.log", "ab") as log:
            self.processes[name] = subprocess.Popen([str(self.console.programs / name)], env=self.console.settings, stdin=subprocess.DEVNULL,
                                                    stdout=log, stderr=log)

    def stop(self, name):
        process = self.processes.pop(name)
        process.terminate()
        try:
            process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class SecondConsole:
    """A console that can be killed and started again, under another address."""

    def __init__(self, console):
        self.console = console

    def start(self):
        self.process = subprocess.Popen(
            [str(self.console.programs / "console"), "--listen", "127.0.0.1:0", "--operator"], env=self.console.settings,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.tell()

    def tell(self):
        """Reads the next link: the one before was opened."""
        self.link, self.origin = told_link(self.process)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

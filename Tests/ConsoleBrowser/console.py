"""`etl console` on private servers."""

import gzip
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

from database import environment
import logins
import private_servers

# A file name that would be markup, and turn the text behind it.
HOSTILE = "</td><script>alert(1)</script>\"\u0301 onfocus=alert(1)\u202e.csv"


class Console:
    """`etl console` on private servers that have loaded a sample, and failed to load two damaged files."""

    def __init__(self, programs):
        self.programs = pathlib.Path(programs)
        self.etl = str(self.programs / "etl")

    def __enter__(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="console-browser-"))
        self.folder.chmod(0o755)
        try:
            self.prepare()
            self.serve()
        except BaseException:
            self.__exit__()
            raise
        return self

    def prepare(self):
        sample = self.folder / "sample"
        self.run("sample", "--transfers", "20000", "--tokens", "500", str(sample))
        self.run("run", "--state", self.state, *map(str, sorted(sample.glob("*.csv"))))
        for name, part in [("damaged.csv.gz", 2), ("broken.csv.gz", 3)]:
            damaged = bytearray(gzip.compress((sample / "token_transfers.csv").read_bytes()))
            damaged[len(damaged) // part] ^= 0x55
            (sample / name).write_bytes(damaged)
        hostile = sample / HOSTILE.replace("/", "\u2215")
        hostile.write_text("address,symbol,name,decimals,total_supply,block_number\n0x1,\"<b>\"\"\u0301\",<img src=x onerror=alert(1)>,1,1,1\n")
        self.run("run", "--state", self.state, str(hostile), expect=0)
        self.run("run", "--state", self.state, str(sample / "damaged.csv.gz"), str(sample / "broken.csv.gz"), expect=1)
        for name, role in [("ana", "operator"), ("bob", "reader")]:
            self.run("logins", "add", self.logins, name, "--role", role, typed=logins.PASSWORD + "\n")

    @property
    def state(self):
        return str(self.folder / "state")

    @property
    def logins(self):
        return str(self.folder / "logins")

    @property
    def settings(self):
        """The environment of programs that work on the private servers while these run."""
        return environment(LOG_LEVEL="warning", LOG_FORMAT="json", HTTP_PORT="0", **private_servers.settings(self.state))

    def run(self, *arguments, expect=0, typed="", settings=None):
        done = subprocess.run([self.etl, *arguments], env=settings or environment(), input=typed, capture_output=True, text=True)
        if done.returncode != expect:
            raise RuntimeError(f"etl {' '.join(arguments)}: {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def sql(self, statement):
        """Runs SQL, and returns what it prints, columns separated by `|`."""
        return self.run("psql", "--state", self.state, "--", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", statement).strip()

    def serve(self, *arguments):
        self.process = subprocess.Popen(
            [self.etl, "console", "--state", self.state, "--", "--listen", "127.0.0.1:0", "--operator", "--exports", str(self.folder / "letters"),
             "--source-root", str(self.folder / "sample"), "--graphql-url", "http://127.0.0.1:8080/", *arguments],
            env=environment(LOG_FORMAT="json", HTTP_PORT="0"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        self.link, self.origin = told_link(self.process, isSecret=not arguments)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __exit__(self, *_):
        if hasattr(self, "process"):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def told_link(process, isSecret=True):
    """The link that a console tells next, and its origin."""
    line = process.stdout.readline()
    secret = r"\?token=[0-9a-f]{64}" if isSecret else ""
    found = re.fullmatch(rf"console: open (http://127\.0\.0\.1:[0-9]+)/{secret}\n", line)
    if not found:
        raise RuntimeError(f"the console has not told its link: {line!r}")
    return line.split()[-1], found[1]

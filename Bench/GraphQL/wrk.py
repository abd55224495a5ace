"""Runs wrk, which sends requests over connections that it keeps."""

import json
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parent / "load.lua"


def command(port, bodies, clients, seconds):
    """The command; `bodies` is a file with one body a line."""
    return [
        "wrk", "-t1", f"-c{clients}", f"-d{seconds}", "--timeout", "30s", "--latency", "-s", str(SCRIPT),
        f"http://127.0.0.1:{port}", "--", str(bodies)]


def run(port, bodies, clients, seconds):
    """Times in milliseconds, and counts: `refused` by the status, `broken` without an answer."""
    return result(subprocess.run(command(port, bodies, clients, seconds), check=True, stdout=subprocess.PIPE, text=True).stdout)


def result(text):
    return json.loads(text.strip().splitlines()[-1])

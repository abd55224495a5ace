"""Where things are, and how the files for operators are read."""

import json
import pathlib
import re
import shutil
import subprocess

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
KUBERNETES = DOCKER / "kubernetes"
STAGES = ["extract", "transform", "load"]


def documents(path):
    """The YAML documents of a file."""
    return [document for document in yaml.safe_load_all(path.read_text()) if document is not None]


def rules():
    """All recording rules and alerts."""
    (content,) = documents(DOCKER / "prometheus/rules.yml")
    return [rule for group in content["groups"] for rule in group["rules"]]


def dashboards():
    return {path.name: json.loads(path.read_text()) for path in (DOCKER / "grafana/dashboards").glob("*.json")}


def run(*command):
    """The exit code and everything that was said."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def promtool():
    return shutil.which("promtool")


def kubectl():
    return shutil.which("kubectl")


def anchors(markdown):
    """The headings of a page as links name them."""
    headings = re.findall(r"^#+ (.*)$", markdown, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}

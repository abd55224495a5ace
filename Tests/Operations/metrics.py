"""Which metrics there are, and which of them an expression asks for."""

import re

from repository import ROOT, rules

# What RabbitMQ 3.10 and 4 have of those that are asked for; seen in the answers of its plugin.
RABBITMQ = {
    "rabbitmq_queue_messages_ready",
    "rabbitmq_queue_messages_unacked",
    "rabbitmq_alarms_memory_used_watermark",
    "rabbitmq_alarms_free_disk_space_watermark",
}
# Made by Prometheus itself.
PROMETHEUS = {"up", "ALERTS"}

FUNCTIONS_AND_WORDS = re.compile(
    r"^(by|on|unless|and|or|without|ignoring|group_left|group_right|bool|offset|sum|max|min|count|avg|rate|increase|deriv"
    r"|changes|absent|time|histogram_quantile|label_replace|label_values)$"
)
NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")


def of_the_project():
    """The names that the sources have; None where they have no metrics yet."""
    texts = (file.read_text() for file in (ROOT / "Sources").rglob("*.swift"))
    found = {name for text in texts for name in re.findall(r'"((?:etl|process)_[a-z0-9_]+)"', text)}
    return found if "etl_records_total" in found else None


def families():
    """The names that the sources describe for Prometheus."""
    texts = (file.read_text() for file in (ROOT / "Sources").rglob("*.swift"))
    return {name for text in texts for name in re.findall(r'MetricFamily\(\s*"([a-z0-9_]+)"', text)}


def documented():
    """The names in the tables of the page about metrics."""
    rows = re.findall(r"^\| (`(?:etl|process)_[^|]*)\|", (ROOT / "docs/metrics.md").read_text(), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([a-z0-9_]+)`", row)}


def recorded():
    return {rule["record"] for rule in rules() if "record" in rule}


def asked_for(expression):
    """The names of metrics in an expression."""
    # Texts and variables first, then what stands between the braces and the brackets of a selector.
    bare = re.sub(r'"(\\.|[^"\\])*"', "", expression)
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", bare)
    bare = re.sub(r"\b(by|on|without|ignoring|group_left|group_right)\s*\([^)]*\)", "", bare)
    return {name for name in NAME.findall(bare) if not FUNCTIONS_AND_WORDS.match(name)}


def unknown(expression, known):
    """The metrics of an expression that nobody has."""

    def is_known(name):
        base = re.sub(r"_(bucket|count|sum)$", "", name)
        return name in known or (base != name and base.endswith("_seconds") and base in known)

    return {name for name in asked_for(expression) if not is_known(name)}


def all_known():
    """Every metric that may be asked for; None where the project's own are not listed."""
    own = of_the_project()
    return None if own is None else own | recorded() | RABBITMQ | PROMETHEUS

"""Requests that schemathesis makes from the schema: valid ones, and ones that break its rules."""

import collections

import hypothesis
import schemathesis
from hypothesis import strategies
from schemathesis import GenerationMode
from schemathesis.graphql import nodes

from answers import fault

# Kinds of refusals that only a server at fault sends, or that a small database has no reason for.
UNEXPECTED = {"INTERNAL_ERROR", "DATABASE_UNAVAILABLE", "TIMEOUT"}


def register_scalars(database):
    """Values of the schema's own scalars: often those of rows, so that lists have items."""
    addresses = database.lines("SELECT '0x' || encode(address, 'hex') FROM tokens ORDER BY address LIMIT 20")
    blocks = [int(line) for line in database.lines("SELECT block_number FROM token_transfers ORDER BY 1 LIMIT 20")]
    hexadecimal = strategies.text("0123456789abcdefABCDEF", min_size=40, max_size=40).map("0x{}".format)
    number = strategies.sampled_from(blocks) | strategies.integers(-(10**80), 10**80)
    time = strategies.datetimes().map(lambda time: f"{time.isoformat()}Z")
    schemathesis.graphql.scalar("Bytes", (strategies.sampled_from(addresses) | hexadecimal | strategies.text()).map(nodes.String))
    schemathesis.graphql.scalar("BigInt", number.map(nodes.Int) | number.map(str).map(nodes.String))
    schemathesis.graphql.scalar("DateTime", (time | strategies.text()).map(nodes.String))


def run(service, report, database, examples, seed):
    register_scalars(database)
    schema = schemathesis.graphql.from_url(service.url)
    codes = collections.Counter()
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            ask(operation, mode, service, report, codes, examples, seed)
    report.check(codes["data"] > 0, "no request is answered with data")
    report.check(service.is_alive(), "the service has ended")
    report.note(", ".join(f"{count} {code}" for code, count in codes.most_common()))


def ask(operation, mode, service, report, codes, examples, seed):
    settings = hypothesis.settings(
        max_examples=examples, deadline=None, database=None, phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck))

    @hypothesis.seed(seed)
    @settings
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def send(case):
        response = case.call(base_url=None, timeout=30)
        found = fault(response.status_code, dict(response.headers), response.content)
        value = None if found else response.json()
        names = [error["extensions"]["code"] for error in value.get("errors", [])] if value else []
        if not found and UNEXPECTED & {*names}:
            found = f"the code {names}"
        codes.update(set(names) or ["data" if value else "fault"])
        report.check(not found, f"{operation.label} ({mode.value}): {found}: {case.body!r}")

    send()

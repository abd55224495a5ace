"""The time of every filter: one client, one request after the other."""

import json

import report
from cases import cases
from client import Client
from data import SERVICE_USER
from service import graphql

REQUESTS = 500


def filters(server, data, options):
    rows = []
    with graphql(server, SERVICE_USER, options.connections, options.work) as service:
        client = Client(service.port)
        for name, query, variables in cases(data):
            bodies = [json.dumps({"query": query, "variables": variables(number)}) for number in range(REQUESTS)]
            # Once without a measurement, so that what they read is in memory.
            for body in bodies:
                client.ask(body)
            answers = [client.ask(body) for body in bodies]
            times = sorted(seconds * 1000 for _, seconds in answers)
            nodes = sum(count_nodes(answer) for answer, _ in answers) / REQUESTS
            rows.append([
                name, f"{times[REQUESTS // 2]:.2f}", f"{times[REQUESTS * 99 // 100]:.2f}", f"{times[-1]:.2f}", f"{nodes:.1f}"])
    title = f"Filters: {REQUESTS} requests each, {data.rows:,} rows"
    report.show([report.Table(title, ["", "p50 ms", "p99 ms", "max ms", "nodes"], rows)], options.work / "filters.md")


def count_nodes(value):
    """The items of the lists of an answer."""
    if isinstance(value, dict):
        return sum(len(part) if name == "nodes" else count_nodes(part) for name, part in value.items())
    return 0

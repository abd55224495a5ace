"""The statements that the service sends, read from the log of the database server. So the bench has no copy of them."""

import json
import re
import time
from dataclasses import dataclass

from client import Client
from data import SERVICE_USER
from service import graphql

EXECUTED = re.compile(r"execute [^:]*: (.*)", re.DOTALL)
PARAMETER = re.compile(r"\$(\d+) = (NULL|'(?:[^']|'')*')")
END = "bench: the end of the recording"


@dataclass
class Plan:
    """The statement of a workload, and its parameters as texts for each address."""

    statement: str
    parameters: dict
    # The answers of the service, by address.
    answers: dict


def record(server, data, workloads, work):
    """Has the service answer each request once, and returns the plan of each workload by its name."""
    server.psql("-c", f"ALTER USER {SERVICE_USER} SET log_statement = 'all'")
    addresses = {workload.name: [data.token(rank + 1) for rank in range(workload.keys)] for workload in workloads}
    answers = {}
    with graphql(server, SERVICE_USER, None, work) as service:
        client = Client(service.port)
        for workload in workloads:
            answers[workload.name] = {
                address: client.ask(workload.body(address))[0] for address in addresses[workload.name]}
    server.psql("-c", f"ALTER USER {SERVICE_USER} RESET log_statement")
    executed = _executed(server)
    plans = {}
    for workload in workloads:
        asked = addresses[workload.name]
        # Requests came one after the other, and so did their statements. Others of the service name no address.
        own, executed = executed[: len(asked)], executed[len(asked):]
        plans[workload.name] = _plan(workload.name, asked, own, answers[workload.name])
    if executed:
        raise SystemExit(f"the service sent more than a statement for each request: {executed[0]}")
    return plans


def _plan(name, addresses, executed, answers):
    statements = {statement for statement, _ in executed}
    parameters = {address: values for address, (_, values) in zip(addresses, executed)}
    if len(statements) != 1 or len(executed) != len(addresses) or any(
            bytea(address) not in values for address, values in parameters.items()):
        raise SystemExit(f"{name}: {len(executed)} statements of {len(statements)} texts for {len(addresses)} requests")
    return Plan(statements.pop(), parameters, answers)


def bytea(address):
    """An address as PostgreSQL writes it."""
    return "\\x" + address[2:]


def _executed(server):
    """The executed statements that have an address among their parameters, in their order."""
    found = []
    for line in _log(server):
        match = EXECUTED.match(line["message"])
        if line.get("user") != SERVICE_USER or not match:
            continue
        values = [
            None if value == "NULL" else value[1:-1].replace("''", "'")
            for _, value in PARAMETER.findall(line.get("detail", ""))]
        if any(value and re.fullmatch(r"\\x[0-9a-f]{40}", value) for value in values):
            found.append((match[1], values))
    return found


def _log(server):
    """The lines of the log, after all that was logged before has arrived there."""
    server.psql("-c", f"SET client_min_messages = error; DO $$ BEGIN RAISE LOG '{END}'; END $$")
    for _ in range(100):
        lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.endswith("}")]
        if any(line["message"] == END for line in lines):
            return lines
        time.sleep(0.1)
    raise SystemExit(f"the server's log is incomplete: {server.log}")

"""Compares the answers of compiled statements with graphql-core, which executes plain resolvers over the same rows.

    judge.py random COUNT SEED    random queries on random rows
    judge.py plans ROWS           the plans and times of every filter

See scripts/token-graph-judge.sh.
"""

import json
import os
import signal
import subprocess
import sys
import time

from graphql import execute, parse, validate

import oracle
import plans
from queries import Queries
from rows import Rows
from server import Server

# Only what the oracle knows is small. Nothing else refuses a query.
LIMITS = {
    "counted": oracle.COUNTED, "accountWindow": oracle.WINDOW, "rows": 10**9, "aliases": 10**6, "depth": 100,
    "directives": 1000,
}


class Compiler:
    """The program TokenGraphJudge."""

    def __init__(self):
        self.process = subprocess.Popen([os.environ["JUDGE"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        description = self.ask(describe=True)
        self.sdl, self.indexes = description["sdl"], description["indexes"]

    def ask(self, **request):
        self.process.stdin.write((json.dumps(request) + "\n").encode())
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Comparison:
    """Compares answers, and counts."""

    def __init__(self, compiler, connection, rows):
        self.compiler, self.connection, self.rows = compiler, connection, rows
        self.schema = oracle.schema_of(compiler.sdl)
        self.queries = self.statements = self.bytes = self.empty = self.refused = 0
        self.texts, self.differences = set(), []

    def compare(self, query, variables, indexes):
        self.queries += 1
        expected = self.reference(query, variables)
        plan = self.compiler.ask(query=query, variables=variables, limits=LIMITS, indexes=indexes)
        if len(indexes) < len(self.compiler.indexes) and is_refused(plan):
            self.refused += 1
            return
        try:
            actual = self.run(plan) if "fields" in plan else json.dumps(plan)
        except Exception as error:
            actual = f"{type(error).__name__}: {error}"
        self.bytes += len(expected)
        self.empty += '"nodes":[]' in expected or '"edges":[]' in expected
        if actual != expected:
            self.differences.append(
                f"--- query {self.queries}\n{query}\n{json.dumps(variables)}\n"
                f"  reference: {expected[:1500]}\n  own:       {actual[:1500]}")

    def reference(self, query, variables):
        document = parse(query)
        errors = validate(self.schema, document)
        assert not errors, (query, errors)
        result = execute(self.schema, document, oracle.Query(self.rows), variable_values=variables)
        assert not result.errors, (query, variables, result.errors)
        return json.dumps(result.data, separators=(",", ":"), ensure_ascii=False)

    def run(self, plan):
        """The JSON of an answer, as a service writes it."""
        members = []
        for field in plan["fields"]:
            text = json.dumps(field["value"]) if "value" in field else self.run_statement(field)
            members.append(f"{json.dumps(field['name'])}:{text}")
        return "{" + ",".join(members) + "}"

    def run_statement(self, field):
        self.statements += 1
        self.texts.add(field["sql"])
        rows = self.connection.execute(field["sql"], field["parameters"]).fetchall()
        assert len(rows) == 1 and len(rows[0]) == 1 and isinstance(rows[0][0], str), rows
        return rows[0][0]

    def report(self, seed):
        print(*sorted(self.differences, key=len)[:4], sep="\n", end="\n" if self.differences else "")
        print(
            f"token graph: {self.queries} queries of seed {seed}, {len(self.differences)} differences;"
            f" {self.statements} statements, {len(self.texts)} texts, {self.bytes} bytes of JSON,"
            f" {self.empty} answers with an empty list, {self.refused} refused without their index")
        return not self.differences


def is_refused(plan):
    """Whether a query is refused for want of an index."""
    return [error["extensions"]["code"] for error in plan.get("errors", [])] == ["INDEX_MISSING"]


def random_queries(server, count, seed):
    compiler, rows = Compiler(), Rows(seed)
    with server.connect() as connection:
        rows.load(connection)
        server.create_indexes(compiler.indexes.values())
        connection.execute("SET plan_cache_mode = force_generic_plan; SET jit = off")
        comparison, queries = Comparison(compiler, connection, rows), Queries(rows, seed)
        start, every = time.monotonic(), list(compiler.indexes)
        for number in range(1, count + 1):
            query, variables = queries.query()
            # Without some indexes, others lead, or the query is refused.
            some = [name for name in every if queries.chance(0.6)]
            comparison.compare(query, variables, every if queries.chance(0.5) else some)
            if number % 1000 == 0:
                print(f"{number} queries, {len(comparison.differences)} differences, {time.monotonic() - start:.0f} s", flush=True)
    return comparison.report(seed)


def main(arguments):
    # A termination leaves the block below, which stops the server.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    with Server() as server:
        if arguments[:1] == ["random"]:
            return random_queries(server, int(arguments[1]), int(arguments[2]))
        if arguments[:1] == ["plans"]:
            return plans.check(server, Compiler(), int(arguments[1]))
    raise SystemExit(__doc__)


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1:]) else 1)

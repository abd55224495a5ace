"""Compares coerced variables and requested fields of random requests."""

import json

from graphql import GraphQLError, OperationDefinitionNode, OperationType, validate

from engines import ask
from execution import Reference, definitions, first_difference


def own(answer):
    if "errors" in answer:
        answer["errors"] = [
            [error["message"], [[place["line"], place["column"]] for place in error.get("locations", [])]]
            for error in answer["errors"]
        ]
    return answer


class RequestTally:
    """Counts requests and differences, and shows the first differences."""

    def __init__(self, schema, name):
        self.schema, self.name = schema, name
        self.total = self.failed = self.differences = 0

    def compare(self, cases):
        """Compares documents with values of their variables."""
        requests = [
            {"execute": True, "schema": self.name, "document": text, "variables": raw} for text, raw in cases
        ]
        answers = ask(definitions(self.schema, self.name) + requests)[-len(cases) :]
        for (text, raw), answer in zip(cases, answers):
            expected = Reference(self.schema, text, raw).answer()
            self.total += 1
            self.failed += "errors" in expected
            if json.dumps(expected) != json.dumps(own(answer)):
                self.differences += 1
                if self.differences < 6:
                    print("--- REQUEST", repr(text)[:600], "\n  variables:", raw)
                    print("  differs:", first_difference(expected, answer))

    def report(self, what):
        print(f"{what}: {self.total} compared ({self.failed} with errors), {self.differences} differences")
        return self.differences == 0


def compare_requests(generator, name, count):
    tally = RequestTally(generator.schema, name)
    while tally.total < count:
        cases = []
        while len(cases) < min(2000, count - tally.total):
            text = generator.valid()
            operation = only_query(generator.schema, text)
            if operation:
                cases += [(text, generator.variable_values(operation)) for _ in range(3)]
        tally.compare(cases)
    return tally.report("requests")


def only_query(schema, text):
    """The operation of a valid document with one query, or None."""
    try:
        reference = Reference(schema, text, None)
        operations = sum(isinstance(node, OperationDefinitionNode) for node in reference.document.definitions)
        if operations != 1 or reference.operation.operation != OperationType.QUERY:
            return None
        return None if validate(schema, reference.document) else reference.operation
    except (GraphQLError, RecursionError):  # graphql-core follows cycles of fragments to the end of its stack.
        return None

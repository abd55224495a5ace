"""The two engines of the comparison: graphql-core, and the program GraphQLJudge."""

import json
import os
import re
import subprocess
import sys

from graphql import GraphQLError, parse, validate

JUDGE = os.environ.get("JUDGE", ".build/release/GraphQLJudge")
LINE_END = re.compile(r"\r\n|\n|\r")


def silence_suggestions():
    """Takes the suggestions out of graphql-core's messages: this package makes none."""
    for name, module in list(sys.modules.items()):
        if name.startswith("graphql") and hasattr(module, "did_you_mean") and callable(module.did_you_mean):
            module.did_you_mean = lambda *arguments: ""


def location(text, position):
    """The line and column of a position, by the specification's line terminators."""
    lines = LINE_END.split(text[:position])
    if text[position - 1 : position + 1] == "\r\n":
        lines = lines[:-1]
    return [len(lines), len(lines[-1]) + 1]


def outcome(error, text):
    return [error.message, [location(text, position) for position in error.positions or []]]


def reference(schema, text, max_tokens=None):
    """What graphql-core says: ("syntax", error), ("errors", list) or ("crash", exception)."""
    try:
        document = parse(text, max_tokens=max_tokens)
    except GraphQLError as error:
        return "syntax", outcome(error, text)
    except Exception as error:
        return "crash", repr(error)
    if schema is None:
        return "errors", []
    try:
        return "errors", [outcome(error, text) for error in validate(schema, document)]
    except Exception as error:
        return "crash", repr(error)


def ask(requests):
    """The judge's answers to many requests."""
    lines = "\n".join(json.dumps(request) for request in requests) + "\n"
    result = subprocess.run([JUDGE], input=lines.encode("utf-8", "surrogatepass"), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    if len(answers) != len(requests):
        raise SystemExit(f"{len(requests)} requests have {len(answers)} answers")
    return answers


def own(answer):
    """The judge's answer in the form of `reference`."""

    def flat(error):
        return [error["message"], [[place["line"], place["column"]] for place in error.get("locations", [])]]

    if "syntax" in answer:
        return "syntax", flat(answer["syntax"])
    if "errors" in answer:
        return "errors", [flat(error) for error in answer["errors"]]
    return "failure", answer


def is_valid(verdict):
    return verdict[0] == "errors" and not verdict[1]


class Tally:
    """Counts documents and differences, and shows the first differences."""

    def __init__(self, shown=15):
        self.documents = self.valid = self.syntax = self.verdicts = self.messages = self.order = self.crashes = 0
        self.shown = shown

    def compare(self, text, expected, actual):
        self.documents += 1
        self.valid += is_valid(expected)
        self.syntax += expected[0] == "syntax"
        if expected[0] == "crash":
            self.crashes += 1
            if is_valid(actual):
                self.show("valid here, crash there", text, expected, actual)
            return
        if is_valid(expected) != is_valid(actual) or (expected[0] == "syntax") != (actual[0] == "syntax"):
            self.verdicts += 1
            self.show("VERDICT", text, expected, actual)
        elif expected != actual:
            if expected[0] == "errors" and any("is not executable" in error[0] for error in expected[1]):
                expected, actual = (
                    [error for error in verdict[1] if "is not executable" in error[0]] for verdict in (expected, actual)
                )
                if expected == actual:
                    return
            if expected[0] == "errors" and sorted(map(repr, expected[1])) == sorted(map(repr, actual[1])):
                self.order += 1
                return
            self.messages += 1
            self.show("MESSAGE", text, expected, actual)

    def show(self, kind, text, expected, actual):
        if self.shown > 0:
            self.shown -= 1
            print(f"--- {kind}\n{text!r}\n  reference: {expected}\n  own:       {actual}")

    def report(self, name):
        print(
            f"{name}: {self.documents} documents ({self.valid} valid, {self.syntax} syntax errors), differences:"
            f" {self.verdicts} verdicts, {self.messages} messages, {self.order} orders;"
            f" {self.crashes} crashes of the reference"
        )
        return self.verdicts == 0

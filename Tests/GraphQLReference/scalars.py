"""Compares the scalars of the schema of tokens on texts that they just accept or refuse, as literals and as variables."""

import json
import random

from engines import Tally, ask, own, reference
from random_requests import RequestTally
from values import OTHER_TEXTS, TEXTS

# A field with an argument of each scalar.
FIELDS = {
    "BigInt": "tokenTransfers(where: {value_gte: %s}) {nodes {id}}", "Bytes": "tokenTransfers(where: {from: %s}) {nodes {id}}",
    "DateTime": "tokenTransfers(where: {timestamp_gte: %s}) {nodes {id}}",
}
SCRAPS = [*"0123456789abfgxXTtZz+-:. ", "", "é", "٣", "\x00", "\n"]
OTHERS = [None, True, 1, -7, 10**30, 1.0, 1.5, [], [1], {}, {"a": "x"}]


def random_value(generator, name):
    if generator.random() < 0.1:
        return generator.choice(OTHERS)
    text = generator.choice(generator.choice([TEXTS, OTHER_TEXTS])[name])
    for _ in range(generator.choice([0, 0, 1, 1, 2])):
        place = generator.randrange(len(text) + 1)
        text = text[:place] + generator.choice(SCRAPS) + text[place + generator.randrange(2) :]
    return text


def literal(value):
    return '{a: "x"}' if isinstance(value, dict) and value else json.dumps(value)


def compare(schema, count, seed):
    generator = random.Random(seed)
    documents, cases = [], []
    for _ in range(count):
        name = generator.choice(list(FIELDS))
        value = random_value(generator, name)
        documents.append("{" + FIELDS[name] % literal(value) + "}")
        cases.append((f"query($v: {name}) {{" + FIELDS[name] % "$v" + "}", {"v": value}))
    tally, requests = Tally(), RequestTally(schema, "tokens")
    for text, answer in zip(documents, ask([{"schema": "tokens", "document": text} for text in documents])):
        tally.compare(text, reference(schema, text), own(answer))
    requests.compare(cases)
    agree = tally.report("literals of scalars")
    return requests.report("variables of scalars") and agree

"""The audits of the package graphql-http for servers, by their ids, as facts of GraphQL over HTTP.

Each line of the table has the id, the level that the specification gives the fact, what is sent, and what is expected.
"""

import json
from urllib.parse import urlencode

from exchange import ask

NEW, OLD = "application/graphql-response+json", "application/json"
TYPENAME = "{ __typename }"
SYNTAX, UNKNOWN = {"query": "{"}, {"query": "{ noFieldHasThisName }"}
COERCION = {"query": "query CoerceFailure($id: ID!){ __typename }", "variables": {"id": None}}
NAMED = {"query": "query Query { __typename }", "operationName": "Query"}
TYPE = {"query": "query Type($name: String!) { __type(name: $name) { name } }", "variables": {"name": "sometype"}}
CUT = b'{ "not a JSON'


def post(body, accept=None, type="application/json"):
    """A POST of parameters, or of bytes."""
    fields = [(name, value) for name, value in (("Content-Type", type), ("Accept", accept)) if value]
    return dict(fields=fields, body=body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode())


def get(parameters, accept=None):
    """A GET; parameters that are no strings are sent as JSON."""
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items()}
    fields = [("Accept", accept)] if accept else []
    return dict(method="GET", target=f"/graphql?{urlencode(texts)}", fields=fields)


def status(first, last=None):
    """A status code, or one of a range."""
    last = last or first
    return f"status {first} to {last}", lambda answer: first <= answer.status <= last


def type(name):
    return f"type {name}", lambda answer: answer["content-type"].startswith(name)


GOOD = ("no errors", lambda answer: "errors" not in answer.json())
NO_DATA = ("no data", lambda answer: "data" not in answer.json())
UTF8 = ("UTF-8", lambda answer: answer.body.decode("utf-8") is not None)
OK, BAD, FAULT = status(200), status(400), status(400, 599)

BASE = {"query": TYPENAME}
WRONG = [{"obj": "ect"}, 0, False, ["array"]]
# An object is what these parameters are.
NO_MAPS = ["string", 0, False, ["array"]]

AUDITS = [
    ("22EB", "SHOULD", post(BASE, NEW), [OK, type(NEW)]),
    ("4655", "MUST", post(BASE, OLD), [OK, type(OLD)]),
    ("47DE", "SHOULD", post(BASE, "*/*"), [OK, type(OLD)]),
    ("80D8", "SHOULD", post(BASE), [OK, type(OLD)]),
    ("82A3", "MUST", post(BASE), [OK, UTF8]),
    ("BF61", "MUST", post({"query": '{ __type(name: "Läufer🏃漢字") { name } }'}, type=f"{OLD}; charset=utf-8"), [OK]),
    ("78D5", "MUST", post(BASE), [OK]),
    ("2C94", "MUST", post(BASE), [OK]),
    ("5A70", "MAY", get(BASE), [OK]),
    ("9C48", "MAY", get({"query": "mutation { __typename }"}, NEW), [status(400, 499)]),
    ("9ABE", "SHOULD", post(BASE, type=None), [status(400, 499)]),
    ("03D4", "MUST", post(BASE), [OK]),
    ("A5BF", "MAY", post(b""), [BAD]),
    ("423L", "MAY", post({"notquery": TYPENAME}, NEW), [BAD]),
    *((f"LKJ{i}", "MAY", post({"query": wrong}), [BAD]) for i, wrong in enumerate(WRONG)),
    ("34A2", "SHOULD", post(BASE, NEW), [OK]),
    ("13EE", "MUST", post(BASE, OLD), [OK, GOOD]),
    *((f"6C0{i}", "MAY", post(BASE | {"operationName": wrong}), [BAD]) for i, wrong in enumerate(WRONG)),
    ("8161", "SHOULD", post(NAMED, NEW), [OK]),
    ("B8B3", "MUST", post(NAMED, OLD), [OK, GOOD]),
    *((f"94B{i}", "SHOULD", post(BASE | {name: None}, NEW), [OK, GOOD])
      for i, name in enumerate(["variables", "operationName", "extensions"])),
    *((f"022{i}", "MUST", post(BASE | {name: None}, OLD), [OK, GOOD])
      for i, name in enumerate(["variables", "operationName", "extensions"])),
    *((f"476{i}", "MAY", post(BASE | {"variables": wrong}), [BAD]) for i, wrong in enumerate(NO_MAPS)),
    ("2EA1", "SHOULD", post(TYPE, NEW), [OK]),
    ("28B9", "MUST", post(TYPE, OLD), [OK, GOOD]),
    ("D6D5", "MAY", get(TYPE, NEW), [OK, GOOD]),
    ("6A70", "MAY", get(TYPE, OLD), [OK, GOOD]),
    *((f"58B{i}", "MAY", post(BASE | {"extensions": wrong}), [BAD]) for i, wrong in enumerate(NO_MAPS)),
    ("428F", "SHOULD", post(BASE | {"extensions": {"some": "value"}}, NEW), [OK]),
    ("1B7A", "MUST", post(BASE | {"extensions": {"some": "value"}}, OLD), [OK, GOOD]),
    ("B6DC", "MAY", post(CUT, OLD), [("any final status but a redirection", lambda answer: answer.status // 100 in (2, 4, 5))]),
    ("BCF8", "SHOULD", post(CUT, OLD), [BAD]),
    ("B7N8", "SHOULD", post(CUT, NEW), [BAD]),
    ("8764", "MAY", post({"qeury": TYPENAME}), [FAULT]),
    ("3E3A", "MAY", post({"qeury": TYPENAME}), [BAD]),
    ("572B", "SHOULD", post(SYNTAX, OLD), [OK]),
    ("FDE2", "SHOULD", post(UNKNOWN, OLD), [OK]),
    ("7B9B", "SHOULD", post(COERCION, OLD), [OK]),
    ("865D", "SHOULD", post(SYNTAX, NEW), [FAULT]),
    ("556A", "SHOULD", post(SYNTAX, NEW), [BAD]),
    ("D586", "SHOULD", post(SYNTAX, NEW), [NO_DATA]),
    ("51FE", "SHOULD", post(UNKNOWN, NEW), [FAULT]),
    ("74FF", "SHOULD", post(UNKNOWN, NEW), [BAD]),
    ("5E5B", "SHOULD", post(UNKNOWN, NEW), [NO_DATA]),
    ("86EE", "SHOULD", post(COERCION, NEW), [BAD]),
]


def run(service, report):
    """Sends the request of each audit over a connection of its own."""
    for id, level, sent, expected in AUDITS:
        answer = ask(service.port, **sent)
        for name, holds in expected:
            report.check(answer is not None and holds(answer), f"{id} ({level}): expected {name}, got {describe(answer)}")
    report.note(f"{len(AUDITS)} audits")


def describe(answer):
    return f"{answer.status} {answer['content-type']} {answer.body[:200]}" if answer else "no answer"

"""The schema as clients fetch it: valid, the same by each transport, and the same after printing and reading it."""

from gql import gql
from gql.transport.exceptions import TransportQueryError
from graphql import (
    GraphQLError, build_client_schema, build_schema, introspection_from_schema, lexicographic_sort_schema, print_schema,
    validate_schema)

from clients import ASYNCHRONOUS, SYNCHRONOUS, fetched

BUILT_IN = {"Boolean", "ID", "Int", "String"}
DIRECTIVES = {"skip", "include", "deprecated", "specifiedBy", "oneOf"}

REQUEST = """
query Latest($first: Int!, $where: TokenTransferFilter) {
  tokenTransfers(first: $first, where: $where) { nodes { id amount token { symbol } } }
}
"""


def run(service, report):
    printed = {}
    for name in [*SYNCHRONOUS, *ASYNCHRONOUS]:
        with fetched(service.url, name) as (client, execute):
            report.check(not validate_schema(client.schema), f"{name}: {validate_schema(client.schema)}")
            printed[name] = print_schema(client.schema)
            request = gql(REQUEST)
            request.variable_values = {"first": 3, "where": {"blockNumber_gte": "0"}}
            nodes = execute(request)["tokenTransfers"]["nodes"]
            report.check(len(nodes) == 3, f"{name}: {len(nodes)} nodes instead of 3")
            refuses(execute, name, report)
            if name == "requests":
                compare(client.introspection, report)
    report.check(len(set(printed.values())) == 1, f"the transports fetch different schemas: {printed}")
    report.note(f"{len(printed)} transports, a schema of {len(printed['requests'])} characters")


def compare(introspection, report):
    """The text of the schema says all that introspection says of our own types; built-in ones are described freely."""
    fetched = build_client_schema(introspection)
    read = build_schema(print_schema(fetched))
    ours, theirs = (value["__schema"] for value in (introspection, introspection_from_schema(read)))
    for name in ("description", "queryType", "mutationType", "subscriptionType"):
        report.check(ours[name] == theirs[name], f"introspection says of {name}: {ours[name]}")
    own, reference = ({type["name"]: normal(type) for type in schema["types"]} for schema in (ours, theirs))
    report.check(set(own) >= BUILT_IN, f"introspection lacks the types {BUILT_IN - set(own)}")
    for name in {*own, *reference} - {name for name in own if name in BUILT_IN or name.startswith("__")}:
        report.check(own.get(name) == reference.get(name), f"introspection says of {name}: {own.get(name)}")
    names = {directive["name"] for directive in ours["directives"]}
    report.check(names == DIRECTIVES, f"introspection has the directives {names}")
    sorted_text = print_schema(lexicographic_sort_schema(read))
    report.check(sorted_text == print_schema(lexicographic_sort_schema(fetched)), "the printed schema reads as another")


def normal(value):
    """Introspection without the order of types, directives and places."""
    if isinstance(value, dict):
        return {name: normal(part) for name, part in sorted(value.items())}
    if isinstance(value, list):
        return sorted(map(normal, value), key=repr)
    return value


def refuses(execute, name, report):
    """The client refuses what the schema forbids, and reports what the service refuses."""
    try:
        execute(gql("{ noFieldHasThisName }"))
        report.check(False, f"{name}: an unknown field passes the client")
    except GraphQLError:
        report.check(True, "")
    try:
        execute(gql("{ tokenTransfers(first: 5000) { nodes { id } } }"))
        report.check(False, f"{name}: a page that is too long is answered")
    except TransportQueryError as error:
        codes = [part.get("extensions", {}).get("code") for part in error.errors]
        report.check(codes == ["PAGE_LIMIT_EXCEEDED"], f"{name}: a page that is too long has the codes {codes}")

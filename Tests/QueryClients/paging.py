"""Whole lists, page by page, forwards and backwards: each row once, in order, and the same rows as SQL gives."""

from gql.dsl import DSLQuery, DSLSchema, DSLVariableDefinitions, dsl_gql

from clients import session
from lists import TOKEN_COLUMNS, TRANSFER_COLUMNS, lists

TRANSFER_FIELDS = [
    "id", "tokenAddress", "from", "to", "value", "transactionHash", "logIndex", "blockNumber", "blockTimestamp", "blockHash"]
TOKEN_FIELDS = ["address", "symbol", "name", "decimals", "totalSupply", "blockNumber", "blockTimestamp", "blockHash"]


class PagedList:
    """A list as the client writes it: by the schema, with variables for all of its arguments."""

    def __init__(self, schema, described):
        dsl = DSLSchema(schema)
        variables = DSLVariableDefinitions()
        arguments = {name: getattr(variables, name) for name in ("first", "after", "last", "before", *described.arguments)}
        node, fields = ("Token", TOKEN_FIELDS) if described.of_tokens else ("TokenTransfer", TRANSFER_FIELDS)
        fields = described.fields or fields
        columns = [getattr(getattr(dsl, node), name) for name in fields]
        connection, edge = getattr(dsl, f"{node}Connection"), getattr(dsl, f"{node}Edge")
        pages = getattr(getattr(dsl, described.on), described.name)(**arguments).select(
            connection.edges.select(edge.cursor, edge.node.select(*columns)),
            connection.pageInfo.select(
                dsl.PageInfo.startCursor, dsl.PageInfo.endCursor, dsl.PageInfo.hasNextPage, dsl.PageInfo.hasPreviousPage),
            connection.totalCount.select(dsl.Count.value, dsl.Count.isExact))
        self.path = [described.name]
        if described.parent:
            pages = getattr(dsl.Query, described.parent)(address=variables.address).select(pages)
            self.path = [described.parent, described.name]
        operation = DSLQuery(pages)
        operation.variable_definitions = variables
        self.request, self.described = dsl_gql(operation), described

    def page(self, execute, **paging):
        self.request.variable_values = {**self.described.arguments, **self.described.variables, **paging}
        value = execute(self.request)
        for name in self.path:
            value = value[name]
        return value


def run(service, report, database):
    rows = 0
    with session(service.url) as open:
        for described in lists(database):
            listed = PagedList(open.client.schema, described)
            columns = TOKEN_COLUMNS if described.of_tokens else TRANSFER_COLUMNS
            expected = database.rows(f"SELECT {described.columns or columns} {described.sql}")
            report.check(expected, f"{described.title}: SQL gives no rows, so that nothing is compared")
            for forward in (True, False):
                walk(listed, open.execute, expected, forward, report)
                rows += len(expected)
    report.note(f"{rows} rows in pages")


def walk(listed, execute, expected, forward, report):
    """Goes through the list, and compares its rows."""
    title = f"{listed.described.title}, {'forwards' if forward else 'backwards'}"
    size, pages, cursor = listed.described.size, [], None
    while len(pages) <= len(expected) // size + 2:
        if forward:
            page = listed.page(execute, first=size, **({"after": cursor} if cursor else {}))
        else:
            page = listed.page(execute, last=size, **({"before": cursor} if cursor else {}))
        pages.append(page)
        info, edges = page["pageInfo"], page["edges"]
        report.check(
            [info["startCursor"], info["endCursor"]] == [edge["cursor"] for edge in (edges[0], edges[-1])] if edges
            else info["startCursor"] is info["endCursor"] is None, f"{title}: page {len(pages)} has the wrong cursors")
        # The page behind is known to have items: it is the one before.
        behind = "hasPreviousPage" if forward else "hasNextPage"
        report.check(info[behind] == (len(pages) > 1), f"{title}: {behind} is {info[behind]} on page {len(pages)}")
        if not info["hasNextPage" if forward else "hasPreviousPage"]:
            break
        report.check(len(edges) == size, f"{title}: page {len(pages)} has {len(edges)} items, and others follow")
        cursor = info["endCursor" if forward else "startCursor"]
    ordered = pages if forward else reversed(pages)
    found = [edge["node"] for page in ordered for edge in page["edges"]]
    compare(title, found, expected, report)
    count = pages[0]["totalCount"]
    exact = count["value"] == len(expected) if count["isExact"] else count["value"] <= len(expected)
    report.check(exact, f"{title}: the count is {count}, and SQL has {len(expected)}")


def compare(title, found, expected, report):
    if report.check(len(found) == len(expected), f"{title}: {len(found)} rows, and SQL has {len(expected)}"):
        for place, (row, right) in enumerate(zip(found, expected)):
            if not report.check(row == right, f"{title}: row {place} is {row}, and SQL has {right}"):
                return

"""Plans and times of every offered filter, with the plans of prepared statements that do not know the values."""

import hashlib
import json
import time

A = "0x" + "00" * 18 + "0001"
B = "0x" + "00" * 18 + "ea60"
ZERO = "0x" + "00" * 20
# Of 8 KiB, for one answer. The tokens of an account read the most: 4,000 transfers.
MOST_PAGES = 3000
FIELDS = "{nodes{id from to value amount} pageInfo{hasNextPage endCursor}}"


def fill(connection, count):
    connection.execute("SELECT setseed(0.5)")
    connection.execute(
        "INSERT INTO tokens SELECT decode(lpad(to_hex(i), 40, '0'), 'hex'), 'S' || i, 'Name ' || i, 18, 1e27, now(), 1, NULL"
        " FROM generate_series(1, 20000) AS i")
    # A tenth of the transfers are mints; few tokens and accounts have most transfers, and many have one.
    address = "decode(lpad(to_hex(1 + (power(random(), 6) * 60000)::int), 40, '0'), 'hex')"
    connection.execute(
        f"INSERT INTO token_transfers SELECT 10000000 + i / 100, i % 100, sha256(int8send(i / 3)), {address},"
        f" CASE WHEN random() < 0.1 THEN decode(repeat('0', 40), 'hex') ELSE {address} END, {address},"
        f" (random() * 1e18)::numeric(78, 0) * 1000, '2022-01-01 UTC'::timestamptz + (i / 100) * interval '12 s',"
        f" sha256(int8send(i / 100)) FROM generate_series(0, {count - 1}) AS i")


def cases(count):
    middle = 10_000_000 + count // 200
    early, late = "2022-01-01T01:00:00Z", "2022-01-01T02:00:00Z"
    hash_ = "0x" + hashlib.sha256((5).to_bytes(8, "big")).hexdigest()
    where = {
        "nothing": "", "token busy": f'token: "{A}"', "token rare": f'token: "{B}"', "from": f'from: "{A}"',
        "from rare": f'from: "{B}"', "to": f'to: "{A}"', "account": f'account: "{A}"', "account rare": f'account: "{B}"',
        "token_in": f'token_in: ["{A}", "{B}"]', "from_in": f'from_in: ["{A}", "{B}"]', "to_in": f'to_in: ["{A}", "{B}"]',
        "transactionHash": f'transactionHash: "{hash_}"', "blocks": f"blockNumber_gte: {middle}, blockNumber_lt: {middle + 50}",
        "blocks from": f"blockNumber_gte: {middle}", "hour": f'timestamp_gte: "{early}", timestamp_lt: "{late}"',
        "since": f'timestamp_gte: "{early}"', "hour, value": f'timestamp_gte: "{early}", timestamp_lt: "{late}", value_gte: 5',
        "token, hour": f'token: "{A}", timestamp_gte: "{early}", timestamp_lt: "{late}"',
        "token, value": f'token: "{A}", value_gte: "900000000000000000000"', "mints of a token": f'token: "{A}", from: "{ZERO}"',
        "token, from": f'token: "{A}", from: "{B}"', "account, token": f'account: "{A}", token: "{A}"',
        "account zero": f'account: "{ZERO}"',
    }
    for name, conditions in where.items():
        for direction in ["asc", "desc"]:
            yield f"{name}, {direction}", (
                f"{{tokenTransfers(first: 100, orderDirection: {direction}, where: {{{conditions}}}) {FIELDS}}}")
    for name in ["nothing", "token busy", "account", "hour", "token_in"]:
        yield f"{name}, last", f"{{tokenTransfers(last: 100, where: {{{where[name]}}}) {FIELDS}}}"
        yield f"{name}, count", f"{{tokenTransfers(where: {{{where[name]}}}) {{totalCount{{value isExact}}}}}}"
    yield "token", f'{{token(address: "{A}") {{symbol name decimals}}}}'
    yield "tokenTransfer", f"{{tokenTransfer(blockNumber: {middle}, logIndex: 5) {{id token{{symbol}}}}}}"
    yield "page of 8 fields and tokens", (
        "{tokenTransfers(first: 100) {nodes{id from to value amount blockTimestamp transactionHash token{symbol}}"
        " pageInfo{hasNextPage endCursor}}}")
    yield "transfers of tokens", "{tokens(first: 100) {nodes{symbol transfers(first: 10) {nodes{id from to value}}}}}"
    yield "account, all", (
        f'{{account(address: "{A}") {{transfers(first: 100) {FIELDS} tokens(first: 100) {{nodes{{symbol}} totalCount{{value}}}}}}}}')
    yield "tokens by address", "{tokens(first: 100) {nodes{symbol}}}"
    yield "tokens by symbol", "{tokens(first: 100, orderBy: symbol) {nodes{symbol}}}"
    yield "tokens by symbol, last", "{tokens(last: 100, orderBy: symbol) {nodes{symbol}}}"
    yield "symbol", '{tokens(where: {symbol: "S77"}) {nodes{symbol}}}'
    yield "name_starts_with", '{tokens(where: {name_starts_with: "Name 77"}) {nodes{symbol}}}'
    yield "_meta", "{_meta{block{number} rows sources{incomplete}}}"


def nodes(plan):
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def explain(connection, field, number):
    """The plan without knowledge of the values, and the median of the times of 21 runs."""
    name = f"p{number}"
    arguments = ", ".join("'" + text.replace("'", "''") + "'" for text in field["parameters"])
    call = f"{name}({arguments})" if arguments else name
    connection.execute(f"PREPARE {name} AS {field['sql']}")
    plan = connection.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE {call}").fetchone()[0][0]
    times = []
    for _ in range(21):
        start = time.perf_counter()
        connection.execute(f"EXECUTE {call}").fetchall()
        times.append(time.perf_counter() - start)
    return plan, sorted(times)[10] * 1000, sorted(times)[20] * 1000


def pages(compiler, connection, count):
    """The time of a deep page of a busy token, behind a cursor."""
    query = f'query($c: String) {{tokenTransfers(first: 1000, after: $c, where: {{token: "{A}"}}) {{nodes{{id}} pageInfo{{endCursor}}}}}}'
    cursor, times, seen = None, [], 0
    while len(times) < 300:
        field = compiler.ask(query=query, variables={"c": cursor})["fields"][0]
        start = time.perf_counter()
        answer = json.loads(connection.execute(field["sql"], field["parameters"]).fetchone()[0])
        times.append((time.perf_counter() - start) * 1000)
        seen += len(answer["nodes"])
        cursor = answer["pageInfo"]["endCursor"]
        if cursor is None:
            break
    expected = connection.execute(
        "SELECT count(*) FROM token_transfers WHERE token_address = decode(lpad('1', 40, '0'), 'hex')").fetchone()[0]
    print(f"all pages of a token: {seen} of {expected} rows in {len(times)} pages, second {times[1]:.1f} ms,"
          f" last full {times[-3]:.1f} ms")
    return seen == expected


def check(server, compiler, count):
    connection = server.connect()
    fill(connection, count)
    # As the service has it: the costs of a bound of 10,000 rows are above the threshold, for no gain.
    connection.execute("SET jit = off")
    server.create_indexes(compiler.indexes.values())
    faults = 0
    for mode in ["force_generic_plan", "force_custom_plan"]:
        connection.execute(f"SET plan_cache_mode = {mode}")
        connection.execute("DEALLOCATE ALL")
        print(f"{mode}, {count} rows: median and worst of 21 runs in ms, pages read")
        for number, (name, query) in enumerate(cases(count)):
            answer = compiler.ask(query=query)
            if "errors" in answer:
                raise SystemExit(f"{name}: {answer}")
            faults += is_faulty(name, *explain(connection, answer["fields"][0], number))
    ok = pages(compiler, connection, count)
    print(f"plans: {faults} with a sequential scan of token_transfers or more than {MOST_PAGES} pages")
    return ok and faults == 0


def is_faulty(name, plan, median, worst):
    """Prints a line on a plan. It is faulty if it reads a whole table, or too many pages."""
    scans = [
        f"{node['Node Type']} {node.get('Index Name', '')}" for node in nodes(plan["Plan"])
        if node.get("Relation Name") == "token_transfers" and node["Node Type"] in ("Seq Scan", "Bitmap Heap Scan")]
    buffers = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
    print(f"  {name:32} {median:8.2f} {worst:8.2f} {buffers:7} {'; '.join(scans)}")
    return any("Seq Scan" in scan for scan in scans) or buffers > MOST_PAGES

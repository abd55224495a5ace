"""Exports of the same blocks by cryo in Parquet and by ethereum-etl in CSV."""

import csv

import pyarrow.parquet as pq

from records import SHOWN


def run(account, folder, options):
    if not options.exports:
        print("skipped the exports of a chain: --exports names no folder")
        return
    exports, same = options.exports, account.same
    wanted = by_place(account, folder, exports / "ethereum-etl_token_transfers.csv")
    found = {}
    for name in ("erc20_transfers", "erc721_transfers"):
        path = exports / f"ethereum__{name}__00000000_to_00000048.parquet"
        rows = by_place(account, folder, path)
        if found.keys() & rows.keys():
            account.fault(name, f"{sorted(found.keys() & rows.keys())[:5]} are in both files", path)
        found |= rows
        account.compare(f"{name} of cryo in CSV and Parquet", account.inspect(path.with_suffix(".csv")), path)
    wrong = [place for place in sorted(wanted.keys() | found.keys()) if wanted.get(place) != found.get(place)]
    if wrong:
        account.fault("transfers", f"{len(wrong)} differ. {wrong[0]}: {found.get(wrong[0])} instead of {wanted.get(wrong[0])}")
    tokens(account, exports)
    print(f"chain: {len(found)} transfers of {len(wanted)}, {account.same - same} comparisons the same", flush=True)


def by_place(account, folder, path):
    """The records of a file by their key. Of a large one they are read in parts, since etl shows only so many."""
    rows = {}
    for part in parts(folder, path):
        inspected = account.inspect(part)
        if inspected.problem or inspected.check["rejected"]:
            account.fault(path.name, inspected.problem or inspected.check["reasons"], part)
            continue
        for record in inspected.check["first_records"]:
            row = record["values"]
            rows[row["block_number"], row["log_index"]] = row
    return rows


def parts(folder, path):
    yield path
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        for start in range(SHOWN, len(table), SHOWN):
            pq.write_table(table.slice(start, SHOWN), folder / path.name)
            yield folder / path.name
        return
    with open(path, newline="") as file:
        header, *rows = csv.reader(file)
    for start in range(SHOWN, len(rows), SHOWN):
        with open(folder / path.name, "w", newline="") as file:
            csv.writer(file).writerows([header, *rows[start:start + SHOWN]])
        yield folder / path.name


def tokens(account, exports):
    """Cryo has a row of each token for each block, most of them before the token has a name."""
    path = exports / "ethereum__erc20_metadata__00000000_to_00000048.parquet"
    wanted, found = account.inspect(exports / "ethereum-etl_tokens.csv"), account.inspect(path)
    if wanted.problem or found.problem:
        account.fault("tokens", found.problem or wanted.problem, path)
        return
    last = {record["values"]["address"]: record["values"] for record in found.check["first_records"]}
    for record in wanted.check["first_records"]:
        row, token = record["values"], last.get(record["values"]["address"], {})
        if shown(row) != shown(token):
            account.fault("tokens", f"{token} instead of {row}", path)
        else:
            account.same += 1


def shown(row):
    """What both exports have of a token; cryo leaves out the blanks of names."""
    return row.get("symbol"), (row.get("name") or "").replace(" ", ""), row.get("decimals")

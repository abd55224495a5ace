"""Exports of the same blocks by cryo in Parquet and by ethereum-etl in CSV."""


def run(account, folder, options):
    if not options.exports:
        print("skipped the exports of a chain: --exports names no folder")
        return
    exports = options.exports
    same = account.same
    wanted = by_place(account, exports / "ethereum-etl_token_transfers.csv")
    found = {}
    for name in ("erc20_transfers", "erc721_transfers"):
        path = exports / f"ethereum__{name}__00000000_to_00000048.parquet"
        rows = by_place(account, path)
        for place in found.keys() & rows.keys():
            account.fault(name, f"{place} is in both files", path)
        found |= rows
        csv = account.inspect(path.with_suffix(".csv"))
        account.compare(f"{name} of cryo in CSV and Parquet", csv, path)
    for place in sorted(wanted.keys() | found.keys()):
        if wanted.get(place) != found.get(place):
            account.fault("transfers", f"{place}: {found.get(place)} instead of {wanted.get(place)}")
    tokens(account, exports)
    print(f"chain: {len(found)} transfers of {len(wanted)}, {account.same - same} files the same", flush=True)


def by_place(account, path):
    inspected = account.inspect(path)
    if inspected.problem or inspected.check["rejected"]:
        account.fault(path.name, inspected.problem or inspected.check["reasons"], path)
        return {}
    rows = [record["values"] for record in inspected.check["first_records"]]
    return {(row["block_number"], row["log_index"]): row for row in rows}


def tokens(account, exports):
    """Cryo has a row of each token for each block, most of them before the token has a name."""
    path = exports / "ethereum__erc20_metadata__00000000_to_00000048.parquet"
    csv = account.inspect(exports / "ethereum-etl_tokens.csv")
    cryo = account.inspect(path)
    if csv.problem or cryo.problem:
        account.fault("tokens", cryo.problem or csv.problem, path)
        return
    last = {}
    for record in cryo.check["first_records"]:
        last[record["values"]["address"]] = record["values"]
    for record in csv.check["first_records"]:
        row, found = record["values"], last.get(record["values"]["address"], {})
        fields = ["symbol", "name", "decimals"]
        if [row[field] for field in fields] != [found.get(field) for field in fields]:
            account.fault("tokens", f"{found} instead of {row}", path)
        else:
            account.same += 1

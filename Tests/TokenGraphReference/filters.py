"""The conditions of filters, and orders, over rows."""


def transfer_matches(row, where):
    def between(value, lower, upper):
        if lower in where and (value is None or value < where[lower]):
            return False
        return upper not in where or (value is not None and value < where[upper])

    for name in ["token", "from", "to"]:
        if name in where and row[name] != where[name]:
            return False
        if name + "_in" in where and row[name] not in where[name + "_in"]:
            return False
    if "account" in where and where["account"] not in (row["from"], row["to"]):
        return False
    if "transactionHash" in where and row["hash"] != where["transactionHash"]:
        return False
    if row["value"] < where.get("value_gte", 0) or row["value"] > where.get("value_lte", 2**256):
        return False
    return between(row["block"], "blockNumber_gte", "blockNumber_lt") and between(
        row["time"], "timestamp_gte", "timestamp_lt")


def token_matches(row, where):
    if "address_in" in where and row["address"] not in where["address_in"]:
        return False
    if "symbol" in where and row["symbol"] != where["symbol"]:
        return False
    return "name_starts_with" not in where or (row["name"] or "").startswith(where["name_starts_with"]) and (
        row["name"] is not None)


def token_sorted(rows, order, direction):
    rows = sorted(rows, key=lambda row: row["address"], reverse=direction == "desc")
    if order == "address":
        return rows
    named = [row for row in rows if row["symbol"] is not None]
    named.sort(key=lambda row: row["symbol"].encode("utf-8", "surrogatepass"), reverse=direction == "desc")
    return named + [row for row in rows if row["symbol"] is None]

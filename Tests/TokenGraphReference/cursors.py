"""Cursors: a version, a fingerprint of the list, and a position in its order."""

import base64


def fingerprint(parts):
    state = 0xCBF29CE484222325
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode("utf-8", "surrogatepass")
        for byte in len(data).to_bytes(8, "big") + data:
            state = (state ^ byte) * 0x100000001B3 % 2**64
    return state.to_bytes(8, "big")


def cursor(header, position):
    return base64.urlsafe_b64encode(b"\1" + header + position).rstrip(b"=").decode()


def transfer_header(owner, where, order, direction):
    parts = [*owner, order, direction]
    for name in ["token", "from", "to"]:
        if name in where:
            parts += [name, where[name]]
    for name in ["token_in", "from_in", "to_in"]:
        if name in where:
            items = sorted(set(where[name]))
            parts += [f"{name} {len(items)}", *items]
    if "account" in where:
        parts += ["account", where["account"]]
    if "transactionHash" in where:
        parts += ["transaction", where["transactionHash"].hex()]
    for name, own in [
        ("blockNumber_gte", "blockFrom"), ("blockNumber_lt", "blockBefore"), ("timestamp_gte", "timeFrom"),
        ("timestamp_lt", "timeBefore"), ("value_gte", "valueFrom"), ("value_lte", "valueTo"),
    ]:
        if name in where:
            parts += [own, where[name]]
    return fingerprint(parts)


def token_header(where, order, direction):
    parts = ["tokens", order, direction]
    if "address_in" in where:
        items = sorted(set(where["address_in"]))
        parts += [f"address_in {len(items)}", *items]
    for name in ["symbol", "name_starts_with"]:
        if name in where:
            parts += [name, where[name]]
    return fingerprint(parts)


def transfer_position(row):
    return row["block"].to_bytes(8, "big") + row["log"].to_bytes(4, "big")

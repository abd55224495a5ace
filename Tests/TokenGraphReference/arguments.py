"""Random arguments of fields: every filter, orders, pages in both directions, literals and variables."""

import json
import random
from datetime import datetime, timedelta, timezone

import oracle
from cursors import cursor, token_header, transfer_header, transfer_position
from filters import token_matches, transfer_matches


class Arguments:
    def __init__(self, rows, seed):
        self.rows, self.random = rows, random.Random(seed)

    def chance(self, probability):
        return self.random.random() < probability

    def argument(self, literal, type_, value):
        """A literal, or a variable with the value."""
        if not self.chance(0.3):
            return literal
        name = f"v{len(self.variables)}"
        if not type_.endswith("!") and self.chance(0.2):
            self.variables.append(f"${name}: {type_} = {literal}")
        else:
            self.variables.append(f"${name}: {type_}")
            self.values[name] = value
        return f"${name}"

    def arguments(self, type_, name, lists, owner):
        """The arguments as text, the owner and the lists that may be nested in the field."""
        rng = self.random
        if name == "token" and type_ == "Query":
            address = rng.choice([*self.rows.tokens, *self.rows.contracts])
            return f"(address: {self.bytes(address, 'Bytes!')})", None, lists
        if name == "account":
            address = rng.choice(self.rows.accounts)
            return f"(address: {self.bytes(address, 'Bytes!')})", address, lists
        if name == "tokenTransfer":
            row = rng.choice(self.rows.transfers)
            block, log = row["block"], row["log"] if self.chance(0.9) else -1
            log = self.argument(str(log), "Int!", log)
            return f"(blockNumber: {self.big(block, 'BigInt!')}, logIndex: {log})", None, lists
        if name == "tokenTransfers":
            return self.transfers(["transfers"], lambda row: True, lists), None, lists - 1
        if name == "transfers" and type_ == "Account":
            belongs = lambda row: owner in (row["from"], row["to"])
            return self.transfers(["transfers of an account", owner], belongs, lists), None, lists - 1
        if name == "transfers":
            return self.transfers(["transfers of a token"], lambda row: True, lists), None, lists - 1
        if name == "tokens" and type_ == "Account":
            connection = oracle.Account(self.rows, owner).tokens(None, first=10**6)
            return self.wrap(self.paging([edge["cursor"] for edge in connection.edges], lists)), None, lists - 1
        if name == "tokens":
            return self.tokens(lists), None, lists - 1
        return "", owner, lists

    def wrap(self, parts):
        self.random.shuffle(parts)
        return f"({', '.join(parts)})" if parts else ""

    def big(self, value, type_="BigInt"):
        text = self.random.choice([str(value), json.dumps(str(value)), json.dumps("00" + str(value))])
        return self.argument(text, type_, self.random.choice([value, str(value)]))

    def bytes(self, value, type_="Bytes"):
        text = self.random.choice([value.hex(), value.hex().upper()])
        return self.argument(f'"0x{text}"', type_, "0x" + text)

    def time(self, value):
        offset = self.random.choice([0, 0, 0, 90, -300])
        time = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(microseconds=value)
        text = time.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0")
        if 10 < time.year < 9990 and offset:
            zone = timezone(timedelta(minutes=offset))
            text = time.astimezone(zone).isoformat(timespec="microseconds")
        else:
            text = time.isoformat(timespec="microseconds").replace("+00:00", "Z")
        return self.argument(json.dumps(text), "DateTime", text)

    def paging(self, cursors, lists):
        rng, parts = self.random, []
        size = rng.choice([0, 1, 1, 2, 3, 5, 10] if lists < 3 else [0, 1, 2, 3, 10, 30, 100])
        if self.chance(0.9) or lists < 3:
            parts.append(f"{rng.choice(['first', 'first', 'last'])}: {self.argument(str(size), 'Int', size)}")
        for name in ["after", "before"]:
            if cursors and self.chance(0.3):
                text = rng.choice(cursors)
                parts.append(f"{name}: {self.argument(json.dumps(text), 'String', text)}")
        return parts

    def order(self, names, standard):
        order = self.random.choice(names)
        direction = self.random.choice(["asc", "desc"])
        parts = []
        if order != names[0] or self.chance(0.3):
            parts.append(f"orderBy: {order}")
        if direction != standard or self.chance(0.3):
            parts.append(f"orderDirection: {self.argument(direction, 'OrderDirection!', direction)}")
        return order, direction, parts

    def transfers(self, owner, belongs, lists):
        where, literal = self.transfer_filter(len(owner) == 1 and owner[0] == "transfers")
        order, direction, parts = self.order(["blockNumber", "timestamp"], "desc")
        header = transfer_header(owner, where, order, direction)
        matching = [row for row in self.rows.transfers if belongs(row) and transfer_matches(row, where)]
        cursors = [cursor(header, transfer_position(row)) for row in matching]
        if literal:
            parts.append(f"where: {literal}")
        return self.wrap(parts + self.paging(cursors, lists))

    def transfer_filter(self, needs_lead):
        rng, rows = self.random, self.rows
        row, where, fields = rng.choice(rows.transfers), {}, []

        def add(name, value, text):
            where[name] = value
            fields.append(f"{name}: {text}")

        def address(side):
            if self.chance(0.9) and row[side] is not None:
                return row[side]
            return rng.choice(rows.contracts if side == "token" else rows.accounts)

        for side in ["token", "from", "to"]:
            if self.chance(0.15):
                value = address(side)
                add(side, value, self.bytes(value))
            if self.chance(0.12):
                pool = rows.contracts if side == "token" else rows.accounts
                items = [address(side)] + [rng.choice(pool) for _ in range(rng.randrange(6))]
                items = [] if self.chance(0.05) else items
                add(side + "_in", items, "[" + ", ".join(self.bytes(item, "Bytes!") for item in items) + "]")
        if self.chance(0.15):
            value = address(rng.choice(["from", "to"]))
            add("account", value, self.bytes(value))
        if self.chance(0.1):
            add("transactionHash", row["hash"], self.bytes(row["hash"]))
        has_lead = bool(where)
        values = []
        for name in ["value_gte", "value_lte"]:
            if self.chance(0.12):
                value = rng.choice([row["value"], 0, 10**18, 2**256 - 1])
                values.append(name)
                add(name, value, self.big(value))
        bounded = needs_lead and values and not has_lead
        self.ranges(row, add, bounded)
        rng.shuffle(fields)
        return where, "{" + ", ".join(fields) + "}" if fields or self.chance(0.1) else ""

    def ranges(self, row, add, bounded):
        rng = self.random
        blocks = sorted([row["block"], rng.choice(self.rows.transfers)["block"]])
        times = [other["time"] for other in rng.sample(self.rows.transfers, 5) if other["time"] is not None]
        times = sorted(times + [row["time"] or 10**15, 10**15])
        by_block = bounded and self.chance(0.5)
        by_time = bounded and not by_block
        for name, value in [("blockNumber_gte", blocks[0]), ("blockNumber_lt", blocks[1])]:
            if by_block or self.chance(0.12):
                add(name, value, self.big(value))
        for name, value in [("timestamp_gte", times[0]), ("timestamp_lt", times[-1])]:
            if by_time or self.chance(0.12):
                value += rng.choice([0, 0, 1, -1]) if abs(value) < 10**16 else 0
                add(name, value, self.time(value))

    def tokens(self, lists):
        rng, rows, where, fields = self.random, self.rows, {}, []
        row = rng.choice(list(rows.tokens.values()))
        if self.chance(0.25):
            items = [rng.choice([*rows.tokens, *rows.contracts]) for _ in range(rng.randrange(8))]
            where["address_in"] = items
            fields.append("address_in: [" + ", ".join(self.bytes(item, "Bytes!") for item in items) + "]")
        if self.chance(0.2) and row["symbol"] is not None:
            where["symbol"] = row["symbol"]
            fields.append(f"symbol: {self.argument(json.dumps(row['symbol'], ensure_ascii=False), 'String', row['symbol'])}")
        if self.chance(0.2) and row["name"]:
            text = row["name"][: rng.choice([1, 2, len(row["name"])])]
            where["name_starts_with"] = text
            fields.append(f"name_starts_with: {self.argument(json.dumps(text, ensure_ascii=False), 'String', text)}")
        order, direction, parts = self.order(["address", "symbol"], "asc")
        header = token_header(where, order, direction)
        cursors = [cursor(header, token["address"]) for token in rows.tokens.values()
                   if token_matches(token, where)]
        if fields:
            rng.shuffle(fields)
            parts.append("where: {" + ", ".join(fields) + "}")
        return self.wrap(parts + self.paging(cursors, lists))

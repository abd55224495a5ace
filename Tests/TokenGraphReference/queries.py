"""Seeded random valid queries: aliases, fragments, variables, directives and merged fields."""

import json

from arguments import Arguments

LEAVES = {
    "Token": ["address", "symbol", "name", "decimals", "totalSupply", "blockNumber", "blockTimestamp", "blockHash"],
    "TokenTransfer": ["id", "tokenAddress", "from", "to", "value", "amount", "transactionHash", "logIndex", "blockNumber",
                      "blockTimestamp", "blockHash"],
    "Account": ["address"], "Meta": ["rows", "isInBulkPhase"], "Block": ["number", "timestamp"], "Sources": ["incomplete"],
    "PageInfo": ["startCursor", "endCursor", "hasNextPage", "hasPreviousPage"], "Count": ["value", "isExact"],
    "TokenEdge": ["cursor"], "TokenTransferEdge": ["cursor"], "TokenConnection": [], "TokenTransferConnection": [],
    "Query": [],
}
OBJECTS = {
    "Token": {"transfers": "TokenTransferConnection"}, "TokenTransfer": {"token": "Token"},
    "Account": {"transfers": "TokenTransferConnection", "tokens": "TokenConnection"},
    "Meta": {"block": "Block", "sources": "Sources"},
    "TokenEdge": {"node": "Token"}, "TokenTransferEdge": {"node": "TokenTransfer"},
    "TokenConnection": {"nodes": "Token", "edges": "TokenEdge", "pageInfo": "PageInfo", "totalCount": "Count"},
    "TokenTransferConnection": {"nodes": "TokenTransfer", "edges": "TokenTransferEdge", "pageInfo": "PageInfo",
                                "totalCount": "Count"},
    "Query": {"token": "Token", "tokens": "TokenConnection", "tokenTransfer": "TokenTransfer",
              "tokenTransfers": "TokenTransferConnection", "account": "Account", "_meta": "Meta"},
}


class Queries(Arguments):
    def query(self):
        """A query and its variables."""
        self.variables, self.values, self.fragments, self.used, self.names = [], {}, [], {}, 0
        self.budget = self.random.choice([5, 10, 20, 40])
        body = self.selection("Query", (), 3, None)
        name = self.random.choice(["", " Q"])
        definitions = f"({', '.join(self.variables)})" if self.variables else ""
        head = f"query{name}{definitions}" if name or definitions or self.chance(0.5) else ""
        return " ".join([head + body, *self.fragments]), self.values

    def selection(self, type_, path, lists, owner):
        leaves, objects = LEAVES[type_], OBJECTS.get(type_, {})
        parts = []
        for _ in range(self.random.choice([1, 2, 2, 3, 5] if type_ != "Query" else [1, 1, 1, 2, 3])):
            draw = self.random.random()
            fields = [name for name in objects if lists > 0 or name not in ("transfers", "tokens")]
            self.budget -= 1
            if self.budget < 0 and (leaves or parts):
                fields, draw = [], max(draw, 0.2)
            if draw < 0.06:
                parts.append("__typename" if self.chance(0.5) else f"{self.name('t')}: __typename")
            elif draw < 0.16 and type_ != "Query":
                parts.append(self.fragment(type_, path, lists, owner))
            elif fields and (not leaves or draw < 0.5):
                parts.append(self.object(type_, self.random.choice(fields), path, lists, owner))
            elif leaves:
                name = self.random.choice(leaves)
                parts.append(self.alias(0.2) + name + self.directive())
        return "{" + self.random.choice([" ", "\n", ", "]).join(parts or ["__typename"]) + "}"

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}" + ("x" * 70 if self.chance(0.02) else "")

    def alias(self, probability):
        return self.name("a") + ": " if self.chance(probability) else ""

    def directive(self):
        if not self.chance(0.08):
            return ""
        value = self.chance(0.5)
        text = self.argument(json.dumps(value), "Boolean!", value)
        return f" @{self.random.choice(['skip', 'include'])}(if: {text})"

    def fragment(self, type_, path, lists, owner):
        body = self.selection(type_, path, lists, owner)
        draw = self.random.random()
        if draw < 0.3:
            return f"...{self.directive()} {body}"
        if draw < 0.6:
            return f"... on {type_}{self.directive()} {body}"
        name = self.name("F")
        self.fragments.append(f"fragment {name} on {type_} {body}")
        return f"...{name}{self.directive()}"

    def object(self, type_, name, path, lists, owner):
        child = OBJECTS[type_][name]
        key = path + (name,)
        response = name
        if key in self.used and not self.chance(0.3) or self.chance(0.2):
            response = self.name("o")
            key = path + (response,)
        if key not in self.used:
            self.used[key] = self.arguments(type_, name, lists, owner)
        text, inner_owner, inner_lists = self.used[key]
        prefix = "" if response == name else f"{response}: "
        inner = self.selection(child, key, inner_lists, inner_owner)
        return f"{prefix}{name}{text}{self.directive()} {inner}"

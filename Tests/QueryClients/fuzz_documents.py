"""Random documents and variables: valid ones, mutated ones, and ones that are built to cost much."""

ROW = "{ id blockNumber logIndex from to value amount tokenAddress transactionHash blockHash token { symbol name } }"
PAGE = "pageInfo { startCursor endCursor hasNextPage hasPreviousPage } totalCount { value isExact }"

# Documents with the variables that fit them; `ADDRESS` stands for an address.
VALID = [
    ("{ __typename }", {}),
    ("{ _meta { rows block { number timestamp } sources { incomplete } } }", {}),
    (f"{{ tokenTransfers(first: 20) {{ nodes {ROW} {PAGE} }} }}", {}),
    ("query Q($a: Bytes!, $n: Int = 3) { token(address: $a) { symbol transfers(first: $n) { edges { cursor } } } }", {"a": "ADDRESS", "n": 5}),
    (f"query Account($a: Bytes!) {{ account(address: $a) {{ transfers(last: 9) {{ nodes {ROW} }} tokens {{ {PAGE} }} }} }}", {"a": "ADDRESS"}),
    ("query T($w: TokenFilter) { tokens(where: $w, orderBy: symbol, orderDirection: desc) { nodes { name } } }", {"w": {"name_starts_with": "T"}}),
    ("query($w: TokenTransferFilter) { tokenTransfers(where: $w, first: 7) { nodes { ...F } } } fragment F on TokenTransfer { id @include(if: true) }",
     {"w": {"blockNumber_gte": 1, "value_lte": "99999999999999999999", "token_in": ["ADDRESS"]}}),
    ("{ tokenTransfer(blockNumber: 15320643, logIndex: 1) { id } a: tokens(first: 1) { nodes { address } } }", {}),
    ("{ __schema { types { name fields { name args { name type { kind ofType { name } } } } } } }", {}),
]
TOKENS = [
    "{", "}", "(", ")", "[", "]", "!", "$", "...", "on", "@skip(if: true)", "@include(if: $x)", "query", "mutation", "subscription",
    "fragment", "null", "true", '""', '"""', "#", "\\", "\u0000", "\u2028", "\U0010ffff", "1e999", "-0", "0x", "_", "__typename", ":", "&", "|", "="]
NUMBERS = [0, -1, 1, 1000, 1001, 2**31 - 1, 2**31, -(2**63), 2**64, 10**77, 10**400, 1.5, 1e308, -0.0]
TEXTS = ["", "0x", "0x" + "f" * 40, "0x" + "0" * 64, "\u0000", "é" * 300, "\U0001f3ca", "A" * 20_000, "2022-08-08T23:06:52Z", "-", "%", "\ud800"]


class Documents:
    """Makes documents with the numbers of one generator."""

    def __init__(self, random, addresses):
        self.random, self.addresses = random, addresses

    def parameters(self):
        """The parameters of a request; sometimes wrong ones."""
        random = self.random
        if random.random() < 0.25:
            return {"query": self.costly(), "variables": self.value(2) if random.random() < 0.3 else None}
        query, variables = random.choice(VALID)
        variables = self.filled(variables)
        if random.random() < 0.5:
            query = self.mutated(query)
        if variables and random.random() < 0.4:
            variables[random.choice([*variables])] = self.value(3)
        parameters = {"query": query, "variables": variables}
        if random.random() < 0.1:
            parameters[random.choice(["query", "variables", "operationName", "extensions", "documentId", "other"])] = self.value(2)
        return parameters

    def filled(self, value):
        if isinstance(value, dict):
            return {name: self.filled(part) for name, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part) for part in value]
        return self.random.choice(self.addresses) if value == "ADDRESS" else value

    def mutated(self, text):
        """A text with some parts removed, doubled, swapped or inserted."""
        random = self.random
        for _ in range(random.randint(1, 4)):
            first, last = sorted(random.randint(0, len(text)) for _ in range(2))
            last = min(last, first + 30)
            text = random.choice([
                lambda: text[:first] + text[last:], lambda: text[:last] + text[first:],
                lambda: text[:first] + random.choice(TOKENS) + text[first:],
                lambda: text[:first] + text[first:last][::-1] + text[last:],
                lambda: text[:first] + random.choice(VALID)[0] + text[first:]])()
        return text

    def value(self, depth):
        """A value of JSON."""
        random = self.random
        kind = random.randrange(8 if depth else 6)
        if kind == 6:
            return [self.value(depth - 1) for _ in range(random.choice([0, 1, 3, 150]))]
        if kind == 7:
            return {random.choice(["where", "blockNumber_gte", "token_in", "", "é"]): self.value(depth - 1) for _ in range(3)}
        return random.choice([None, True, False, *NUMBERS]) if kind < 3 else random.choice([*TEXTS, *self.addresses])

    def costly(self):
        """A document that is large or deep; most break a limit."""
        n = self.random.choice([2, 15, 60, 300, 2000])
        return self.random.choice([
            lambda: "{ " + " ".join(f"a{i}: __typename" for i in range(n)) + " }",
            lambda: "{ " + " ".join(f"a{i}: tokens(first: 100) {{ nodes {{ name }} }}" for i in range(n)) + " }",
            lambda: "{ __typename " + "@skip(if: false) " * n + "}",
            lambda: "{ " + "...{ " * n + "__typename" + " }" * n + " }",
            lambda: "{ ...F0 } " + " ".join(f"fragment F{i} on Query {{ ...F{(i + 1) % n} }}" for i in range(n)),
            lambda: "{ ...F0 } " + " ".join(f"fragment F{i} on Query {{ ...F{i + 1} ...F{i + 1} }}" for i in range(n))
            + f" fragment F{n} on Query {{ __typename }}",
            lambda: "{ tokenTransfers(first: 9) { nodes { token { transfers { nodes " * min(n, 60) + "{ id }" + " } } } }" * min(n, 60) + " }",
            lambda: "{ __type(name: \"Query\") " + "{ fields { type " * n + "{ name }" + " } }" * n + " }",
            lambda: "{ tokens(where: {address_in: " + "[" * n + "]" * n + "}) { nodes { name } } }",
            lambda: "query(" + " ".join(f"$v{i}: [[[Int!]!]!]! = [[[{'9' * 50}]]]" for i in range(n)) + ") { __typename }",
            lambda: "{ tokens(after: \"" + "\\u0041" * n + "\") { nodes { name } } }",
            lambda: "# " + "comment " * n + "\n{ __typename }",
            lambda: " ".join("{ a: _meta { rows } b: _meta { b: rows rows: rows } }" for _ in range(n))])()

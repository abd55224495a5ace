"""A request for every filter that the service offers, with other keys each time."""

import random

from data import FIRST_BLOCK, LOGS_OF_BLOCK

NODES = (
    "{ nodes { id tokenAddress from to value transactionHash blockNumber blockTimestamp }"
    " pageInfo { endCursor hasNextPage } }")


class Keys:
    """Every second key is busy, the others are rare. Each has its turn."""

    def __init__(self, data, seed=1):
        self.data, self.random = data, random.Random(seed)

    def rank(self, number, highest):
        """Of the first 250, or of the later half."""
        return number // 2 % 250 + 1 if number % 2 == 0 else self.random.randint(highest // 2, highest)

    def token(self, number):
        return self.data.token(self.rank(number, self.data.contracts))

    def account(self, number):
        return self.data.account(self.rank(number, self.data.accounts))

    def several(self, key, number):
        """Ten keys, five of each sort."""
        return [key(number + offset) for offset in range(10)]

    def event(self):
        return self.random.randrange(self.data.rows)

    def blocks(self):
        """A range with 1 to 1,000 blocks."""
        first = self.random.randrange(self.data.blocks)
        return first, first + self.random.choice([1, 10, 100, 1000])


def cases(data):
    """Yields the name of a filter, a document, and a function from a number to variables."""
    keys = Keys(data)
    for name, type_, key in [
        ("token", "Bytes!", keys.token),
        ("token_in", "[Bytes!]", lambda number: keys.several(keys.token, number)),
        ("from", "Bytes!", keys.account),
        ("from_in", "[Bytes!]", lambda number: keys.several(keys.account, number)),
        ("to", "Bytes!", keys.account),
        ("to_in", "[Bytes!]", lambda number: keys.several(keys.account, number)),
        ("account", "Bytes!", keys.account),
        ("transactionHash", "Bytes!", lambda number: data.transaction(keys.event())),
    ]:
        query = f"query($key: {type_}) {{ tokenTransfers(first: 100, where: {{{name}: $key}}) {NODES} }}"
        yield name, query, lambda number, key=key: {"key": key(number)}
    yield from ranges(data, keys)
    yield from objects(data, keys)


def ranges(data, keys):
    def blocks(number):
        first, last = keys.blocks()
        return {"low": str(FIRST_BLOCK + first), "high": str(FIRST_BLOCK + last)}

    def times(number):
        first, last = keys.blocks()
        return {"low": data.time_of(first), "high": data.time_of(last)}

    for name, type_, variables in [("blockNumber", "BigInt", blocks), ("timestamp", "DateTime", times)]:
        query = (f"query($low: {type_}!, $high: {type_}!) {{ tokenTransfers(first: 100,"
                 f" where: {{{name}_gte: $low, {name}_lt: $high}}) {NODES} }}")
        yield f"{name} range", query, variables
    yield (
        "token, value_gte",
        "query($key: Bytes!, $value: BigInt!) {"
        f" tokenTransfers(first: 100, where: {{token: $key, value_gte: $value}}) {NODES} }}",
        # The highest value is 2^32 times 10^9. Some requests find nothing.
        lambda number: {"key": keys.token(number), "value": str(keys.random.choice([1, 10**18, 4 * 10**18, 5 * 10**18]))})


def objects(data, keys):
    yield (
        "account.tokens",
        "query($key: Bytes!) { account(address: $key) { tokens(first: 100) {"
        " nodes { address symbol decimals } totalCount { value isExact } } } }", lambda number: {"key": keys.account(number)})
    yield (
        "Token.transfers", f"query($key: Bytes!) {{ token(address: $key) {{ symbol transfers(first: 100) {NODES} }} }}",
        lambda number: {"key": keys.token(number)})
    yield (
        "tokens symbol", "query($key: String!) { tokens(where: {symbol: $key}) { nodes { address symbol name } } }",
        lambda number: {"key": f"T{keys.random.randrange(5500)}"})
    yield (
        "tokens name_starts_with",
        "query($key: String!) { tokens(first: 100, where: {name_starts_with: $key}) { nodes { address symbol name } } }",
        lambda number: {"key": f"Token {keys.random.randrange(1, 11000)}"[: keys.random.randint(5, 11)]})
    yield (
        "token(address)", "query($key: Bytes!) { token(address: $key) { address symbol name decimals totalSupply } }",
        lambda number: {"key": keys.token(number)})
    yield (
        "tokenTransfer(…)", "query($block: BigInt!, $log: Int!) { tokenTransfer(blockNumber: $block, logIndex: $log) {"
        " id value token { symbol } } }", lambda number: place(keys.event()))
    yield "_meta", "{ _meta { block { number timestamp } rows sources { incomplete } } }", lambda number: {}


def place(event):
    return {"block": str(FIRST_BLOCK + event // LOGS_OF_BLOCK), "log": event % LOGS_OF_BLOCK * 2 + 1}

"""The requests that the contestants answer."""

import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Workload:
    """One document, requested with one address after the other."""

    name: str
    # The root field.
    field: str
    variable: str
    query: str
    # The ranks of the tokens go from 1 to this one.
    keys: int

    def body(self, address, number=None):
        """The request for an address; one with a number differs from those with other numbers."""
        more = {} if number is None else {"extensions": {"number": number}}
        return json.dumps({"query": self.query, "variables": {self.variable: address}, **more})


def workloads(data, server):
    """The workloads for loaded data."""
    # Each page has a next one, so all have the same number of rows.
    busy = max(1, data.busy_tokens(server, transfers=100, most=1000))
    return [
        Workload(
            "page", "tokenTransfers", "token",
            "query Page($token: Bytes!) { tokenTransfers(first: 100, where: {token: $token}) {"
            " nodes { id tokenAddress from to value transactionHash blockNumber blockTimestamp }"
            " pageInfo { endCursor hasNextPage } } }", busy),
        Workload(
            "token", "token", "address",
            "query Token($address: Bytes!) { token(address: $address) { address symbol name decimals totalSupply } }", 1000),
    ]

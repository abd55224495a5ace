"""Clients that ask for as much as they may and read nothing: the memory stays within the limit of the service's manifests."""

import json
import socket
import time

from exchange import ask, request
from fuzz_memory import MemoryWatch, mebibytes

# What docker/kubernetes and docker/compose.yaml allow.
LIMIT = 128 << 20
CLIENTS = 100
SECONDS = 12
EDGES = "edges { cursor node { id tokenAddress from to value transactionHash logIndex blockNumber blockTimestamp blockHash } }"
# Ten pages of 1,000 rows: the most rows of a request.
DOCUMENT = "{ " + " ".join(f"a{place}: tokenTransfers(first: 1000) {{ {EDGES} }}" for place in range(10)) + " }"


def run(service, report):
    with MemoryWatch(service) as memory:
        clients = [deaf(service.port) for _ in range(CLIENTS)]
        time.sleep(SECONDS)
        for client in clients:
            client.close()
    most = max(memory.samples, default=0)
    report.check(0 < most <= LIMIT, f"{CLIENTS} clients that read nothing cost {mebibytes(most)}; {mebibytes(LIMIT)} is the limit")
    answer = ask(service.port, fields=[("Content-Type", "application/json")], body=b'{"query": "{ __typename }"}')
    report.check(service.is_alive() and answer, "the service does not answer afterwards")
    report.note(f"at most {mebibytes(most)}")


def deaf(port):
    """A client that has asked, and has little room for the answer."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(10)
    client.connect(("127.0.0.1", port))
    client.sendall(request("POST", "/graphql", [("Content-Type", "application/json")], json.dumps({"query": DOCUMENT}).encode()))
    return client

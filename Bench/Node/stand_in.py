"""A node that answers from memory: JSON-RPC over HTTP/1.1, with keep-alive and batches. Each block has 300 transfers of ERC-20 tokens.

usage: stand_in.py [--port PORT] [--blocks N] [--behind N] [--growing]

The blocks 0 to N are the same in every run. `finalized` is --behind blocks below the head. A growing chain gets a block a second.
Prints `ready PORT` once it answers. All logs are transfers, so it ignores topics and addresses. Hashes are not those of the contents.
"""

import argparse
import contextlib
import functools
import hashlib
import json
import random
import socketserver
import time

LOGS, LOGS_OF_TRANSACTION, TOKENS, ACCOUNTS = 300, 3, 1000, 50_000
# As geth writes it. Each log begins with a comma, so that blocks can be joined.
LOG = (
    ',{"address":"0x%s","topics":["0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef","0x%s","0x%s"],"data":"0x%064x",'
    '"blockNumber":"%#x","transactionHash":"%s","transactionIndex":"%#x","blockHash":"%s","blockTimestamp":"%#x","logIndex":"%#x",'
    '"removed":false}')
# What is the same in all headers and transactions.
HEADER = {
    "nonce": "0x" + "00" * 8, "mixHash": "0x" + "11" * 32, "sha3Uncles": "0x" + "22" * 32, "logsBloom": "0x" + "ff" * 256,
    "transactionsRoot": "0x" + "33" * 32, "stateRoot": "0x" + "44" * 32, "receiptsRoot": "0x" + "55" * 32, "miner": "0x" + "66" * 20,
    "difficulty": "0x0", "extraData": "0x", "size": "0x8000", "gasLimit": "0x2255100", "gasUsed": "0x1000000", "uncles": []}
QUANTITIES = dict.fromkeys(("nonce", "gas", "gasPrice", "value", "type", "v", "r", "s"), "0x1")
TRANSACTION = {**QUANTITIES, "from": "0x" + "77" * 20, "to": "0x" + "88" * 20, "input": "0x"}
CONSTANTS = {"eth_chainId": b'"0x1"', "net_version": b'"1"', "eth_uninstallFilter": b"true", "eth_call": b'"0x"'}


def digest(*place):
    """The hash of a block, or of a transaction in it."""
    return "0x" + hashlib.sha256(repr(place).encode()).hexdigest()


class Chain:
    """The blocks, and the methods that ask for them. Results are JSON, or pieces of it."""

    def __init__(self, blocks, behind, growing):
        self.blocks, self.behind, self.growing, self.begun = blocks, behind, growing, time.time()
        self.genesis, self.interval = (int(self.begun) - blocks, 1) if growing else (1_600_000_000, 12)
        draw = random.Random(1)
        self.tokens = [draw.randbytes(20).hex() for _ in range(TOKENS)]
        self.accounts = ["00" * 12 + draw.randbytes(20).hex() for _ in range(ACCOUNTS)]
        self.logs = functools.lru_cache(maxsize=1000 if growing else None)(self.logs)
        for number in range(0 if growing else blocks + 1):
            self.logs(number)

    @property
    def head(self):
        return self.blocks + (int(time.time() - self.begun) if self.growing else 0)

    def number(self, block):
        names = {"earliest": 0, "latest": self.head, "finalized": self.head - self.behind}
        return names[block] if block in names else int(block, 16)

    def logs(self, number):
        draw, own_hash, seconds = random.Random(number), digest(number), self.genesis + number * self.interval
        # Few tokens have most of the transfers.
        return "".join(
            LOG % (self.tokens[int(TOKENS * draw.random() ** 3)], *draw.choices(self.accounts, k=2), draw.getrandbits(80), number,
                   digest(number, index // LOGS_OF_TRANSACTION), index // LOGS_OF_TRANSACTION, own_hash, seconds, index)
            for index in range(LOGS)).encode()

    def block(self, name, whole=False):
        number = self.number(name)
        if not 0 <= number <= self.head:
            return b"null"
        place = {"blockNumber": hex(number), "blockHash": digest(number)}
        found = [digest(number, index) for index in range(LOGS // LOGS_OF_TRANSACTION)]
        if whole:
            found = [{"hash": own, "transactionIndex": hex(index), **place, **TRANSACTION} for index, own in enumerate(found)]
        parent, seconds = digest(number - 1) if number else "0x" + "00" * 32, hex(self.genesis + number * self.interval)
        own = {"number": hex(number), "hash": digest(number), "parentHash": parent, "timestamp": seconds, "transactions": found}
        return json.dumps({**own, **HEADER}).encode()

    def bounds(self, wanted):
        return [self.number(wanted.get(end, "latest")) for end in ("fromBlock", "toBlock")]

    def logs_of_range(self, first, last):
        if last > self.head:
            raise ValueError(-32602, "block range extends beyond current head block")
        pieces = [self.logs(number) for number in range(first, last + 1)]
        return [b"[", *(memoryview(piece)[1:] for piece in pieces[:1]), *pieces[1:], b"]"]

    def value(self, method, parameters):
        match method:
            case "eth_blockNumber": return b'"%#x"' % self.head
            case "eth_getBlockByNumber": return self.block(*parameters)
            case "eth_getLogs": return self.logs_of_range(*self.bounds(*parameters))
            # The name of a filter has its blocks.
            case "eth_newFilter": return b'"0x%08x%08x"' % tuple(self.bounds(*parameters))
            case "eth_getFilterLogs": return self.logs_of_range(*divmod(int(parameters[0], 16), 1 << 32))
            case _ if method in CONSTANTS: return CONSTANTS[method]
        raise ValueError(-32601, f"the method {method} does not exist")

    def answer(self, request):
        """The pieces of the answer to a request or a batch."""
        if isinstance(request, list):
            return [b"[", *[piece for one in request for piece in (b",", *self.answer(one))][1:], b"]"]
        head = b'{"jsonrpc":"2.0","id":%s,' % json.dumps(request["id"]).encode()
        try:
            value = self.value(request["method"], request.get("params", []))
        except ValueError as error:
            return [head, b'"error":{"code":%d,"message":"%s"}}' % (error.args[0], error.args[1].encode())]
        return [head, b'"result":', *(value if isinstance(value, list) else [value]), b"}"]


class Connection(socketserver.StreamRequestHandler):
    disable_nagle_algorithm, wbufsize = True, 1 << 16

    def handle(self):
        with contextlib.suppress(ConnectionError):
            while body := self.request_body():
                pieces = self.server.chain.answer(json.loads(body))
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % sum(map(len, pieces)))
                self.wfile.writelines(pieces)
                self.wfile.flush()

    def request_body(self):
        """Empty at the end of the connection."""
        length = 0
        while line := self.rfile.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        return self.rfile.read(length)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads, request_queue_size = True, True, 128


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for option, usual in (("--port", 0), ("--blocks", 1000), ("--behind", 0)):
        parser.add_argument(option, type=int, default=usual)
    parser.add_argument("--growing", action="store_true")
    options = parser.parse_args()
    with Server(("127.0.0.1", options.port), Connection) as server:
        server.chain = Chain(options.blocks, options.behind, options.growing)
        print("ready", server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()

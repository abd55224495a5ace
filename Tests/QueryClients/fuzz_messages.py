"""Random requests over HTTP: good ones, slow ones, cut ones, too large ones, and ones that are none."""

import dataclasses
import json
import urllib.parse

from exchange import request

BODY_LIMIT = 64 << 10
TYPES = [
    "application/json", "application/json; charset=utf-8", "application/json;charset=latin1", "text/plain", "APPLICATION/JSON", "", ";;;"]
ACCEPTS = [
    "application/json", "application/graphql-response+json", "*/*", "text/html", "application/*;q=0.1, */*;q=0", ";q=x", ",", "q=1;;,a/b;q=9e999"]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY", "PROPFIND"]
PATHS = [
    "/graphql", "/", "/page.js", "/graphql/", "//graphql", "/../graphql", "/%67raphql", "/graphql#x", "/livez", "*",
    "http://x/graphql", "/\u00e9", "/%00", "/" + "a" * 9000]
FIELDS = [
    ("Connection", "close"), ("Expect", "100-continue"), ("Origin", "http://a.b"), ("X", "y" * 9000), ("X", "\x01"), ("X", "\x7f"), ("", "x"),
    ("A b", "c"), ("Upgrade", "h2c"), ("Cookie", "é"), ("Content-Encoding", "gzip"), ("Host", "twice"), ("Accept-Encoding", "gzip"), ("TE", "trailers"),
    ("Content-Length", "99999999999999999999"), ("Transfer-Encoding", "gzip, chunked"), ("Range", "bytes=0-1"), ("If-None-Match", "*")]

# What no text of JSON has at any place, or not this deep and long.
NOISE = [
    b"\xff\xfe", b"\xed\xa0\x80", b"\x00", b"{", b'"', b"[" * 5000, b'{"a":' * 3000, b"1" * 3000, b"\\u", b"\xc0\xaf", b"\xef\xbb\xbf"]


@dataclasses.dataclass
class Message:
    """What is sent over a connection, and what may come back."""

    kind: str
    # Bytes, and the seconds to wait after them.
    pieces: list
    # The methods of the requests; each must be answered, unless the message is no HTTP.
    methods: list
    # Whether the server may refuse it as no HTTP, or close the connection instead of an answer.
    is_broken: bool = False
    # The names that the answers must have in their data, in this order.
    names: list = None

    @property
    def bytes(self):
        return b"".join(piece for piece, _ in self.pieces)


class Messages:
    """Makes messages with the numbers of one generator."""

    def __init__(self, random, documents):
        self.random, self.documents = random, documents
        self.kinds = [self.post] * 6 + [self.get] * 3 + [
            self.chunked, self.slow, self.pipelined, self.pipelined, self.truncated, self.too_large, self.odd, self.mutated, self.mutated]

    def next(self):
        return self.random.choice(self.kinds)()

    def body(self):
        """JSON; sometimes it is none, or no UTF-8."""
        random, body = self.random, json.dumps(self.documents.parameters()).encode()
        if random.random() < 0.2:
            place = random.randrange(len(body) + 1)
            body = body[:place] + random.choice(NOISE) + body[place + random.randrange(3):]
        return body[:BODY_LIMIT]

    def fields(self):
        random = self.random
        fields = [("Content-Type", random.choice(TYPES) if random.random() < 0.1 else TYPES[0])]
        if random.random() < 0.5:
            fields.append(("Accept", random.choice(ACCEPTS[:2] if random.random() < 0.7 else ACCEPTS)))
        return fields

    def post(self):
        return Message("post", [(request("POST", "/graphql", self.fields(), self.body()), 0)], ["POST"])

    def get(self):
        random, parameters = self.random, self.documents.parameters()
        pairs = {name: value if isinstance(value, str) else json.dumps(value) for name, value in parameters.items() if value is not None}
        query = urllib.parse.urlencode({name: value.encode("utf-8", "surrogatepass") for name, value in pairs.items()})
        if random.random() < 0.2:
            query = query.replace(random.choice("%=&+q2"), random.choice(["%", "%ff", "&&", "=", "%0", "+"]), 1)
        method = random.choice(["GET", "GET", "HEAD"])
        # The decoder refuses a target or a field above 16 KiB, and 32 KiB of all fields.
        return Message("get", [(request(method, f"/graphql?{query}", self.fields()), 0)], [method], is_broken=len(query) > 15_000)

    def chunks(self, body):
        """The pieces of a chunked body."""
        pieces = []
        while body:
            count = self.random.choice([1, 10, 1000, 40_000])
            pieces.append(b"%x%s\r\n%s\r\n" % (len(body[:count]), self.random.choice([b"", b"", b";a=b"]), body[:count]))
            body = body[count:] if len(pieces) < 300 else b""
        return pieces + [b"0\r\n\r\n"]

    def chunked(self):
        head = request("POST", "/graphql", [*self.fields(), ("Transfer-Encoding", "chunked")])
        return Message("chunked", [(head + b"".join(self.chunks(self.body())), 0)], ["POST"])

    def slow(self):
        message = self.random.choice([self.post, self.get, self.chunked])()
        data, pieces = message.bytes, []
        cuts = sorted(self.random.randrange(len(data) + 1) for _ in range(5))
        for first, last in zip([0, *cuts], [*cuts, len(data)]):
            pieces.append((data[first:last], self.random.random() * 0.05))
        return dataclasses.replace(message, kind="slow", pieces=pieces)

    def pipelined(self):
        """Several requests at once, of which each has a name of its own."""
        random, parts, methods, names = self.random, [], [], []
        for place in range(random.randint(2, 9)):
            name, method = f"p{place}", random.choice(["GET", "HEAD", "POST"])
            document = f"{{ {name}: __typename " + random.choice(["", "_meta { rows } ", "tokens(first: 3) { nodes { name } } "]) + "}"
            target = "/graphql" if method == "POST" else f"/graphql?query={urllib.parse.quote(document)}"
            body = json.dumps({"query": document}).encode() if method == "POST" else b""
            parts.append(request(method, target, [("Content-Type", "application/json")], body))
            methods.append(method)
            names.append(name)
        return Message("pipelined", [(b"".join(parts), 0)], methods, names=names)

    def truncated(self):
        message = self.random.choice([self.post, self.chunked, self.pipelined])()
        data = message.bytes[:self.random.randrange(1, len(message.bytes))]
        return Message("truncated", [(data, 0)], [*message.methods, "POST"], is_broken=True)

    def too_large(self):
        body = b'{"query": "' + b"x" * self.random.choice([BODY_LIMIT, 100_000, 1_000_000])
        if self.random.random() < 0.5:
            return Message("too large", [(request("POST", "/graphql", self.fields()[:1], body), 0)], ["POST"])
        head = request("POST", "/graphql", [*self.fields()[:1], ("Transfer-Encoding", "chunked")])
        pieces = [body[place:place + 0x4000] for place in range(0, len(body), 0x4000)]
        chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
        return Message("too large", [(head, 0), (chunks + b"0\r\n\r\n", 0)], ["POST"])

    def odd(self):
        """Any method, path and fields."""
        random, method = self.random, self.random.choice(METHODS)
        fields = [*self.fields(), *random.sample(FIELDS, random.randrange(3))]
        body = self.body()[:100] if random.random() < 0.5 else b""
        return Message("odd", [(request(method, random.choice(PATHS), fields, body), 0)], [method], is_broken=True)

    def mutated(self):
        """A message with some bytes changed anywhere."""
        random, data = self.random, bytearray(self.random.choice([self.post, self.chunked])().bytes)
        for _ in range(random.randint(1, 6)):
            place = random.randrange(min(len(data), random.choice([30, 300, 1 << 20])))
            data[place:place + random.randrange(3)] = random.choice([b"", b"\r\n", b"\x00", b" ", b":", b"\xff", bytes([random.randrange(256)])])
        return Message("mutated", [(bytes(data), 0)], ["POST"] * 9, is_broken=True)

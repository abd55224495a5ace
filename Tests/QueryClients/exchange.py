"""HTTP by hand: what is sent is under control to the byte, and answers are read strictly."""

import json
import re
import socket

STATUS = re.compile(rb"HTTP/1\.1 ([1-5][0-9]{2}) [\x20-\x7e]*")
FIELD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+): *([\x20-\x7e]*?) *")
JSON_TYPES = ("application/json; charset=utf-8", "application/graphql-response+json; charset=utf-8")
CONTINUE = 100
WITHOUT_BODY = (CONTINUE, 204, 304)


class Malformed(Exception):
    """An answer that breaks the rules of HTTP or JSON."""


class Answer:
    """The answer to a request."""

    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    def __getitem__(self, name):
        return self.fields.get(name, "")

    @property
    def is_json(self):
        return self["content-type"] in JSON_TYPES

    def json(self):
        """The value of the body, which has no name twice and no numbers that JSON lacks."""
        try:
            return json.loads(self.body.decode("utf-8"), object_pairs_hook=unique, parse_constant=refuse)
        except (ValueError, RecursionError) as error:
            raise Malformed(f"the body is no JSON: {error}: {self.body[:200]}") from None


def unique(pairs):
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError(f"a name is there twice: {[name for name, _ in pairs]}")
    return dict(pairs)


def refuse(constant):
    raise ValueError(f"{constant} is no JSON")


class Connection:
    """A connection to the service."""

    def __init__(self, port, patience=15):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=patience)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def end(self):
        """Says that nothing follows."""
        self.socket.shutdown(socket.SHUT_WR)

    def fill(self):
        data = self.socket.recv(1 << 16)
        self.buffer += data
        return bool(data)

    def answer(self, method="POST"):
        """The next answer; None if the server has closed the connection instead."""
        while True:
            answer = self.any_answer(method)
            if answer is None or answer.status != CONTINUE:
                return answer

    def any_answer(self, method):
        """The next answer, even one that only asks for the body."""
        while b"\r\n\r\n" not in self.buffer:
            if not self.fill():
                if self.buffer:
                    raise Malformed(f"the answer ends within its head: {self.buffer[:200]}")
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        status, fields = parse(head)
        length = 0
        if status == CONTINUE and fields:
            raise Malformed(f"the question for a body has fields: {head}")
        if method != "HEAD" and status not in WITHOUT_BODY:
            length = int(fields.get("content-length", "-1"))
            if length < 0:
                raise Malformed(f"the answer has no length: {head}")
        while len(self.buffer) < length:
            if not self.fill():
                raise Malformed(f"the body ends after {len(self.buffer)} of {length} bytes")
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return Answer(status, fields, body)


def parse(head):
    """The status and the fields of an answer's head."""
    first, *lines = head.split(b"\r\n")
    status = STATUS.fullmatch(first)
    fields = {}
    for line in lines:
        field = FIELD.fullmatch(line)
        if not field:
            raise Malformed(f"no field of a head: {line}")
        name = field[1].decode().lower()
        if name in fields:
            raise Malformed(f"the field {name} is there twice")
        fields[name] = field[2].decode()
    if not status:
        raise Malformed(f"no status line: {first}")
    return int(status[1]), fields


def request(method, target, fields=(), body=b""):
    """The bytes of a request. The length of the body is among the fields, unless they have it."""
    fields = [("Host", "localhost"), *fields]
    names = {name.lower() for name, _ in fields}
    if (body or method == "POST") and not names & {"content-length", "transfer-encoding"}:
        fields.append(("Content-Length", str(len(body))))
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields), "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body


def ask(port, method="POST", target="/graphql", fields=(), body=b""):
    """Sends one request over a connection of its own."""
    with Connection(port) as connection:
        connection.send(request(method, target, fields, body))
        return connection.answer(method)

"""Clients that send without an end: the service closes their connections, so that they cannot take all of them."""

import socket
import threading
import time

# A body may take 20 s, and a silent connection 60 s; the service looks at both from time to time.
LIMIT = 90
POST = b"POST /graphql HTTP/1.1\r\nHost: localhost\r\n"
JSON = b"Content-Type: application/json\r\n"

# What a client sends first, and then again and again.
CLIENTS = {
    "nothing": (b"", b""),
    "a head without an end": (b"GET /graphql HTTP/1.1\r\nHost: localhost\r\n", b"X: y\r\n"),
    "a body without an end": (POST + JSON + b"Content-Length: 50000\r\n\r\n", b" "),
    "chunks without an end": (POST + JSON + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a body that is too large, without an end": (POST + JSON + b"Content-Length: 5000000\r\n\r\n", b" "),
    "a body of a wrong type, without an end": (POST + b"Content-Type: text/plain\r\nContent-Length: 50000\r\n\r\n", b" "),
    "a body for another method, without an end": (b"PUT /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\n", b" "),
    "a body for another path, without an end": (b"POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}


class SlowClient(threading.Thread):
    """Sends a piece each five seconds, until the service closes the connection or the limit is over."""

    def __init__(self, port, first, piece):
        super().__init__(daemon=True)
        self.port, self.first, self.piece, self.is_closed = port, first, piece, False

    def run(self):
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            end = time.monotonic() + LIMIT
            try:
                connection.sendall(self.first)
                while time.monotonic() < end:
                    try:
                        if not connection.recv(1 << 16):
                            self.is_closed = True
                            return
                    except TimeoutError:
                        connection.sendall(self.piece)
            except OSError:
                self.is_closed = True


def run(service, report):
    clients = {name: SlowClient(service.port, *sent) for name, sent in CLIENTS.items()}
    for client in clients.values():
        client.start()
    for name, client in clients.items():
        client.join()
        report.check(client.is_closed, f"a client that sends {name} still has its connection after {LIMIT} s")
    report.note(f"{len(clients)} slow clients")

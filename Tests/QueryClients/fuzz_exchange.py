"""Sends messages to the service, and judges what comes back."""

import time

from answers import fault
from exchange import Connection, Malformed

# The most seconds of an answer for which the database does not work long.
PROMPT = 1.0
# A busy machine delays single answers, a defect all of them.
ATTEMPTS = 3
# No HTTP, and a head that is too long. The service takes URLs and fields of 16 KiB.
HEAD_REFUSALS = {400, 431}
LONG_HEAD = 16 << 10
PLAIN = {404: "text/plain; charset=utf-8", 405: "text/plain; charset=utf-8"}


class Exchange:
    """Sends messages over connections of its own, and keeps them while they can be used."""

    def __init__(self, port):
        self.port, self.connection = port, None
        self.slowest = 0.0
        self.statuses, self.is_head_refused = [], False

    def faults(self, message):
        """What is wrong with the answers to a message."""
        found, seconds = self.attempt(message)
        times = [seconds]
        while not found and times[-1] > PROMPT and len(times) < ATTEMPTS:
            self.close()
            found, seconds = self.attempt(message)
            times.append(seconds)
        self.slowest = max(self.slowest, min(times))
        if not found and min(times) > PROMPT:
            return f"each of {ATTEMPTS} answers took longer than {min(times):.2f} s"
        return found

    def attempt(self, message):
        """What is wrong, and the seconds between the last byte sent and the last answer."""
        self.statuses, self.is_head_refused, start = [], False, time.monotonic()
        try:
            connection = self.open(message)
            for piece, pause in message.pieces:
                connection.send(piece)
                time.sleep(pause)
            if message.is_broken:
                connection.end()
            start = time.monotonic()
            found = self.read(connection, message)
        except Malformed as error:
            found = str(error)
        except TimeoutError:
            found = "no answer within the patience of the client"
        except OSError as error:
            # A server that closes early resets what it has not read.
            self.is_head_refused = has_long_head(message)
            found = None if message.is_broken or self.is_head_refused else f"the connection broke: {error}"
        if found or message.is_broken or self.is_head_refused:
            self.close()
        seconds = time.monotonic() - start
        return found, 0 if 504 in self.statuses or self.is_head_refused else seconds

    def open(self, message):
        if self.connection is None:
            self.connection = Connection(self.port)
        return self.connection

    def close(self):
        if self.connection is not None:
            self.connection.socket.close()
            self.connection = None

    def read(self, connection, message):
        for place, method in enumerate(message.methods):
            answer = connection.answer(method)
            if answer is None:
                return None if message.is_broken else f"the server closed the connection instead of answer {place + 1}"
            self.statuses.append(answer.status)
            if is_refused_head(answer) and (message.is_broken or has_long_head(message)):
                # The rest of the message may wait until the server closes the connection.
                self.is_head_refused = True
                return None
            if found := answer_fault(method, answer, message.is_broken):
                return found
            if message.names and method != "HEAD":
                name, data = message.names[place], answer.json().get("data", {})
                # Requests are shed if too many wait.
                if name not in data and answer.status != 503:
                    return f"answer {place + 1} is not that of {name}: {answer.body[:200]}"
        return None if message.is_broken or not connection.buffer else f"bytes after the answers: {connection.buffer[:200]}"


def has_long_head(message):
    """Whether a message begins with a head that the service does not take."""
    return len(message.bytes.split(b"\r\n\r\n", 1)[0]) > LONG_HEAD


def is_refused_head(answer):
    """Whether the decoder of HTTP refuses a head, before the service sees the request."""
    return answer.status in HEAD_REFUSALS and not answer.body and answer["connection"] == "close"


def answer_fault(method, answer, is_broken):
    """What is wrong with one answer."""
    if answer.status == 204:
        return None if method == "OPTIONS" else f"no content for {method}"
    if answer.status in PLAIN and answer["content-type"] == PLAIN[answer.status]:
        return None
    if is_broken and answer.status == 200 and answer["content-security-policy"]:
        # A file of the page.
        return None
    if method == "HEAD":
        return None if answer.is_json and answer["content-length"].isdigit() else f"the head of an answer has the fields {answer.fields}"
    return fault(answer.status, answer.fields, answer.body)

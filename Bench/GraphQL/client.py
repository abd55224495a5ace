"""A client with one connection, which it keeps."""

import http.client
import json
import time

HEADERS = {"Content-Type": "application/json", "Accept": "application/graphql-response+json"}


class Client:
    """Services close idle connections, so a client is for requests that follow at once."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, body):
        """The data of an answer, and the seconds that it took."""
        start = time.perf_counter()
        self.connection.request("POST", "/graphql", body, HEADERS)
        response = self.connection.getresponse()
        text = response.read()
        seconds = time.perf_counter() - start
        try:
            answer = json.loads(text)
        except ValueError:
            answer = {"errors": text.decode(errors="replace")}
        if response.status != 200 or "errors" in answer:
            raise SystemExit(f"HTTP {response.status} for {body}: {answer.get('errors')}")
        return answer["data"], seconds

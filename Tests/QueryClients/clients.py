"""Clients of the package gql, one for each of its transports over HTTP. Each fetches the schema and checks with it."""

import asyncio
import contextlib

from gql import Client
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.httpx import HTTPXAsyncTransport, HTTPXTransport
from gql.transport.requests import RequestsHTTPTransport

# All that introspection can ask for beyond the default.
EVERYTHING = dict(
    descriptions=True, specified_by_url=True, directive_is_repeatable=True, schema_description=True,
    input_value_deprecation=True, input_object_one_of=True)

SYNCHRONOUS = {"requests": RequestsHTTPTransport, "httpx": HTTPXTransport}
ASYNCHRONOUS = {"aiohttp": AIOHTTPTransport, "asynchronous httpx": HTTPXAsyncTransport}


def client(transport, url):
    return Client(
        transport=transport(url=url), fetch_schema_from_transport=True, introspection_args=EVERYTHING,
        execute_timeout=30)


def session(url, transport="requests"):
    """A session that keeps its connection."""
    return client(SYNCHRONOUS[transport], url)


@contextlib.contextmanager
def fetched(url, transport):
    """A client of the transport that has fetched the schema, and a function that executes requests."""
    if transport in SYNCHRONOUS:
        made = client(SYNCHRONOUS[transport], url)
        with made as open:
            yield made, open.execute
        return
    with asyncio.Runner() as runner:
        made = client(ASYNCHRONOUS[transport], url)
        open = runner.run(made.connect_async())
        try:
            yield made, lambda request: runner.run(open.execute(request))
        finally:
            runner.run(made.close_async())

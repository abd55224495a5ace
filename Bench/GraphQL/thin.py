"""What a thin service in Python achieves: it passes on the JSON of the same statements, and reads no GraphQL.

The yardstick for `graphql`, run by uvicorn with uvloop and httptools. THIN_PLANS names a file with the statements, and
THIN_RESET is 1 if the pool resets connections after each use, as asyncpg does by itself.
"""

import json
import os
from contextlib import asynccontextmanager

import asyncpg
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

MEDIA_TYPE = "application/graphql-response+json"
# Text of the log to what asyncpg sends for a parameter of a type.
READERS = {"bytea": lambda text: bytes.fromhex(text[2:]), "int8": int, "int4": int, "text": str, "numeric": str}


async def keep(connection):
    """Leaves a connection as it is: statements change no settings. The pool's own way is a reset after each use."""


@asynccontextmanager
async def lifespan(app):
    size = int(os.environ["THIN_CONNECTIONS"])
    reset = None if os.environ["THIN_RESET"] == "1" else keep
    async with asyncpg.create_pool(os.environ["THIN_DATABASE"], min_size=size, max_size=size, reset=reset) as pool:
        app.state.pool = pool
        with open(os.environ["THIN_PLANS"]) as file:
            app.state.plans = {plan["query"]: plan for plan in json.load(file)}
        for plan in app.state.plans.values():
            async with pool.acquire() as connection:
                types = (await connection.prepare(plan["statement"])).get_parameters()
            readers = [READERS[type_.name] for type_ in types]
            plan["parameters"] = {
                address: [read(value) for read, value in zip(readers, values)]
                for address, values in plan["parameters"].items()}
        yield


async def answer(request):
    body = json.loads(await request.body())
    plan = request.app.state.plans[body["query"]]
    parameters = plan["parameters"][body["variables"][plan["variable"]]]
    text = await request.app.state.pool.fetchval(plan["statement"], *parameters)
    return Response(f'{{"data":{{"{plan["field"]}":{text}}}}}', media_type=MEDIA_TYPE)


async def ready(request):
    return Response()


app = Starlette(
    routes=[Route("/graphql", answer, methods=["POST"]), Route("/ready", ready)], lifespan=lifespan)

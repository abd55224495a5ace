"""The private servers that `etl` has started."""

import pathlib


def settings(state):
    """The settings that name the servers which run in the folder of a state."""
    state = pathlib.Path(state)
    broker, database = ((state / server / "password").read_text().split()[0] for server in ("rabbitmq", "postgres"))
    broker_port = (state / "rabbitmq/running").read_text().split()[1]
    database_port = (state / "postgres/data/postmaster.pid").read_text().splitlines()[3]
    return {"RABBITMQ_URL": f"amqp://etl:{broker}@127.0.0.1:{broker_port}/",
            "DATABASE_URL": f"postgresql://etl:{database}@127.0.0.1:{database_port}/etl"}

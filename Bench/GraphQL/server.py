"""The private PostgreSQL of the bench."""

import subprocess

from private_postgres import OWNER, PrivatePostgres

DATABASE = "etl"


class Server(PrivatePostgres):
    """A running server with an empty database: `with Server() as server`."""

    settings = {
        "timezone": "UTC", "shared_buffers": "256MB", "max_wal_size": "4GB", "maintenance_work_mem": "256MB",
        # The bench vacuums the data itself.
        "autovacuum": "off",
        # The statements of the service are read from this log.
        "logging_collector": "on", "log_destination": "jsonlog", "log_filename": "server.log", "log_rotation_size": "0",
    }

    def __init__(self):
        super().__init__("bench-graphql.")

    def prepare(self):
        self.psql("-c", f"CREATE DATABASE {DATABASE}", database="postgres")

    @property
    def log(self):
        return self.folder / "data/log/server.json"

    @property
    def process_id(self):
        return self.process.pid

    def url(self, user=OWNER):
        """The address of the database, with the password: never print it."""
        return f"postgresql://{user}:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def psql(self, *arguments, database=DATABASE, **options):
        """The rows that psql prints for a statement (`-c`), a file (`-f`) or standard input, stripped."""
        command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port), "-U", OWNER]
        return subprocess.run(
            [*command, "-d", database, *arguments], check=True, stdout=subprocess.PIPE, text=True, env=self.environment,
            **options).stdout.strip()

"""Ports on 127.0.0.1."""

import socket


def free_port():
    """A port that is free now; nothing reserves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

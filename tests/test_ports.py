"""Servers of tests listen where the kernel gives no ports to others."""

import socket

from support import process


def test_a_server_keeps_its_port_while_it_is_away():
    ports = {process.free_port() for _ in range(100)}
    assert max(ports) < process.first_ephemeral_port()
    assert len(ports) > 50
    with socket.socket() as client:  # any port
        client.bind(("127.0.0.1", 0))
        assert client.getsockname()[1] >= process.first_ephemeral_port()

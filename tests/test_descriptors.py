"""The limit of open files: whatever it is, the server works or says why it does not start."""

import os
import resource
import socket

import pytest

from support import process, tables
from support.clients import make_client
from support.process import Server
from support.values import S
from support.wire import Wire

pytestmark = pytest.mark.own_server

EXIT_SECONDS_MAX = 60
THREADS = 2
LOWEST = 47  # that is enough for two threads
ATTEMPTS = 1000


def limited(count):
    return {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))}


def limited_server(path, count):
    return Server(path / "data", "--threads", THREADS, **limited(count))


def open_files(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


@pytest.mark.parametrize("count", [4, 8, 12, 16, 20, 24, 32, 40, 46])
def test_a_limit_that_is_too_low_is_said(tmp_path, count):
    server = Server(tmp_path / "data", "--threads", THREADS, **limited(count)).spawn()
    status = server.process.wait(EXIT_SECONDS_MAX)
    assert status > 0, f"ended by signal {-status}:\n{server.log}"
    if count > 8:  # with fewer not even the program's libraries can be opened
        assert f"The limit of open files ({count}) is too low for 2 threads" in server.log
        assert "ulimit -n" in server.log
    assert not server.data.exists()


def test_too_many_threads_for_the_limit_are_said(tmp_path):
    server = Server(tmp_path / "data", "--threads", 100, **limited(256)).spawn()
    assert server.process.wait(EXIT_SECONDS_MAX) > 0
    assert "The limit of open files (256) is too low for 100 threads" in server.log


@pytest.mark.parametrize("count", [LOWEST, 64, 256, 1024])
def test_writes_go_on_while_connections_take_all_they_can(tmp_path, count):
    with limited_server(tmp_path, count) as server:
        client = make_client(server.url, connections=1)
        names = [tables.create(client)]
        wire = Wire(server.url)
        held = []
        for number in range(ATTEMPTS):
            connection = socket.socket()
            connection.settimeout(process.STOP_SECONDS_MAX)
            connection.connect((wire.host, wire.port))
            held.append(connection)
            if number % 100 == 0:
                names.append(tables.create(client))
            client.put_item(TableName=names[-1], Item={"pk": S(str(number)), "v": S("x" * 10_000)})
        assert open_files(server) < count
        for connection in held:
            connection.close()
        found = sum(client.scan(TableName=name, Select="COUNT")["Count"] for name in names)
        assert found == ATTEMPTS
        assert "no more commits" not in server.log
    assert process.run("check", server.data).returncode == 0

"""Without io_uring, as in most containers, the server works and says what it does instead."""

import concurrent.futures

import pytest

from support import seccomp, tables
from support.clients import make_client

MISSING = "the kernel gives no io_uring"

pytestmark = pytest.mark.own_server


def put_and_get(server):
    client = make_client(server.url)
    name = tables.create(client)

    def one(number):
        key = {tables.HASH_NAME: {"S": str(number)}}
        client.put_item(TableName=name, Item=key)
        return client.get_item(TableName=name, Key=key, ConsistentRead=True)["Item"] == key

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(100)))


def test_a_container_that_forbids_it_is_told(server_of_own):
    server = server_of_own(preexec_fn=lambda: seccomp.refuse(seccomp.IO_URING_SETUP))
    put_and_get(server)
    (line,) = [line for line in server.log.splitlines() if MISSING in line]
    assert "(Operation not permitted)" in line
    assert "by a call of its own" in line


@pytest.mark.skipif(not seccomp.gives_rings(), reason="the kernel gives no io_uring here")
def test_where_it_is_there_nothing_is_told(server_of_own):
    server = server_of_own()
    put_and_get(server)
    assert MISSING not in server.log

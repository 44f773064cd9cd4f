"""A damaged log is refused by its name, and dropped if that is asked for."""

import shutil

from support import process, tables
from support.clients import make_client

ITEMS = 200


def killed_store(tmp_path):
    """The data directory of a server that was killed, and the name of its table."""
    data = tmp_path / "data"
    server = process.Server(data).start()
    client = make_client(server.url)
    table = tables.create(client)
    server.stop()
    server.start()
    for i in range(ITEMS):
        client.put_item(TableName=table, Item={"pk": {"S": str(i)}, "text": {"S": "x" * 500}})
    server.kill()
    return data, table


def newest_log(data):
    return max((log for log in data.glob("*.log") if log.read_bytes().strip(b"\0")),
               key=lambda log: log.name)


def flip_a_bit(log):
    contents = bytearray(log.read_bytes())
    contents[len(contents.rstrip(b"\0")) // 2] ^= 1
    log.write_bytes(contents)


def files_of(data):
    return {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}


def test_a_flipped_bit(tmp_path):
    data, table = killed_store(tmp_path)
    log = newest_log(data)
    flip_a_bit(log)
    before = files_of(data)

    for _ in range(2):  # a refusal changes nothing, so the second start is as the first
        refused = process.run("serve", "--data", data, "--listen", "127.0.0.1:0")
        assert refused.returncode != 0
        assert log.name in refused.stderr and "damaged" in refused.stderr
        assert files_of(data) == before
    checked = process.run("check", data)
    assert checked.returncode != 0
    assert log.name in checked.stdout + checked.stderr

    with process.Server(data, "--drop-damaged-logs") as server:
        client = make_client(server.url)
        found = {item["pk"]["S"] for page in client.get_paginator("scan").paginate(TableName=table)
                 for item in page["Items"]}
        assert found == {str(i) for i in range(len(found))} and len(found) < ITEMS
        assert "dropped: " in server.log
        assert (data / "dropped" / log.name).read_bytes() == before[log.name]
        client.put_item(TableName=table, Item={"pk": {"S": "after"}})
    with process.Server(data) as server:  # nothing is missed any more
        assert make_client(server.url).get_item(TableName=table, Key={"pk": {"S": "after"}})["Item"]


def test_current_that_is_gone(tmp_path):
    data, table = killed_store(tmp_path)
    current = (data / "CURRENT").read_bytes()
    (data / "CURRENT").unlink()
    before = files_of(data)
    for _ in range(2):
        refused = process.run("serve", "--data", data, "--listen", "127.0.0.1:0")
        assert refused.returncode != 0 and "CURRENT" in refused.stderr
        assert files_of(data) == before
    (data / "CURRENT").write_bytes(current)
    with process.Server(data) as server:
        assert make_client(server.url).scan(TableName=table, Select="COUNT")["Count"] == ITEMS


def test_a_lock_file_that_is_gone(tmp_path):
    data, _ = killed_store(tmp_path)
    copy = tmp_path / "copy"
    shutil.copytree(data, copy)
    with process.Server(copy):
        (copy / "LOCK").unlink()
        second = process.run("serve", "--data", copy, "--listen", "127.0.0.1:0")
        assert second.returncode != 0 and "in use by another process" in second.stderr

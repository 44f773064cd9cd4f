"""Few file descriptors, and connections and tables that want all of them: those who are connected
go on writing, and at absurdly low limits there is a clear error.
"""

import contextlib
import itertools
import json
import resource
import socket

import watched
from faults import LOST, REFUSED
from support import tables
from support.clients import make_client
from support.values import S
from support.wire import Wire

TOO_FEW = (8, 63)  # an error is fine: at the start, or of each write
JUST_ENOUGH = (64, 80)
ENOUGH = (64, 160)  # from here on the server must start, and go on taking writes
CONNECTIONS = 300
TABLES = 40
ROUNDS = 12
WRITES = 60  # of a round; some MB, so that logs and tables are made
VALUE_BYTES = 40_000
CONFIGURATION = "[store]\nmemory_mb = 64\nwrite_buffer_mb = 1\n"
NUMBERS = itertools.count()
REFUSALS = ("LimitExceededException", "ServiceUnavailable", "ResourceInUseException")


def attack(chance, place, report):
    limit = chance.randint(*chance.choice([TOO_FEW, JUST_ENOUGH, ENOUGH]))
    arguments = ["--config", watched.configuration(place, CONFIGURATION)]
    data = place / "data"
    report.tried()
    server = watched.make(data, *arguments, preexec_fn=lambda: resource.setrlimit(
        resource.RLIMIT_NOFILE, (limit, limit))).spawn()
    try:
        if watched.wait_for_start(report, server):
            written = use_up(chance, server, limit, report)
            watched.stop(report, server)
        else:
            refusal(server, limit, report)
            written = {}
    finally:
        if server.process.poll() is None:
            server.kill()
    with watched.running(report, data, *arguments) as server:  # with as many as it likes
        check(make_client(server.url), written, report)
    watched.check_sound(report, data)


def refusal(server, limit, report):
    said = server.log.strip()
    if limit >= ENOUGH[0] or not said or server.process.returncode == 0:
        report.fault(REFUSED, f"{limit} descriptors: status {server.process.returncode}: {said}")


def use_up(chance, server, limit, report):
    """Takes connections and tables while one client writes; returns what it was told is there."""
    wire, written, names = Wire(server.url), {}, []
    held = wire.connect()  # from before there was any need

    def call(operation, request):
        report.tried()
        try:
            return wire.post(json.dumps(request), operation, connection=held)
        except OSError as error:
            watched.check_alive(report, server)
            report.over(REFUSED, f"{limit} descriptors, {operation} on a connection that was "
                                 f"there: {error!r}")

    names.append(create(call, limit, report))
    if names == [None]:
        return written
    with contextlib.ExitStack() as stack:
        for _ in range(ROUNDS):
            for _ in range(chance.randrange(CONNECTIONS // ROUNDS * 2)):
                connect(stack, wire)
            for _ in range(chance.randrange(TABLES // ROUNDS * 2)):
                names.append(create(call, limit, report))
            write(chance, call, [name for name in names if name], written, limit, report)
            watched.check_alive(report, server)
    for name in filter(None, names):
        put(call, name, f"after-{name}", 10, written, limit, report)
    held.close()
    return written


def connect(stack, wire):
    """One more connection, whether the server takes it or not."""
    connection = stack.enter_context(socket.socket())
    connection.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        connection.connect((wire.host, wire.port))


def create(call, limit, report):
    """A new table's name, None if it is refused, which it may be: with an error that says so."""
    request = tables.create_request()
    answer = call("CreateTable", request)
    if answer.status == 200:
        return request["TableName"]
    if limit >= ENOUGH[0] and (answer.error not in REFUSALS or not answer.message):
        report.fault(REFUSED, f"{limit} descriptors, CreateTable: {answer.status} "
                              f"{answer.body[:300]}")
    return None


def put(call, table, key, size, written, limit, report):
    item = {"pk": S(key), "v": S(str(next(NUMBERS)).ljust(size, "x"))}  # never twice the same
    answer = call("PutItem", {"TableName": table, "Item": item})
    if answer.status == 200:
        written.setdefault(table, {})[key] = item
    elif answer.error == "ResourceNotFoundException":
        pass  # the table is still being made
    elif limit >= ENOUGH[0] or not answer.error:
        report.over(REFUSED, f"{limit} descriptors, PutItem: {answer.status} {answer.body[:300]}")
    else:
        # Refused, and in doubt: the check does not know this key any more.
        written.get(table, {}).pop(key, None)


def write(chance, call, names, written, limit, report):
    for _ in range(WRITES):
        put(call, chance.choice(names), str(chance.randrange(1000)), VALUE_BYTES, written, limit,
            report)


def check(client, written, report):
    for table, items in written.items():
        found = {}
        for page in client.get_paginator("scan").paginate(TableName=table):
            found |= {item["pk"]["S"]: item for item in page["Items"]}
        lost = [key for key, item in items.items() if found.get(key) != item]
        if lost:
            report.fault(LOST, f"{table} has lost {len(lost)} of {len(items)} items: {lost[:5]}")

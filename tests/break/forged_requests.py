"""Signatures that are not right, heads that two servers would read in two ways, connections that
are reset or never get through their handshake: nothing of it is accepted, and the server stays.
"""

import signal
import socket
import struct
import threading

import smuggled
import watched
from forgery import FORGERIES
from faults import UNANSWERED, WRONG
from support import tables
from support.clients import make_client
from support.values import S
from support.wire import Wire

KEY = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
FORGED = 150
SMUGGLED = 60
RESETS = 3000
TOGETHER = 200  # a few times what one thread handles together
HANDSHAKES = 100
CONFIGURATION = f"""
auth = "required"
[[credentials]]
access_key_id = "{KEY[0]}"
secret_access_key = "{KEY[1]}"
account_id = "123456789012"
"""


def attack(chance, place, report):
    arguments = ["--config", watched.configuration(place, CONFIGURATION)]
    with watched.running(report, place / "data", *arguments) as server:
        wire = Wire(server.url, *KEY)
        table = tables.create(make_client(server.url, *KEY))
        wire.call("PutItem", {"TableName": table, "Item": {"pk": S("1")}})
        for send in (forge, smuggle, reset):
            send(chance, wire, table, report)
            still_served(server, wire, table, report)
        reset_together(server, wire, table, report)
        still_served(server, wire, table, report)
    with watched.running(report, place / "data", *arguments, "--tls", tls=True) as server:
        wire = Wire(server.url, *KEY)
        shake_hands(chance, wire, report)
        still_served(server, wire, table, report)


def still_served(server, wire, table, report):
    """And nothing was changed by what was not accepted."""
    watched.check_alive(report, server)
    answer = wire.call("Scan", {"TableName": table})
    if answer.status != 200:
        report.over(UNANSWERED, f"a right request after wrong ones: {answer.status} {answer.body}")
    if answer.json["Count"] != 1:
        report.over(WRONG, f"a request without a right signature changed the table: {answer.body}")


def forge(chance, wire, table, report):
    request = {"TableName": table, "Key": {"pk": S("1")}}
    for _ in range(FORGED):
        how = chance.choice(FORGERIES)
        report.tried()
        try:
            what, answer = how(chance, wire, "GetItem", request)
        except TimeoutError:
            report.over(UNANSWERED, f"forged by {how.__name__}")
        if answer.status < 400 or answer.status >= 500:
            report.fault(WRONG, f"forged by {how.__name__} ({what}): {answer.status} "
                                f"{answer.body[:200]}")


def smuggle(chance, wire, table, report):
    for _ in range(SMUGGLED):
        how = chance.choice(smuggled.HEADS)
        request = {"TableName": table, "Key": {"pk": S("1")}}
        name, data = how(chance, wire.request_bytes("GetItem", request))
        report.tried()
        try:
            answers = smuggled.answers(wire, data)
        except TimeoutError:
            report.over(UNANSWERED, f"the connection stays open after {name}")
        if b"HTTP/1.1 2" in answers:
            report.fault(WRONG, f"{name} is accepted: {answers[:300]}")


def reset(chance, wire, table, report):
    """Connections that end in the middle of a request or of its answer, some at the same time."""
    data = wire.request_bytes("GetItem", {"TableName": table, "Key": {"pk": S("1")}})

    def some(cuts):
        for cut in cuts:
            try:
                with wire.socket() as connection:
                    reset_when_closed(connection)
                    connection.sendall((data * 2)[:cut])
            except ConnectionError:
                pass  # the server was faster, or it is gone, which is found out afterwards

    cuts = [chance.randrange(2 * len(data) + 1) for _ in range(RESETS)]
    threads = [threading.Thread(target=some, args=(cuts[first::3],)) for first in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report.tried(RESETS)


def reset_when_closed(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def reset_together(server, wire, table, report):
    """Connections that are reset after their requests, all of which the server finds at once."""
    data = wire.request_bytes("GetItem", {"TableName": table, "Key": {"pk": S("1")}})
    connections = [wire.socket() for _ in range(TOGETHER)]
    wire.send("GET", "/-/ready")  # which is answered after they were accepted
    server.process.send_signal(signal.SIGSTOP)
    for connection in connections:
        connection.sendall(data)
        reset_when_closed(connection)
        connection.close()
    server.process.send_signal(signal.SIGCONT)
    report.tried(TOGETHER)


def shake_hands(chance, wire, report):
    """Half a handshake, a wrong one, or none; some connections wait until the end."""
    hello = bytes.fromhex("16030100c8010000c40303") + chance.randbytes(194)
    kept = []
    for _ in range(HANDSHAKES):
        connection = socket.create_connection((wire.host, wire.port))
        data = bytearray(hello[:chance.randrange(len(hello))])
        if data and chance.random() < 0.5:
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            connection.sendall(data)
        except ConnectionError:
            pass
        kept.append(connection)
        if chance.random() < 0.7:
            kept.pop(chance.randrange(len(kept))).close()
    for connection in kept:
        connection.close()
    report.tried(HANDSHAKES)

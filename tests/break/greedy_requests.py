"""Requests that are costly for their size: others are answered meanwhile, and memory and processor
time stay in proportion to the bytes that were sent.
"""

import concurrent.futures
import http.client
import os
import pathlib
import signal
import subprocess
import threading
import time

import greedy_bodies
import watched
from faults import REFUSED, UNANSWERED, WRONG
from support import tables
from support.clients import make_client
from support.values import S
from support.wire import Answer, Wire

REQUESTS = 6
THREADS = (1, 2)  # of the server; as many greedy requests at a time
ITEMS = 3  # large ones, for what is searched in them
OTHERS = 4
TICKS = os.sysconf("SC_CLK_TCK")
# Processor time, which a busy machine does not stretch. All of what a server may do for one client
# before it looks at another is far below the first; the others are what any linear work takes.
STARVED_SECONDS_MAX = 2
STARVED_SECONDS_END = 15  # after which nobody waits for the answer any more
SECONDS_MAX = 2
SECONDS_PER_BYTE_MAX = 1e-6
STOPPED_AFTER_SECONDS = 0.3  # when it is at it, if it takes so long
STOP_SECONDS_MAX = 2  # after a second SIGTERM
MEMORY_BYTES_MAX = 64 << 20
MEMORY_PER_BYTE_MAX = 16


class Usage:
    """Of a process: processor time, memory now and at most."""

    def __init__(self, pid):
        self.root = pathlib.Path("/proc") / str(pid)

    def seconds(self):
        fields = (self.root / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self, member):
        for line in (self.root / "status").read_text().splitlines():
            if line.startswith(member + ":"):
                return int(line.split()[1]) << 10
        raise KeyError(member)

    def forget_peak(self):
        (self.root / "clear_refs").write_text("5")


class Others:
    """Clients that want little, each time over a new connection, while something greedy runs."""

    def __init__(self, server, table, usage):
        self.server, self.usage = server, usage
        self.data = Wire(server.url).request_bytes(
            "GetItem", {"TableName": table, "Key": {"pk": S("small")}},
            headers=[("Connection", "close")])
        self.answered, self.longest = 0, 0.0
        self.last = usage.seconds()
        self.lock, self.over = threading.Lock(), threading.Event()

    def run(self):
        wire = Wire(self.server.url)
        while not self.over.is_set():
            try:
                with wire.socket() as connection:
                    connection.settimeout(watched.SECONDS_MAX)
                    connection.sendall(self.data)
                    head = connection.recv(100)
                    while connection.recv(10_000):
                        pass
                with self.lock:
                    self.answered += head.startswith(b"HTTP/1.1 200")
                    self.mark()
            except OSError:
                return  # the process is gone

    def starved(self):
        """Processor time since one of the others was answered."""
        return self.usage.seconds() - self.last

    def mark(self):
        now = self.usage.seconds()
        self.longest = max(self.longest, now - self.last)
        self.last = now


def attack(chance, place, report):
    threads = chance.choice(THREADS)
    with watched.running(report, place / "data", "--threads", threads) as server:
        table = tables.create(make_client(server.url))
        wire = Wire(server.url)
        for number in range(ITEMS):
            wire.call("PutItem", {"TableName": table, "Item": {
                "pk": S(str(number)), "v": S("a" * greedy_bodies.TEXT_BYTES)}})
        wire.call("PutItem", {"TableName": table, "Item": {"pk": S("small")}})
        for make in chance.sample(greedy_bodies.BODIES, REQUESTS):
            operation, body = make(chance, table)
            name = f"{make.__name__}, {operation} of {len(body)} bytes, {threads} at a time"
            beset(server, table, wire, operation, [body] * threads, name, report)
        if chance.random() < 0.3:
            operation, body = chance.choice(greedy_bodies.BODIES)(chance, table)
            stop_at_once(server, wire, operation, body, report)


def send(wire, operation, body):
    """The answer, or what happened instead of one."""
    connection = http.client.HTTPConnection(wire.host, wire.port, timeout=watched.SECONDS_MAX)
    try:
        connection.request("POST", "/", body=body, headers=wire.signed_headers(body, operation))
        return Answer(connection.getresponse())
    except (OSError, http.client.HTTPException) as error:
        return error
    finally:
        connection.close()


def beset(server, table, wire, operation, bodies, name, report):
    usage = Usage(server.process.pid)
    usage.forget_peak()
    memory, seconds, size = usage.memory("VmRSS"), usage.seconds(), sum(map(len, bodies))
    others = Others(server, table, usage)
    with concurrent.futures.ThreadPoolExecutor(OTHERS + len(bodies)) as pool:
        small = [pool.submit(others.run) for _ in range(OTHERS)]
        greedy = [pool.submit(send, wire, operation, body) for body in bodies]
        while concurrent.futures.wait(greedy, timeout=watched.POLL_SECONDS).not_done:
            if server.process.poll() is None and others.starved() > STARVED_SECONDS_END:
                server.kill()  # which ends all clients
        answers = [one.result() for one in greedy]
        if any(isinstance(answer, TimeoutError) for answer in answers):
            server.kill()
        others.over.set()
    for one in small:
        one.result()
    report.tried(len(bodies))
    if server.killed:
        report.over(UNANSWERED, f"{name}: nobody is answered; {others.answered} others were before")
    for answer in answers:
        judge(answer, name, report, server)
    others.mark()
    seconds = usage.seconds() - seconds
    memory = usage.memory("VmHWM") - memory
    report.tried(others.answered)
    if others.longest > STARVED_SECONDS_MAX * len(bodies):
        report.fault(UNANSWERED, f"{name}: nobody else was answered for {others.longest:.1f} s of "
                                 f"processor time; {others.answered} others were in all")
    if seconds - others.answered * 0.001 > SECONDS_MAX + size * SECONDS_PER_BYTE_MAX:
        report.fault(WRONG, f"{name}: {seconds:.1f} s of processor time")
    if memory > MEMORY_BYTES_MAX + size * MEMORY_PER_BYTE_MAX:
        report.fault(WRONG, f"{name}: {memory >> 20} MiB of memory")


def judge(answer, name, report, server):
    watched.alive(report, server)
    if isinstance(answer, Exception):
        # A body that is too large may be refused before it was sent whole.
        watched.check_alive(report, server)
    elif answer.status >= 500:
        report.fault(REFUSED, f"{name}: {answer.status} {answer.body[:200]}")


def stop_at_once(server, wire, operation, body, report):
    """A second SIGTERM waits for nothing, however greedy what is being done."""
    usage = Usage(server.process.pid)
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        begun, answer = usage.seconds(), pool.submit(send, wire, operation, body)
        while not answer.done() and usage.seconds() - begun < STOPPED_AFTER_SECONDS:
            time.sleep(watched.POLL_SECONDS)
        for _ in range(2):
            server.process.send_signal(signal.SIGTERM)
        before = now = usage.seconds()
        while now - before < STOP_SECONDS_MAX:
            try:
                server.process.wait(watched.POLL_SECONDS)
                break
            except subprocess.TimeoutExpired:
                now = usage.seconds()
        report.tried()
        ended = server.process.poll() is not None
        if ended:
            watched.alive(report, server)
            server.killed = True  # as it was told to
        else:
            server.kill()
            report.fault(UNANSWERED, f"a second SIGTERM does not end it while it does {operation}")

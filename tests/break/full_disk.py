"""A small disk that is filled by the store and by others, emptied, and must be taken into use again
without a restart.
"""

import contextlib
import os
import random
import shutil
import subprocess
import time

import watched
from faults import LOST, REFUSED
from support import tables
from support.clients import make_client
from support.values import S
from support.wire import Wire

DISK_MB = (64, 96)
VALUE_BYTES = (1_000, 60_000)
ROUNDS = 6  # of writes and reads on the disk that is full
REQUESTS = 30  # of each of them
PAUSE_SECONDS = 2  # between them, at most: what is written now and then meets the full disk, too
AGAIN_TRIES_MAX = 600  # writes that may be refused once there is room again
AGAIN_PAUSE_SECONDS = 0.1  # what flushes and compacts meanwhile needs some time
AGAIN_BYTES = 16 << 20  # written afterwards: more than any reserve that the store had kept


@contextlib.contextmanager
def disk(chance, place, report):
    """A mounted file system of some megabytes, None where mounting is not allowed."""
    mounted, size = place / "disk", chance.randint(*DISK_MB)
    mounted.mkdir()
    if chance.random() < 0.5 or shutil.which("mkfs.ext4") is None:
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}m", "stator-break", mounted]
    else:
        image = place / "image"
        with image.open("wb") as file:
            file.truncate(size << 20)
        subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", image], check=True)
        command = ["mount", "-o", "loop", image, mounted]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        report.skipped = f"mount: {done.stderr.strip()}"
        yield None
        return
    try:
        yield mounted
    finally:
        subprocess.run(["umount", "--lazy", mounted], check=True)


class Items:
    """What was acknowledged: key → value, and the keys whose last request was refused."""

    def __init__(self, wire, table, report):
        self.wire, self.table, self.report = wire, table, report
        self.acknowledged, self.in_doubt = {}, set()
        self.made = 0

    @staticmethod
    def value(key, size):
        return random.Random(key).randbytes(size // 2).hex()

    def put(self, size):
        """The answer's status. Every key is new, so that a refused one is there whole or not."""
        self.made += 1
        key = str(self.made)
        answer = self.wire.call("PutItem", {"TableName": self.table, "Item": {
            "pk": S(key), "v": S(self.value(key, size))}})
        self.report.tried()
        if answer.status == 200:
            self.acknowledged[key] = size
        else:
            self.in_doubt.add(key)
            self.explained(answer)
        return answer.status

    def delete(self, key):
        answer = self.wire.call("DeleteItem", {"TableName": self.table, "Key": {"pk": S(key)}})
        self.report.tried()
        if answer.status == 200:
            self.acknowledged.pop(key, None)
            self.in_doubt.discard(key)
        else:
            self.acknowledged.pop(key, None)
            self.in_doubt.add(key)
            self.explained(answer)
        return answer.status

    def explained(self, answer):
        """A refusal is one of the service's errors and says why."""
        if answer.status not in (400, 500, 503) or not answer.error or not answer.message:
            self.report.fault(REFUSED, f"status {answer.status}: {answer.body[:200]}")

    def read(self, key):
        answer = self.wire.call("GetItem", {"TableName": self.table, "Key": {"pk": S(key)},
                                            "ConsistentRead": True})
        self.report.tried()
        if answer.status != 200:
            self.report.fault(REFUSED, f"a read is refused: {answer.status} {answer.body[:200]}")
        elif answer.json.get("Item", {}).get("v") != S(self.value(key, self.acknowledged[key])):
            self.report.fault(LOST, f"acknowledged item {key} is not there")

    def check(self, url):
        """All of it, by a scan."""
        found = {}
        for page in make_client(url).get_paginator("scan").paginate(TableName=self.table):
            found |= {item["pk"]["S"]: item["v"]["S"] for item in page["Items"]}
        lost = [key for key, size in self.acknowledged.items()
                if found.get(key) != self.value(key, size)]
        if lost:
            self.report.fault(LOST, f"{len(lost)} of {len(self.acknowledged)} acknowledged items "
                                    f"are gone: {lost[:5]}")
        strangers = found.keys() - self.acknowledged.keys() - self.in_doubt
        if strangers:
            self.report.fault(LOST, f"deleted items are back: {sorted(strangers)[:5]}")


def attack(chance, place, report):
    with disk(chance, place, report) as mounted:
        if mounted is not None:
            attack_on(chance, place, mounted, report)


def attack_on(chance, place, mounted, report):
    data, log = mounted / "data", place / "server.log"
    with watched.running(report, data, log=log) as server:
        wire = Wire(server.url)
        names = [tables.create(make_client(server.url)) for _ in range(2)]
        full, other = (Items(wire, name, report) for name in names)
        for _ in range(20):
            other.put(1000)
        fill(chance, full)
        beset(chance, server, mounted, full, report)
        if chance.random() < 0.3:  # power fails while the disk is full
            full.check(server.url)
            server.kill()
            return restart(data, log, full, other, report)
        make_room(chance, server, full, report)
        write_again(server, other, report)
        other.check(server.url)
    return restart(data, log, full, other, report)


def fill(chance, items):
    while items.put(chance.randint(*VALUE_BYTES)) == 200:
        pass


def beset(chance, server, mounted, items, report):
    """Writes, deletes and reads on the full disk, of which another takes the last bytes, too."""
    filler = mounted / "of-another"
    for _ in range(ROUNDS):
        if chance.random() < 0.5:
            fill_from_outside(filler)
        for _ in range(REQUESTS):
            items.put(chance.randint(*VALUE_BYTES))
            if items.acknowledged:
                items.read(chance.choice(list(items.acknowledged)))
        if chance.random() < 0.3 and items.acknowledged:
            items.delete(chance.choice(list(items.acknowledged)))
        for operation in ("CreateTable", "DeleteTable"):  # which flush, delete files, and say so
            answer = items.wire.call(operation, tables.create_request("of-the-full-disk")
                                     if operation == "CreateTable"
                                     else {"TableName": "of-the-full-disk"})
            if answer.status != 200:
                items.explained(answer)
        time.sleep(chance.uniform(0, PAUSE_SECONDS))
        watched.check_alive(report, server)
        if chance.random() < 0.5:
            filler.unlink(missing_ok=True)
    filler.unlink(missing_ok=True)


def fill_from_outside(filler):
    with filler.open("ab", buffering=0) as file:
        block = os.urandom(1 << 20)
        while block:
            try:
                file.write(block)
            except OSError:
                block = block[:len(block) // 2]


def make_room(chance, server, items, report):
    """Deletes all items, or the table, however often it is refused at first."""
    if chance.random() < 0.5:
        for key in sorted({*items.acknowledged, *items.in_doubt}, key=int):
            until_taken(lambda key=key: items.delete(key), "DeleteItem", server, report)
        return
    wire = items.wire

    def delete_table():
        report.tried()
        answer = wire.call("DeleteTable", {"TableName": items.table})
        return 200 if answer.error == "ResourceNotFoundException" else answer.status

    until_taken(delete_table, "DeleteTable", server, report)
    items.table = None


def write_again(server, items, report):
    """So much that the store must have got back the room of what was deleted."""
    for number in range(AGAIN_BYTES // VALUE_BYTES[1]):
        until_taken(lambda: items.put(VALUE_BYTES[1]), f"PutItem, after {number} that were taken,",
                    server, report)


def until_taken(send, name, server, report):
    for _ in range(AGAIN_TRIES_MAX):
        if send() == 200:
            return
        watched.check_alive(report, server)
        time.sleep(AGAIN_PAUSE_SECONDS)
    report.over(REFUSED, f"{name} is still refused after {AGAIN_TRIES_MAX} tries with room on the "
                         f"disk:\n{watched.tail(server)}")


def restart(data, log, full, other, report):
    with watched.running(report, data, log=log) as server:
        wire = Wire(server.url)
        for items in (full, other):
            items.wire = wire
            if items.table is not None:
                items.check(server.url)
    watched.check_sound(report, data)

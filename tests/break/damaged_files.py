"""Each file of a store that is not running is damaged in each way: the start on what is left is a
refusal that names the file and changes nothing, or everything acknowledged is there, or the log
says what was dropped.
"""

import hashlib
import re
import shutil

import watched
from damage import DAMAGES, damage
from faults import ABORTED, LOST, REFUSED, WRONG
from support import process, tables
from support.clients import make_client
from support.indexes import definitions, index
from support.values import N, S
from support.wire import Wire

DAMAGED = 8  # copies of one store
LIVES = 3  # servers that wrote the store, one after the other: tables, then logs
WRITES = (20, 250)  # of each life
KEYS = 300
VALUE_BYTES = (10, 4000)
STARTED_AGAIN = 0.3  # of the servers that started
INDEX = "numbers"
CONFIGURATION = "[store]\nmemory_mb = 64\nwrite_buffer_mb = 1\n"


class Known:
    """What was acknowledged, table by table: key → item. A table that was deleted is not there."""

    def __init__(self):
        self.tables = {}

    def write(self, chance, wire):
        """One write, in one of the ways there are."""
        name = chance.choice(list(self.tables))
        items = self.tables[name]
        key = str(chance.randrange(KEYS))
        if chance.random() < 0.2:
            answer = wire.call("DeleteItem", {"TableName": name, "Key": {"pk": S(key)}})
            items.pop(key, None)
        else:
            item = {"pk": S(key), "n": N(chance.randrange(20)),
                    "v": S(chance.randbytes(chance.randint(*VALUE_BYTES) // 2).hex())}
            answer = wire.call("PutItem", {"TableName": name, "Item": item})
            items[key] = item
        assert answer.status == 200, answer.body


def make_store(chance, place, report, arguments):
    """A stopped server's data directory with tables and logs, and what must be in it."""
    data, known = place / "store", Known()
    for _ in range(LIVES):
        with watched.running(report, data, *arguments) as server:
            client, wire = make_client(server.url), Wire(server.url)
            known.tables[tables.create(client)] = {}
            known.tables[tables.create(
                client, AttributeDefinitions=definitions(pk="S", n="N"),
                GlobalSecondaryIndexes=[index(INDEX, ["n"])])] = {}
            for _ in range(chance.randint(*WRITES)):
                known.write(chance, wire)
            if chance.random() < 0.7:
                server.kill()
    return data, known


def state(directory):
    """Every file and what it holds; the lock and the info log may change at any start."""
    return {str(path.relative_to(directory)):
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "directory"
            for path in directory.rglob("*")
            if path.name != "LOCK" and not path.name.startswith("LOG")}


def attack(chance, place, report):
    arguments = ["--config", watched.configuration(place, CONFIGURATION)]
    data, known = make_store(chance, place, report, arguments)
    check_second_server(place, report, data, known, arguments)
    for number in range(DAMAGED):
        copy = place / f"copy-{number}"
        shutil.copytree(data, copy)
        names = damage(copy, chance.choice(DAMAGES), chance)
        if names is None:
            shutil.rmtree(copy)
            continue
        report.tried()
        before = report.wrong
        Trial(report, copy, names, arguments).run(chance, known)
        if report.wrong == before:
            shutil.rmtree(copy)


class Trial:
    """One damaged store."""

    def __init__(self, report, data, damaged, arguments):
        self.report, self.data, self.arguments = report, data, arguments
        self.what, self.names = damaged  # in words, and the files' names
        self.sound = False  # what `check` said

    def fault(self, kind, text):
        said = ", and check says sound" if self.sound else ""
        self.report.fault(kind, f"{self.what}{said}: {text}")

    def run(self, chance, known):
        before = state(self.data)
        self.check()
        self.unchanged(before, "check")
        server = watched.make(self.data, *self.arguments).spawn()
        try:
            if watched.wait_for_start(self.report, server):
                found = self.compare(server, known)
                watched.stop(self.report, server)
                if chance.random() < STARTED_AGAIN:
                    self.start_again(found)
            else:
                self.refusal(server)
                self.unchanged(before, "the refused start")
                self.start_after_refusal(known)
        finally:
            if server.process.poll() is None:
                server.kill()

    def check(self):
        finished = process.run("check", self.data, errors="replace")
        if finished.returncode < 0:
            self.fault(ABORTED, f"check ended with {finished.returncode}: "
                                        f"{finished.stderr[-500:]}")
        self.sound = finished.returncode == 0

    def unchanged(self, before, by):
        after = state(self.data)
        changed = sorted(name for name in before.keys() | after.keys()
                         if before.get(name) != after.get(name))
        if changed:
            self.fault(WRONG, f"{by} changed {changed}")

    def refusal(self, server):
        """One line says why, with the name of the file."""
        lines = [line for line in server.log.splitlines() if line.strip()]
        if not any(name in line for name in self.names for line in lines):
            self.fault(REFUSED, f"the refusal does not name the file: {lines[-3:]}")

    def start_after_refusal(self, known):
        """A second start is refused, too, and changes nothing either, or has everything."""
        self.what += ", at the second start"
        before = state(self.data)
        server = watched.make(self.data, *self.arguments).spawn()
        try:
            if watched.wait_for_start(self.report, server):
                self.compare(server, known)
            else:
                self.unchanged(before, "the refused start")
        finally:
            if server.process.poll() is None:
                server.kill()

    def start_again(self, found):
        """What is there after one start is there after the next."""
        self.what += ", started again"
        with watched.running(self.report, self.data, *self.arguments) as server:
            self.compare(server, found)

    def compare(self, server, known):
        """Tells what is missing without a word; returns what is there."""
        found, lost = Known(), []
        for table, items in known.tables.items():
            found.tables[table] = {}
            for key, is_there in read(server, table, items).items():
                if is_there is not None:
                    found.tables[table][key] = is_there
                if is_there != items.get(key):
                    lost.append((table, key))
        watched.check_alive(self.report, server)
        said = re.search(r"\bdropped\b", server.log)
        if lost and not said:
            self.fault(LOST, f"{len(lost)} items are not as they were acknowledged, without a "
                             f"word: {lost[:3]}\n{watched.tail(server)}")
        elif said and self.sound:
            self.fault(WRONG, f"the start dropped something:\n{watched.tail(server)}")
        return found


def read(server, table, items):
    """Each key that is there or should be, and its item, None if it is not there. What is answered
    with an error is no silent loss: it is left out.
    """
    wire = Wire(server.url)
    found, refused = scan(wire, table)
    if not refused:
        by_index, refused_index = scan(wire, table, IndexName=INDEX)
        if not refused_index and by_index != found:
            found |= {f"by index: {key}": None for key in found.keys() ^ by_index.keys()}
        return {key: found.get(key) for key in found.keys() | items.keys()}
    for key in items:
        answer = wire.call("GetItem", {"TableName": table, "Key": {"pk": S(key)}})
        if answer.status == 200:
            found[key] = answer.json.get("Item")
        elif answer.error == "ResourceNotFoundException":
            found[key] = None
        else:
            found.pop(key, None)
    return found


def scan(wire, table, **request):
    """Items by key, and whether a page was refused."""
    request["TableName"], found = table, {}
    while True:
        answer = wire.call("Scan", request)
        if answer.status != 200:
            return found, True
        found |= {item["pk"]["S"]: item for item in answer.json["Items"]}
        if "LastEvaluatedKey" not in answer.json:
            return found, False
        request["ExclusiveStartKey"] = answer.json["LastEvaluatedKey"]


def check_second_server(place, report, data, known, arguments):
    """A store without its lock file is not taken by a second server while the first one runs."""
    copy = place / "two-servers"
    shutil.copytree(data, copy)
    report.tried()
    with watched.running(report, copy, *arguments) as server:
        (copy / "LOCK").unlink()
        second = watched.make(copy, *arguments).spawn()
        if watched.wait_for_start(report, second):
            second.kill()
            report.fault(WRONG, "a second server starts in the same directory, its LOCK deleted")
            server.kill()
            return
        Trial(report, copy, ("LOCK deleted under a server", ["LOCK"]), arguments).compare(
            server, known)
    shutil.rmtree(copy)

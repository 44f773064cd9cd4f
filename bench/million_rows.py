#!/usr/bin/env python3
"""A table of a million items: loaded, queried, scanned, indexed while others read and write.

    .venv/bin/python bench/million_rows.py                    # starts build/release/stator
    .venv/bin/python bench/million_rows.py --rows 100000

Prints, for each phase, how long it took, the server's memory, and how long the other clients
waited for their answers. What was read is compared with what was loaded.
"""

import argparse
import collections
import concurrent.futures
import json
import multiprocessing
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests"))

from support import process, tables  # noqa: E402
from support.clients import make_client  # noqa: E402
from support.wire import Wire  # noqa: E402

LOADERS = 16
SEGMENTS = 8
OTHERS = 4
THINK_SECONDS = 0.005  # between two requests of one of the others: they are people, not a load
QUIET_OPERATIONS = 2000  # of the others, before anything happens
BATCH = 25
PARTITION_ROWS = 100
COLOURS = 20
CUSTOMERS = 5000
QUERIES = 1000
TABLE = "million"
INDEX = {"IndexName": "by-customer", "Projection": {"ProjectionType": "ALL"},
         "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"},
                       {"AttributeName": "n", "KeyType": "RANGE"}]}


def row(n):
    return {"pk": {"S": f"p{n // PARTITION_ROWS}"}, "sk": {"N": str(n % PARTITION_ROWS)},
            "n": {"N": str(n)}, "customer": {"S": f"c{n % CUSTOMERS}"},
            "colour": {"S": f"colour {n % COLOURS}"}, "payload": {"S": f"{n} " * 25}}


class Connection:
    """One client on one connection."""

    def __init__(self, url):
        self.wire = Wire(url)
        self.connection = self.wire.connect()

    def call(self, operation, **request):
        answer = self.wire.post(json.dumps(request), operation, connection=self.connection)
        assert answer.status == 200, answer.body
        return answer.json

    def pages(self, operation, **request):
        while True:
            page = self.call(operation, **request)
            yield page
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def load(url, first, last):
    client = Connection(url)
    for start in range(first, last, BATCH):
        left = [{"PutRequest": {"Item": row(n)}} for n in range(start, min(start + BATCH, last))]
        while left:
            answer = client.call("BatchWriteItem", RequestItems={TABLE: left})
            left = answer["UnprocessedItems"].get(TABLE, [])


def count_segment(url, segment):
    pages = Connection(url).pages("Scan", TableName=TABLE, Select="COUNT", Segment=segment,
                                  TotalSegments=SEGMENTS)
    return sum(page["Count"] for page in pages)


shared = {}  # what the others' processes share with this one


def share(phase, done, ended):
    shared.update(phase=phase, done=done, ended=ended)


def be_another(url, rows, seed):
    """Reads and writes single items, and notes in which phase each answer took how long."""
    client, chance = Connection(url), random.Random(seed)
    waited = collections.defaultdict(list)
    while not shared["ended"].is_set():
        n = chance.randrange(rows)
        key = {name: row(n)[name] for name in ("pk", "sk")}
        kind, now = chance.choice(["read", "write"]), shared["phase"].value
        begin = time.perf_counter()
        if kind == "read":
            client.call("GetItem", TableName=TABLE, Key=key, ConsistentRead=True)
        else:
            client.call("UpdateItem", TableName=TABLE, Key=key, UpdateExpression="ADD seen :one",
                        ExpressionAttributeValues={":one": {"N": "1"}})
        waited[now, kind].append(time.perf_counter() - begin)
        with shared["done"].get_lock():
            shared["done"].value += 1
        time.sleep(THINK_SECONDS)
    return waited


def resident_mib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


class Phases:
    """Runs one phase after the other and keeps what was measured."""

    def __init__(self, pid):
        self.pid = pid
        self.current = multiprocessing.Value("i", 0)
        self.measured = []  # name, seconds, peak memory, remark

    def run(self, name, work):
        peak, over = [resident_mib(self.pid)], threading.Event()

        def sample():
            while not over.wait(0.1):
                peak[0] = max(peak[0], resident_mib(self.pid))

        sampler = threading.Thread(target=sample)
        sampler.start()
        begin = time.perf_counter()
        try:
            remark = work()
        finally:
            over.set()
            sampler.join()
        self.measured.append((name, time.perf_counter() - begin, peak[0], remark))
        self.current.value = len(self.measured)

    def print(self, waited):
        print(f"{'':16}{'':>10}{'server':>10}   others' reads, ms    others' writes, ms")
        print(f"{'phase':16}{'seconds':>10}{'MiB':>10}{'p50':>9}{'p99':>9}{'max':>9}"
              f"{'p50':>9}{'p99':>9}{'max':>9}")
        for number, (name, seconds, mib, remark) in enumerate(self.measured):
            line = f"{name:16}{seconds:10.1f}{mib:10.0f}"
            for kind in ("read", "write"):
                times = sorted(waited[number, kind])
                shares = (0.5, 0.99, 1) if times else ()
                line += "".join(f"{times[min(int(share * len(times)), len(times) - 1)] * 1e3:9.1f}"
                                for share in shares) or " " * 27
            print(f"{line}   {remark}")


def query(url, rows):
    client, chance = Connection(url), random.Random(1)
    found = 0
    for _ in range(QUERIES):
        partition = chance.randrange(rows // PARTITION_ROWS)
        for page in client.pages("Query", TableName=TABLE, Limit=40,
                                 KeyConditionExpression="pk = :pk",
                                 ExpressionAttributeValues={":pk": {"S": f"p{partition}"}}):
            found += page["Count"]
    assert found == QUERIES * PARTITION_ROWS, found
    return f"{QUERIES} queries, {found} items"


def filtered_scan(url, rows):
    pages = found = 0
    for page in Connection(url).pages("Scan", TableName=TABLE, FilterExpression="colour = :c",
                                      ExpressionAttributeValues={":c": {"S": "colour 7"}}):
        pages, found = pages + 1, found + page["Count"]
    assert found == len(range(7, rows, COLOURS)), found
    return f"{pages} pages, {found} of {rows} items"


def build_index(url, rows):
    client = make_client(url)
    client.update_table(
        TableName=TABLE, GlobalSecondaryIndexUpdates=[{"Create": INDEX}],
        AttributeDefinitions=[{"AttributeName": "customer", "AttributeType": "S"},
                              {"AttributeName": "n", "AttributeType": "N"}])
    while (state := client.describe_table(TableName=TABLE)["Table"]["GlobalSecondaryIndexes"][0][
            "IndexStatus"]) != "ACTIVE":
        assert state == "CREATING", state
        time.sleep(tables.POLL_SECONDS)
    return f"{rows} entries"


def count_index(url, rows):
    pages = Connection(url).pages("Scan", TableName=TABLE, IndexName=INDEX["IndexName"],
                                  Select="COUNT")
    found = sum(page["Count"] for page in pages)
    assert found == rows, found
    return f"{found} entries"


def measure(server, rows):
    url, phases = server.url, Phases(server.process.pid)
    tables.create(make_client(url), name=TABLE, range_type="N")
    done, ended = multiprocessing.Value("i", 0), multiprocessing.Event()
    bounds = [rows * i // LOADERS for i in range(LOADERS + 1)]

    def load_all():
        with multiprocessing.Pool(LOADERS) as pool:
            pool.starmap(load, zip([url] * LOADERS, bounds, bounds[1:]))
        return f"{rows} items over {LOADERS} connections"

    def be_quiet():
        while done.value < QUIET_OPERATIONS:
            assert not any(other.done() for other in others), "one of the others stopped"
            time.sleep(tables.POLL_SECONDS)
        return f"{QUIET_OPERATIONS} requests of the others"

    def parallel_scan():
        with multiprocessing.Pool(SEGMENTS) as pool:
            found = sum(pool.starmap(count_segment, [(url, i) for i in range(SEGMENTS)]))
        assert found == rows, found
        return f"{SEGMENTS} segments, {found} items"

    phases.run("load", load_all)
    with concurrent.futures.ProcessPoolExecutor(
            OTHERS, initializer=share, initargs=(phases.current, done, ended)) as pool:
        others = [pool.submit(be_another, url, rows, seed) for seed in range(OTHERS)]
        try:
            phases.run("quiet", be_quiet)
            phases.run("queries", lambda: query(url, rows))
            phases.run("filtered scan", lambda: filtered_scan(url, rows))
            phases.run("parallel scan", parallel_scan)
            phases.run("index build", lambda: build_index(url, rows))
            phases.run("index scan", lambda: count_index(url, rows))
        finally:
            ended.set()
        waited = collections.defaultdict(list)
        for other in others:
            for key, times in other.result().items():
                waited[key] += times
    phases.print(waited)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--data", help="an empty directory to use, on the disk to measure")
    arguments = parser.parse_args()
    assert arguments.rows % PARTITION_ROWS == 0, f"rows come in partitions of {PARTITION_ROWS}"
    with tempfile.TemporaryDirectory(dir=arguments.data) as directory:
        with process.Server(pathlib.Path(directory) / "data") as server:
            measure(server, arguments.rows)
        return subprocess.run([process.binary(), "check", server.data], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

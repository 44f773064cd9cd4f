"""A vector index that is added to a table in use: both phases of its build, and its end.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
"""

import threading

import pytest

from support.errors import fails, has, invalid
from support.tables import create_request, wait_for, wait_for_indexes
from support.values import N, S
from support.vectors import (create_action, delete_action, descriptions, nearest, query, vector,
                             wait_for_index)

ITEMS = 3000


def vector_of(number):
    return [number % 17, number % 29, number % 41]


@pytest.fixture
def table(client, cleanup_tables):
    request = create_request()
    client.create_table(**request)
    name = request["TableName"]
    cleanup_tables.append(name)
    wait_for(client, name, "ACTIVE")
    for start in range(0, ITEMS, 25):
        client.batch_write_item(RequestItems={name: [
            {"PutRequest": {"Item": {"pk": S(str(i)), "v": vector(vector_of(i)), "n": N(i)}}}
            for i in range(start, start + 25)]})
    yield name
    wait_for_indexes(client, name)
    if descriptions(client, name):
        wait_for_index(client, name)


def add(client, table):
    return client.update_table(TableName=table, VectorIndexUpdates=create_action())


def test_the_build_goes_through_both_phases(client, table):
    (shown,) = add(client, table)["TableDescription"]["VectorIndexes"]
    assert (shown["IndexStatus"], shown["Backfilling"]) == ("CREATING", False)
    seen = set()
    while (now := descriptions(client, table)["vectors"])["IndexStatus"] == "CREATING":
        seen.add(now["Backfilling"])
    assert seen <= {False, True}
    assert "Backfilling" not in now
    assert now["ItemCount"] == ITEMS


def test_while_it_is_built_it_is_not_searched_and_its_table_stays(client, table):
    add(client, table)
    while descriptions(client, table)["vectors"].get("Backfilling"):
        try:
            client.search_vectors(TableName=table, IndexName="vectors", TopK=1,
                                  SearchVector=query([1, 2, 3]))
            assert descriptions(client, table)["vectors"]["IndexStatus"] == "ACTIVE"
        except client.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "ValidationException"
            assert "Cannot search backfilling vector index: vectors" in str(error)
    wait_for_index(client, table)


def test_writes_during_the_build_are_in_it(client, table):
    """Puts, changes and deletes beside the build: afterwards the index is what the items are."""
    expected = {str(i): vector_of(i) for i in range(ITEMS)}
    stop = threading.Event()

    def write(part):
        for i in range(part, ITEMS, 12):
            if stop.is_set():
                return
            if i % 2:
                client.delete_item(TableName=table, Key={"pk": S(str(i))})
                del expected[str(i)]
            else:
                expected[str(i)] = [i, 100, 100]
                client.put_item(TableName=table,
                                Item={"pk": S(str(i)), "v": vector(expected[str(i)])})
    writers = [threading.Thread(target=write, args=(part,)) for part in range(3)]
    for one in writers:
        one.start()
    add(client, table)
    wait_for_index(client, table)
    stop.set()
    for one in writers:
        one.join()
    assert descriptions(client, table)["vectors"]["ItemCount"] == len(expected)
    wanted = [0, 0, 0]
    found = client.search_vectors(TableName=table, IndexName="vectors", TopK=100,
                                  SearchVector=query(wanted))["SearchResults"]
    scores = [one["Score"] for one in found]
    assert scores == pytest.approx([score for score, _ in nearest("EUCLIDEAN", wanted, expected,
                                                                  100)])
    assert all(one["Item"]["pk"]["S"] in expected for one in found)


def test_a_build_can_be_cancelled(client, table):
    add(client, table)
    # It may be built by now: it is deleted either way.
    answer = client.update_table(TableName=table, VectorIndexUpdates=delete_action())
    assert answer["TableDescription"]["VectorIndexes"][0]["IndexStatus"] == "DELETING"
    wait_for_index(client, table, wanted=None)
    invalid(client.search_vectors, "The table does not have the specified index: vectors",
            TableName=table, IndexName="vectors", SearchVector=query([1, 2, 3]), TopK=1)
    # What the index asked for is asked for no more.
    client.put_item(TableName=table, Item={"pk": S("new"), "v": S("anything")})
    add(client, table)
    wait_for_index(client, table)
    assert descriptions(client, table)["vectors"]["ItemCount"] == ITEMS


def test_one_build_at_a_time(client, table):
    add(client, table)
    if descriptions(client, table)["vectors"].get("Backfilling"):
        try:
            client.update_table(TableName=table, VectorIndexUpdates=create_action("other"))
            wait_for_index(client, table, "other")  # the first one was there by then
        except client.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == "LimitExceededException"
    wait_for_index(client, table)


def test_an_index_that_is_not_there_cannot_be_deleted(client, table):
    fails(client.update_table, "ResourceNotFoundException", has("not found"), TableName=table,
          VectorIndexUpdates=delete_action())

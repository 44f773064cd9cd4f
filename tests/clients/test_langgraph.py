"""LangGraph's checkpoints and its memory, kept in tables."""

import operator
from typing import Annotated, TypedDict

import boto3
import pytest
from langgraph.graph import END, START, StateGraph
from langgraph_checkpoint_aws import DynamoDBSaver
from langgraph_checkpoint_aws.store.dynamodb import DynamoDBStore

from support import tables
from support.clients import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from support.values import unique


class State(TypedDict):
    steps: Annotated[list[str], operator.add]


@pytest.fixture
def session():
    return boto3.session.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name=REGION)


@pytest.fixture
def checkpoints(client, cleanup_tables):
    name = unique("langgraph")
    cleanup_tables.append(name)
    client.create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("PK", "SK")],
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"},
                   {"AttributeName": "SK", "KeyType": "RANGE"}])
    client.get_waiter("table_exists").wait(TableName=name)
    return name


@pytest.mark.parametrize("compressed", [False, True])
def test_a_graph_goes_on_where_it_stopped(checkpoints, endpoint, session, compressed):
    saver = DynamoDBSaver(table_name=checkpoints, session=session, endpoint_url=endpoint,
                          ttl_seconds=3600, enable_checkpoint_compression=compressed)
    graph = StateGraph(State)
    graph.add_node("first", lambda state: {"steps": ["first"]})
    graph.add_node("second", lambda state: {"steps": ["second of " + state["steps"][0]]})
    graph.add_edge(START, "first")
    graph.add_edge("first", "second")
    graph.add_edge("second", END)
    program = graph.compile(checkpointer=saver, interrupt_before=["second"])
    thread = {"configurable": {"thread_id": unique("thread")}}

    program.invoke({"steps": ["asked"]}, thread)
    stopped = program.get_state(thread)
    assert stopped.next == ("second",)
    assert stopped.values == {"steps": ["asked", "first"]}
    assert program.invoke(None, thread) == {"steps": ["asked", "first", "second of asked"]}

    history = list(program.get_state_history(thread))
    assert [state.next for state in history] == [(), ("second",), ("first",), ("__start__",)]
    saver.delete_thread(thread["configurable"]["thread_id"])
    assert list(saver.list(thread)) == []


def embed(texts):
    """As a model would: texts about food lie in one direction, texts about music in another."""
    return [[float("eat" in text), float("play" in text), 0.1] for text in texts]


def test_the_memory_of_a_store_is_searched_by_meaning(client, endpoint, session):
    name = unique("memory")
    store = DynamoDBStore(name, boto3_session=session, endpoint_url=endpoint,
                          ttl={"default_ttl": 60},
                          index={"embed": embed, "dims": 3, "fields": ["text"]})
    try:
        store.setup()
        store.setup()  # the table that is there is the one that it would make
        ann = ("users", "ann")
        store.put(ann, "1", {"text": "ann eats pizza", "year": 2024})
        store.put(ann, "2", {"text": "ann plays the piano", "year": 2025})
        store.put(("users", "bob"), "1", {"text": "bob eats rice", "year": 2024})
        assert store.get(ann, "1").value == {"text": "ann eats pizza", "year": 2024}
        found = store.search(ann, query="what does she like to eat?")
        assert [item.key for item in found] == ["1", "2"]
        assert found[0].score == pytest.approx(1)
        assert [item.key for item in store.search(ann, filter={"year": 2025})] == ["2"]
        assert sorted(store.list_namespaces()) == [ann, ("users", "bob")]
        store.delete(ann, "1")
        assert store.get(ann, "1") is None
        assert [item.key for item in store.search(ann, query="eat")] == ["2"]
    finally:
        tables.drop(client, name)

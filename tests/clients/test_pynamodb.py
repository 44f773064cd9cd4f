"""PynamoDB: models with indexes, against the server under test."""

import uuid

import pytest
from pynamodb.attributes import (
    BinaryAttribute, BooleanAttribute, ListAttribute, MapAttribute, NumberAttribute,
    UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute, VersionAttribute)
from pynamodb.connection import Connection
from pynamodb.exceptions import DeleteError, PutError, TransactWriteError, UpdateError
from pynamodb.indexes import (
    AllProjection, GlobalSecondaryIndex, IncludeProjection, LocalSecondaryIndex)
from pynamodb.models import Model
from pynamodb.transactions import TransactGet, TransactWrite

from support.clients import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY


class ViewIndex(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-views"
        projection = IncludeProjection(["title"])

    category = UnicodeAttribute(hash_key=True)
    views = NumberAttribute(range_key=True)


class TagIndex(LocalSecondaryIndex):
    class Meta:
        index_name = "by-tag"
        projection = AllProjection()

    forum = UnicodeAttribute(hash_key=True)
    tag = UnicodeAttribute(range_key=True)


class Author(MapAttribute):
    name = UnicodeAttribute()
    age = NumberAttribute(null=True)


@pytest.fixture(scope="module")
def connection_settings(endpoint):
    return {"host": endpoint, "region": REGION, "aws_access_key_id": ACCESS_KEY_ID,
            "aws_secret_access_key": SECRET_ACCESS_KEY, "max_retry_attempts": 0}


@pytest.fixture(scope="module")
def thread_model(connection_settings):
    class Thread(Model):
        Meta = type("Meta", (), {"table_name": f"pynamodb-{uuid.uuid4()}",
                                 "billing_mode": "PAY_PER_REQUEST", **connection_settings})

        forum = UnicodeAttribute(hash_key=True)
        number = NumberAttribute(range_key=True)
        by_views = ViewIndex()
        by_tag = TagIndex()
        category = UnicodeAttribute(null=True)
        views = NumberAttribute(default=0)
        title = UnicodeAttribute(null=True)
        tag = UnicodeAttribute(null=True)
        tags = UnicodeSetAttribute(null=True)
        lines = ListAttribute(null=True)
        author = Author(null=True)
        open = BooleanAttribute(default=True)
        picture = BinaryAttribute(null=True, legacy_encoding=False)
        written = UTCDateTimeAttribute(null=True)
        version = VersionAttribute()

    Thread.create_table(wait=True)
    with Thread.batch_write() as batch:
        for number in range(40):
            batch.save(Thread("f", number, category=f"c{number % 2}", views=100 - number,
                              title=f"t{number}", tag="even" if number % 2 == 0 else None))
    yield Thread
    Thread.delete_table(wait=True)


def test_a_thread_comes_back_as_it_was_saved(thread_model):
    saved = thread_model("g", 1, tags={"a", "b"}, lines=["x", 1, None], picture=b"\x00\xff",
                         author=Author(name="ann", age=7), open=False)
    saved.save()
    read = thread_model.get("g", 1, consistent_read=True)
    assert read.serialize() == saved.serialize()
    assert read.version == 1
    assert thread_model.count("g") == 1
    with pytest.raises(thread_model.DoesNotExist):
        thread_model.get("g", 2)


def test_a_version_that_is_out_of_date_is_refused(thread_model):
    thread_model("v", 1).save()
    first, second = thread_model.get("v", 1), thread_model.get("v", 1)
    first.save()
    with pytest.raises(PutError) as refused:
        second.save()
    assert refused.value.cause_response_code == "ConditionalCheckFailedException"
    with pytest.raises(DeleteError):
        second.delete()
    first.delete()


def test_indexes_are_queried(thread_model):
    found = list(thread_model.by_views.query("c1", thread_model.views > 95,
                                             scan_index_forward=False))
    assert [thread.number for thread in found] == [1, 3]
    assert found[0].title == "t1"
    tagged = list(thread_model.by_tag.query("f", thread_model.tag == "even", consistent_read=True))
    assert sorted(thread.number for thread in tagged) == list(range(0, 40, 2))
    assert thread_model.by_views.count("c0") == 20


def test_pages_filters_and_projections(thread_model):
    pages = thread_model.query("f", page_size=7, limit=30)
    assert [thread.number for thread in pages] == list(range(30))
    assert pages.last_evaluated_key["number"] == {"N": "29"}
    filtered = thread_model.query("f", thread_model.number.between(10, 20),
                                  filter_condition=thread_model.title.contains("5")
                                  | thread_model.tag.does_not_exist(),
                                  attributes_to_get=["number"])
    assert [thread.number for thread in filtered] == [11, 13, 15, 17, 19]
    total = sum(1 for segment in range(3)
                for _ in thread_model.scan(thread_model.forum == "f", segment=segment,
                                           total_segments=3))
    assert total == 40


def test_updates(thread_model):
    thread = thread_model("u", 1, views=1, lines=["a"], tags={"x"}, picture=b"p",
                          author=Author(name="bob"))
    thread.save()
    thread.update(actions=[
        thread_model.views.add(4),
        thread_model.lines.set(thread_model.lines.append(["b"])),
        thread_model.tags.add({"y"}),
        thread_model.author.age.set(30),
        thread_model.title.set(thread_model.title | "untitled"),
        thread_model.picture.remove(),
    ])
    assert (thread.views, thread.lines, thread.tags) == (5, ["a", "b"], {"x", "y"})
    assert (thread.author.age, thread.title, thread.picture) == (30, "untitled", None)
    with pytest.raises(UpdateError):
        thread.update(actions=[thread_model.views.set(0)], condition=thread_model.views == 1)


def test_batches_are_read(thread_model):
    keys = [("f", number) for number in (3, 1, 99)]
    assert sorted(thread.number for thread in thread_model.batch_get(keys)) == [1, 3]


def test_transactions(thread_model, connection_settings):
    connection = Connection(**connection_settings)
    with TransactWrite(connection=connection, client_request_token=str(uuid.uuid4())) as write:
        write.save(thread_model("tx", 1, views=1))
        write.condition_check(thread_model, "f", 0, condition=thread_model.views == 100)
    with TransactGet(connection=connection) as read:
        one = read.get(thread_model, "tx", 1)
        two = read.get(thread_model, "f", 0)
    assert (one.get().views, two.get().views) == (1, 100)
    with pytest.raises(TransactWriteError) as refused:
        with TransactWrite(connection=connection) as write:
            write.condition_check(thread_model, "f", 0, condition=thread_model.views == 1)
            write.delete(thread_model("tx", 1, version=1))
    assert [reason and reason.code for reason in refused.value.cancellation_reasons] == [
        "ConditionalCheckFailed", None]
    assert thread_model.get("tx", 1).views == 1


def test_the_table_is_described(thread_model):
    description = thread_model.describe_table()
    assert [index["IndexName"] for index in description["GlobalSecondaryIndexes"]] == ["by-views"]
    assert [index["IndexName"] for index in description["LocalSecondaryIndexes"]] == ["by-tag"]

"""bloop: an object mapper that describes a table's backups and time to live before it uses it."""

import boto3
import pytest
from bloop import (
    BaseModel, Column, ConstraintViolation, Engine, GlobalSecondaryIndex, Integer, Set, String)

from support import tables
from support.clients import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from support.values import unique


@pytest.fixture(scope="module")
def engine(client, endpoint):
    session = boto3.session.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name=REGION)
    return Engine(dynamodb=session.client("dynamodb", endpoint_url=endpoint),
                  dynamodbstreams=session.client("dynamodbstreams", endpoint_url=endpoint))


@pytest.fixture(scope="module")
def post(engine, client):
    class Post(BaseModel):
        class Meta:
            table_name = unique("bloop")

        forum = Column(String, hash_key=True)
        number = Column(Integer, range_key=True)
        author = Column(String)
        tags = Column(Set(String))
        views = Column(Integer)
        by_author = GlobalSecondaryIndex(projection="all", hash_key="author", range_key="number")

    engine.bind(Post)
    yield Post
    tables.drop(client, Post.Meta.table_name)


def test_a_bound_model_knows_its_table(post):
    assert post.Meta.billing == {"mode": "provisioned"}
    assert post.Meta.backups == {"enabled": True}  # the continuous ones, which are never off
    assert post.Meta.encryption == {"enabled": False}


def test_items_are_saved_loaded_and_searched(engine, post):
    posts = [post(forum="f", number=number, author=f"a{number % 2}", tags={"x", str(number)},
                  views=number * 10) for number in range(6)]
    engine.save(*posts)
    loaded = post(forum="f", number=3)
    engine.load(loaded, consistent=True)
    assert (loaded.author, loaded.tags, loaded.views) == ("a1", {"x", "3"}, 30)

    keys = (post.forum == "f") & post.number.between(2, 4)
    assert [one.number for one in engine.query(post, key=keys, forward=False)] == [4, 3, 2]
    by_author = engine.query(post.by_author, key=post.author == "a1", filter=post.views > 10)
    assert [one.number for one in by_author] == [3, 5]
    assert engine.scan(post, filter=post.tags.contains("4")).one().number == 4
    engine.delete(*posts)
    assert list(engine.scan(post, consistent=True)) == []


def test_conditions_and_transactions(engine, post):
    one, other = post(forum="t", number=1, views=1), post(forum="t", number=2, views=2)
    with engine.transaction() as writes:
        writes.save(one, condition=post.forum.is_(None))
        writes.save(other)
    with pytest.raises(ConstraintViolation):
        engine.save(one, condition=post.views == 2)
    read_one, read_other = post(forum="t", number=1), post(forum="t", number=2)
    engine.transaction(mode="r").load(read_one, read_other).prepare().commit()
    assert (read_one.views, read_other.views) == (1, 2)

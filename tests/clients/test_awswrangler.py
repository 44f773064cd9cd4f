"""AWS SDK for pandas: data frames written to a table and read again."""

import decimal

import awswrangler
import boto3
import pandas
import pytest

from support.clients import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from support.tables import HASH_NAME, RANGE_NAME


@pytest.fixture
def session(endpoint, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", endpoint)
    return boto3.session.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name=REGION)


@pytest.fixture
def films(make_table, session):
    name = make_table(range_type="N")
    frame = pandas.DataFrame({HASH_NAME: ["Titanic", "Snatch", "Titanic"],
                              RANGE_NAME: [1997, 2000, 1953],
                              "genre": ["drama", "caper story", "drama"]})
    awswrangler.dynamodb.put_df(frame, name, boto3_session=session)
    return name


def test_frames_are_read_by_key_by_query_and_by_scan(films, session):
    one = awswrangler.dynamodb.read_items(
        films, partition_values=["Titanic"], sort_values=[1997], boto3_session=session)
    assert one.to_dict("records") == [{HASH_NAME: "Titanic", RANGE_NAME: 1997, "genre": "drama"}]
    several = awswrangler.dynamodb.read_items(
        films, partition_values=["Titanic", "Snatch"], sort_values=[1953, 2000],
        boto3_session=session)
    assert sorted(several[RANGE_NAME]) == [1953, 2000]
    queried = awswrangler.dynamodb.read_items(
        films, key_condition_expression=boto3.dynamodb.conditions.Key(HASH_NAME).eq("Titanic"),
        columns=[RANGE_NAME], boto3_session=session)
    assert list(queried[RANGE_NAME]) == [1953, 1997]
    scanned = awswrangler.dynamodb.read_items(
        films, filter_expression=boto3.dynamodb.conditions.Attr("genre").eq("drama"),
        allow_full_scan=True, consistent=True, boto3_session=session)
    assert len(scanned) == 2


def test_partiql_gives_a_frame(films, session):
    found = awswrangler.dynamodb.read_partiql_query(
        f'SELECT * FROM "{films}" WHERE "{HASH_NAME}" = ? AND "{RANGE_NAME}" = ?', ["Snatch", 2000],
        boto3_session=session)
    assert found.to_dict("records") == [
        {HASH_NAME: "Snatch", RANGE_NAME: decimal.Decimal(2000), "genre": "caper story"}]


def test_items_are_deleted_in_batches(films, session):
    awswrangler.dynamodb.delete_items(
        [{HASH_NAME: "Titanic", RANGE_NAME: 1997}, {HASH_NAME: "Titanic", RANGE_NAME: 1953}], films,
        boto3_session=session)
    left = awswrangler.dynamodb.read_items(films, allow_full_scan=True, boto3_session=session)
    assert list(left[HASH_NAME]) == ["Snatch"]

"""DescribeEndpoints: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html"""

import http.client
import json
import urllib.parse

import boto3
import pytest
from botocore.config import Config

from support.clients import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY


def endpoints(answer):
    assert answer.keys() >= {"Endpoints"}
    return answer["Endpoints"]


def test_tells_how_long_it_may_be_kept(client):
    (found,) = endpoints(client.describe_endpoints())
    assert found.keys() == {"Address", "CachePeriodInMinutes"}
    assert found["CachePeriodInMinutes"] == 1440


def test_the_address_answers(client, endpoint):
    """What SDKs do with it: their scheme, this address."""
    (found,) = endpoints(client.describe_endpoints())
    url = f"{urllib.parse.urlsplit(endpoint).scheme}://{found['Address']}"
    there = boto3.session.Session().client(
        "dynamodb", endpoint_url=url, region_name=REGION, aws_access_key_id=ACCESS_KEY_ID,
        aws_secret_access_key=SECRET_ACCESS_KEY, config=Config(retries={"total_max_attempts": 1}))
    assert "TableNames" in there.list_tables()


def test_the_address_is_the_one_that_was_asked(client, endpoint):
    (found,) = endpoints(client.describe_endpoints())
    assert found["Address"] == urllib.parse.urlsplit(endpoint).netloc


@pytest.mark.parametrize("host", ["dynamodb.us-east-1.amazonaws.com", "db.example.org:8443",
                                  "[::1]:8000"])
@pytest.mark.own_server
def test_the_address_is_the_name_that_the_client_used(wire, host):
    """Behind a proxy or a name of one's own."""
    headers = wire.signed_headers(b"{}", "DescribeEndpoints")
    headers["Host"] = host
    answer = wire.send("POST", "/", b"{}", headers)
    assert answer.status == 200
    assert answer.json["Endpoints"][0]["Address"] == host


@pytest.mark.own_server
def test_a_client_that_names_no_host_is_told_none(wire):
    headers = wire.signed_headers(b"{}", "DescribeEndpoints")
    headers.pop("Host")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with wire.socket() as stream:
        stream.sendall(f"POST / HTTP/1.0\r\n{head}Content-Length: 2\r\n\r\n".encode() + b"{}")
        response = http.client.HTTPResponse(stream)
        response.begin()
        assert json.loads(response.read()) == {"Endpoints": []}

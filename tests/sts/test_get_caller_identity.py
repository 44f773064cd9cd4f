"""STS on the same endpoint: clients ask GetCallerIdentity who they are before they do anything.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
"""

import datetime
import re
import xml.etree.ElementTree

import boto3
import botocore.auth
import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from support.clients import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, TIMEOUT_SECONDS
from support.process import Server
from support.wire import JSON_TYPE, TARGET_PREFIX, Wire

FORM = "application/x-www-form-urlencoded; charset=utf-8"
NAMESPACE = "{https://sts.amazonaws.com/doc/2011-06-15/}"
ASKING = "Action=GetCallerIdentity&Version=2011-06-15"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ROOT = {"Account": "000000000000", "UserId": "000000000000",
        "Arn": "arn:aws:iam::000000000000:root"}

USER = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
SESSION = ("ASIAIOSFODNN7EXAMPLE", "tempSecretKey/EXAMPLE+KEY", "FwoGZXIvYXdzEXAMPLE//token==")
CONFIGURATION = f"""
[[credentials]]
access_key_id = "{USER[0]}"
secret_access_key = "{USER[1]}"
account_id = "123456789012"
name = "alice"

[[credentials]]
access_key_id = "{SESSION[0]}"
secret_access_key = "{SESSION[1]}"
session_token = "{SESSION[2]}"
account_id = "210987654321"
name = "two words"
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """A server that checks signatures."""
    root = tmp_path_factory.mktemp("sts")
    configuration = root / "stator.toml"
    configuration.write_text(CONFIGURATION)
    with Server(root / "data", "--auth", "required", "--config", configuration) as server:
        yield server.url


def make_sts(url, access_key_id=ACCESS_KEY_ID, secret_access_key=SECRET_ACCESS_KEY,
             session_token=None):
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=TIMEOUT_SECONDS,
                    read_timeout=TIMEOUT_SECONDS)
    return boto3.session.Session().client(
        "sts", endpoint_url=url, region_name=REGION, aws_access_key_id=access_key_id,
        aws_secret_access_key=secret_access_key, aws_session_token=session_token, config=config)


def identity(client):
    answer = client.get_caller_identity()
    metadata = answer.pop("ResponseMetadata")
    assert re.fullmatch(UUID, metadata["RequestId"])
    assert metadata["HTTPHeaders"]["x-amzn-requestid"] == metadata["RequestId"]
    return answer


def send(wire, body=ASKING, path="/", credentials=(ACCESS_KEY_ID, SECRET_ACCESS_KEY),
         service="sts", method="POST", change=None, headers=()):
    """A request signed for STS, unless there are no credentials."""
    request = AWSRequest(method, wire.url + path, data=body,
                         headers={"Content-Type": FORM, **dict(headers)} if body else {})
    if credentials:
        SigV4Auth(Credentials(*credentials), service, REGION).add_auth(request)
    fields = dict(request.headers.items())
    if change:
        change(fields)
    return wire.send(method, path, body, fields)


def error_of(answer):
    """Status, code and message of an error in STS's form."""
    assert answer.headers["Content-Type"] == "text/xml"
    root = xml.etree.ElementTree.fromstring(answer.body)
    assert root.tag == NAMESPACE + "ErrorResponse"
    found = root.find(NAMESPACE + "Error")
    assert found.findtext(NAMESPACE + "Type") == ("Sender" if answer.status < 500 else "Receiver")
    request_id = root.findtext(NAMESPACE + "RequestId")
    assert re.fullmatch(UUID, request_id)
    assert answer.headers["x-amzn-RequestId"] == request_id
    return (answer.status, found.findtext(NAMESPACE + "Code"),
            found.findtext(NAMESPACE + "Message"))


class TestAnyCredentials:
    def test_tells_the_account(self, endpoint):
        assert identity(make_sts(endpoint)) == ROOT

    def test_answers_in_xml(self, wire):
        answer = send(wire)
        assert answer.status == 200, answer.body
        assert answer.headers["Content-Type"] == "text/xml"
        root = xml.etree.ElementTree.fromstring(answer.body)
        assert root.tag == NAMESPACE + "GetCallerIdentityResponse"
        result = root.find(NAMESPACE + "GetCallerIdentityResult")
        assert {child.tag.removeprefix(NAMESPACE): child.text for child in result} == ROOT

    @pytest.mark.parametrize("path, body, method", [
        (f"/?{ASKING}", None, "GET"),
        ("/?Version=2011-06-15", "Action=GetCallerIdentity", "POST"),
        (f"/?{ASKING}", "Foo=bar", "POST"),
        ("/", "Version=2011%2D06%2D15&Action=GetCaller%49dentity&More=1", "POST"),
        ("/sts", ASKING, "POST"),
    ])
    def test_parameters_may_stand_in_the_url(self, wire, path, body, method):
        assert send(wire, body, path, method=method).status == 200

    @pytest.mark.parametrize("body, code, message", [
        ("Version=2011-06-15", "MissingAction", "Missing Action"),
        ("", "MissingAction", "Missing Action"),
        ("Action=AssumeRole&Version=2011-06-15", "InvalidAction",
         "Could not find operation AssumeRole for version 2011-06-15"),
        ("Action=GetSessionToken&Version=2011-06-15", "InvalidAction",
         "Could not find operation GetSessionToken for version 2011-06-15"),
        ("Action=getCallerIdentity&Version=2011-06-15", "InvalidAction",
         "Could not find operation getCallerIdentity for version 2011-06-15"),
        ("Action=GetCallerIdentity&Version=2010-05-08", "InvalidAction",
         "Could not find operation GetCallerIdentity for version 2010-05-08"),
        ("Action=GetCallerIdentity", "InvalidAction",
         "Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED"),
        ("Action=%3Cb%3E%26%01%FF&Version=2011-06-15", "InvalidAction",
         "Could not find operation <b>&?? for version 2011-06-15"),
    ])
    def test_other_actions(self, wire, body, code, message):
        assert error_of(send(wire, body)) == (400, code, message)

    def test_a_long_action_is_told_in_part(self, wire):
        answer = send(wire, "Version=2011-06-15&Action=" + "x" * 1_000_000)
        assert error_of(answer)[:2] == (400, "InvalidAction")
        assert len(answer.body) < 2000

    def test_unsigned(self, wire):
        for path, body, method in (("/", ASKING, "POST"), (f"/?{ASKING}", None, "GET")):
            assert error_of(send(wire, body, path, credentials=None, method=method)) == (
                403, "MissingAuthenticationToken", "Request is missing Authentication Token")

    def test_an_unknown_coding_is_not_undone(self, wire):
        answer = send(wire, headers={"Content-Encoding": "br"})
        assert error_of(answer)[:2] == (500, "InternalFailure")

    def test_a_script_of_another_origin_may_ask(self, wire):
        answer = send(wire, headers={"Origin": "https://example.com"})
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


class TestBesideDynamoDb:
    def test_a_target_is_dynamodbs_whatever_it_was_signed_for(self, wire):
        answer = send(wire, "{}", headers={"Content-Type": JSON_TYPE,
                                           "X-Amz-Target": TARGET_PREFIX + "ListTables"})
        assert answer.status == 200
        assert "TableNames" in answer.json

    @pytest.mark.parametrize("service", ["dynamodb", "iam"])
    def test_a_form_signed_for_another_service_is_not_for_sts(self, wire, service):
        answer = send(wire, service=service)
        assert (answer.status, answer.body) == (404, b"<UnknownOperationException/>\n")

    def test_health_is_still_told(self, wire):
        assert wire.send("GET", "/").body.startswith(b"healthy: dynamodb.")

    def test_is_counted(self, wire):
        def count():
            body = wire.send("GET", "/-/metrics").body.decode()
            return float(re.search(
                r'^stator_api_requests_total\{operation="GetCallerIdentity"\} (\S+)$', body,
                re.MULTILINE)[1])

        before = count()
        send(wire)
        assert count() == before + 1


@pytest.mark.own_server
class TestRequired:
    def test_tells_the_user(self, url):
        assert identity(make_sts(url, *USER)) == {
            "Account": "123456789012", "UserId": USER[0],
            "Arn": "arn:aws:iam::123456789012:user/alice"}

    def test_tells_the_account_of_who_has_no_name_of_a_user(self, url):
        assert identity(make_sts(url, *SESSION)) == {
            "Account": "210987654321", "UserId": "210987654321",
            "Arn": "arn:aws:iam::210987654321:root"}

    def test_presigned(self, url):
        """As EKS and Vault have it: whoever gets the URL may ask whose it is."""
        request = AWSRequest("GET", f"{url}/?{ASKING}")
        SigV4QueryAuth(Credentials(*USER), "sts", REGION, expires=60).add_auth(request)
        wire = Wire(url)
        answer = wire.send("GET", request.url.removeprefix(url))
        assert b"user/alice" in answer.body
        spoilt = wire.send("GET", request.url.removeprefix(url) + "0")
        assert error_of(spoilt)[:2] == (403, "SignatureDoesNotMatch")

    @pytest.mark.parametrize("credentials, code, message", [
        ((USER[0], "wrong"), "SignatureDoesNotMatch",
         "The request signature we calculated does not match the signature you provided. Check "
         "your AWS Secret Access Key and signing method. Consult the service documentation for "
         "details."),
        (("AKIAUNKNOWN", "x"), "InvalidClientTokenId",
         "The security token included in the request is invalid."),
        (SESSION[:2], "InvalidClientTokenId",
         "The security token included in the request is invalid."),
    ])
    def test_wrong_credentials(self, url, credentials, code, message):
        assert error_of(send(Wire(url), credentials=credentials)) == (403, code, message)
        with pytest.raises(ClientError) as caught:
            make_sts(url, *credentials).get_caller_identity()
        assert caught.value.response["Error"]["Code"] == code
        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403

    def test_changed_date(self, url):
        answer = send(Wire(url), credentials=USER,
                      change=lambda headers: headers.update({"X-Amz-Date": "20200101T000000Z"}))
        status, code, message = error_of(answer)
        assert (status, code) == (403, "SignatureDoesNotMatch")
        assert message.startswith("Signature expired: 20200101T000000Z is now earlier than ")

    def test_expired(self, url, monkeypatch):
        moment = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
        monkeypatch.setattr(botocore.auth, "get_current_datetime",
                            lambda *_, **__: moment.replace(tzinfo=None))
        status, code, message = error_of(send(Wire(url), credentials=USER))
        assert (status, code) == (403, "SignatureDoesNotMatch")
        assert message.startswith("Signature expired: ")

    def test_incomplete(self, url):
        def spoil(headers):
            headers["Authorization"] = re.sub(", Signature=.*", "", headers["Authorization"])

        status, code, message = error_of(send(Wire(url), credentials=USER, change=spoil))
        assert (status, code) == (400, "IncompleteSignature")
        assert message.startswith("Authorization header requires 'Signature' parameter. ")

    def test_the_signature_is_looked_at_before_the_action(self, url):
        answer = send(Wire(url), "Action=AssumeRole&Version=2011-06-15",
                      credentials=("AKIAUNKNOWN", "x"))
        assert error_of(answer)[:2] == (403, "InvalidClientTokenId")

    def test_a_signature_for_sts_is_none_for_dynamodb(self, url):
        answer = send(Wire(url), "{}", credentials=USER, headers={
            "Content-Type": JSON_TYPE, "X-Amz-Target": TARGET_PREFIX + "ListTables"})
        assert (answer.status, answer.error) == (400, "InvalidSignatureException")
        assert answer.message.startswith(
            "Credential should be scoped to correct service: 'dynamodb'. ")

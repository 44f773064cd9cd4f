"""A server that checks signatures: Signature Version 4 in headers and in query strings.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html
"""

import datetime
import hashlib
import re
import urllib.parse

import botocore.auth
import pytest
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from support.clients import REGION, make_client
from support.errors import fails
from support.process import Server
from support.tables import create_request, drop, wait_for
from support.values import S, unique
from support.wire import JSON_TYPE, TARGET_PREFIX, Wire, read_answer

pytestmark = pytest.mark.own_server

LONG_TERM = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
OTHER = ("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
SESSION = ("ASIAIOSFODNN7EXAMPLE", "tempSecretKey/EXAMPLE+KEY", "FwoGZXIvYXdzEXAMPLE//token==")
ACCOUNT, OTHER_ACCOUNT = "123456789012", "210987654321"

CONFIGURATION = f"""
[[credentials]]
access_key_id = "{LONG_TERM[0]}"
secret_access_key = "{LONG_TERM[1]}"
account_id = "{ACCOUNT}"

[[credentials]]
access_key_id = "{OTHER[0]}"
secret_access_key = "{OTHER[1]}"
account_id = "{OTHER_ACCOUNT}"

[[credentials]]
access_key_id = "{SESSION[0]}"
secret_access_key = "{SESSION[1]}"
session_token = "{SESSION[2]}"
account_id = "{ACCOUNT}"
"""

UNRECOGNIZED = "UnrecognizedClientException"
INVALID = "InvalidSignatureException"
INCOMPLETE = "IncompleteSignatureException"
MISSING = "MissingAuthenticationTokenException"
TOKEN_INVALID = "The security token included in the request is invalid."
MISMATCH = ("The request signature we calculated does not match the signature you provided. Check "
            "your AWS Secret Access Key and signing method. Consult the service documentation for "
            "details.")


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    root = tmp_path_factory.mktemp("auth")
    configuration = root / "stator.toml"
    configuration.write_text(CONFIGURATION)
    with Server(root / "data", "--auth", "required", "--config", configuration) as server:
        yield server.url


@pytest.fixture(scope="module")
def signed(url):
    return Wire(url, *LONG_TERM)


def refused(answer, code, message=None):
    assert (answer.status, answer.error) == (400, code), answer.body
    if message is not None:
        assert re.search(message, answer.message, re.DOTALL), answer.message


def resend(signed, change, body=b"{}", sent_body=None):
    """A signed ListTables whose headers `change` spoils before they are sent."""
    headers = signed.signed_headers(body, "ListTables")
    change(headers)
    return signed.send("POST", "/", sent_body or body, headers)


def authorization(headers, old, new):
    assert old in headers["Authorization"], headers["Authorization"]
    headers["Authorization"] = headers["Authorization"].replace(old, new)


class TestKeys:
    def test_right_key(self, signed):
        assert signed.call("ListTables", {}).status == 200

    def test_right_key_of_a_client(self, url):
        client = make_client(url, *LONG_TERM)
        name = unique("auth")
        description = client.create_table(**create_request(name=name))["TableDescription"]
        assert f":{ACCOUNT}:table/{name}" in description["TableArn"]
        wait_for(client, name, "ACTIVE")
        client.put_item(TableName=name, Item={"pk": S("ä + / % = & space")})
        assert client.scan(TableName=name)["Count"] == 1
        drop(client, name)

    def test_wrong_secret(self, url):
        fails(make_client(url, LONG_TERM[0], "wrong").list_tables, INVALID,
              re.compile(re.escape(MISMATCH)))

    def test_secret_of_another_key(self, url):
        fails(make_client(url, LONG_TERM[0], OTHER[1]).list_tables, INVALID)

    def test_unknown_key(self, url):
        fails(make_client(url, "AKIAUNKNOWN", LONG_TERM[1]).list_tables, UNRECOGNIZED,
              TOKEN_INVALID)

    def test_any_region_is_served(self, url):
        wire = Wire(url, *LONG_TERM)
        request = AWSRequest("POST", url + "/", data=b"{}", headers={
            "Content-Type": JSON_TYPE, "X-Amz-Target": TARGET_PREFIX + "ListTables"})
        botocore.auth.SigV4Auth(wire.credentials, "dynamodb", "eu-central-1").add_auth(request)
        assert wire.send("POST", "/", b"{}", dict(request.headers.items())).status == 200


class TestSessionTokens:
    def test_right_token(self, url):
        assert make_client(url, *SESSION).list_tables()["TableNames"] is not None

    def test_absent_token(self, url):
        fails(make_client(url, *SESSION[:2]).list_tables, UNRECOGNIZED,
              re.compile("The security token included in the request is invalid"))

    def test_wrong_token(self, url):
        fails(make_client(url, *SESSION[:2], session_token="other").list_tables, UNRECOGNIZED,
              re.compile("The security token included in the request is invalid"))


class TestHeader:
    def test_absent(self, signed):
        refused(resend(signed, lambda headers: headers.pop("Authorization")), MISSING,
                "^Request is missing Authentication Token$")

    @pytest.mark.parametrize("value", ["", "Basic dXNlcjpwYXNz", "Bearer token"])
    def test_of_another_scheme(self, signed, value):
        refused(resend(signed, lambda headers: headers.update(Authorization=value)), MISSING)

    def test_without_anything(self, signed):
        refused(resend(signed, lambda headers: headers.update(Authorization="AWS4-HMAC-SHA256 ")),
                INCOMPLETE,
                "Authorization header requires 'Credential' parameter. "
                "Authorization header requires 'Signature' parameter. "
                "Authorization header requires 'SignedHeaders' parameter. ")

    @pytest.mark.parametrize("part", ["Credential", "SignedHeaders", "Signature"])
    def test_without_one_part(self, signed, part):
        def spoil(headers):
            headers["Authorization"] = re.sub(rf"{part}=[^, ]*,? ?", "", headers["Authorization"])

        refused(resend(signed, spoil), INCOMPLETE,
                f"Authorization header requires '{part}' parameter")

    def test_without_date(self, signed):
        refused(resend(signed, lambda headers: headers.pop("X-Amz-Date")), INCOMPLETE,
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' "
                "header")

    def test_of_another_algorithm(self, signed):
        refused(resend(signed, lambda headers: authorization(
            headers, "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1")), INCOMPLETE)

    def test_credential_of_too_few_parts(self, signed):
        refused(resend(signed, lambda headers: authorization(headers, "/aws4_request", "")),
                INCOMPLETE, "Credential must have exactly 5 slash-delimited elements")

    def test_scope_of_another_service(self, signed):
        refused(resend(signed, lambda headers: authorization(headers, "/dynamodb/", "/s3/")),
                INVALID, "Credential should be scoped to correct service: 'dynamodb'")

    def test_scope_with_another_end(self, signed):
        refused(resend(signed, lambda headers: authorization(
            headers, "aws4_request", "aws3_request")), INVALID,
                "Credential should be scoped with a valid terminator: 'aws4_request', not "
                "'aws3_request'")

    def test_scope_of_another_day(self, signed):
        today = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%d")
        refused(resend(signed, lambda headers: authorization(headers, f"/{today}/", "/20200101/")),
                INVALID, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version "
                "of date from HTTP")

    def test_host_not_signed(self, signed):
        refused(resend(signed, lambda headers: authorization(headers, "host;", "")), INVALID,
                "'Host'( or ':authority')? must be a 'SignedHeader' in the AWS Authorization")

    def test_signature_cut(self, signed):
        def spoil(headers):
            headers["Authorization"] = headers["Authorization"][:-1]

        refused(resend(signed, spoil), INVALID)

    def test_signature_changed(self, signed):
        def spoil(headers):
            last = headers["Authorization"][-1]
            headers["Authorization"] = headers["Authorization"][:-1] + ("0" if last != "0" else "1")

        refused(resend(signed, spoil), INVALID, re.escape(MISMATCH))


class OutOfOrder(botocore.auth.SigV4Auth):
    """Signs its headers in another order than that of their names."""

    def signed_headers(self, headers_to_sign):
        return ";".join(reversed(super().signed_headers(headers_to_sign).split(";")))

    def canonical_headers(self, headers_to_sign):
        return "\n".join(reversed(super().canonical_headers(headers_to_sign).split("\n")))


class TestSignedHeaders:
    """Only the one list that is canonical is signed right."""

    def post(self, wire, signer):
        request = AWSRequest("POST", wire.url + "/", data=b"{}", headers={
            "Content-Type": JSON_TYPE, "X-Amz-Target": TARGET_PREFIX + "ListTables"})
        signer(wire.credentials, "dynamodb", REGION).add_auth(request)
        return wire.send("POST", "/", b"{}", dict(request.headers.items()))

    def test_in_order(self, signed):
        assert self.post(signed, botocore.auth.SigV4Auth).status == 200

    def test_signed_out_of_order(self, signed):
        answer = self.post(signed, OutOfOrder)
        refused(answer, INVALID, re.escape(MISMATCH))
        assert "content-type;host;x-amz-date;x-amz-target" in answer.message

    def test_named_out_of_order(self, signed):
        refused(resend(signed, lambda headers: authorization(
            headers, "content-type;host;", "host;content-type;")), INVALID, re.escape(MISMATCH))

    @pytest.mark.parametrize("names", ["x-amz-date;x-amz-target;", ";x-amz-date;x-amz-target",
                                       "x-amz-date;;x-amz-target"])
    def test_empty_name(self, signed, names):
        refused(resend(signed, lambda headers: authorization(
            headers, "x-amz-date;x-amz-target", names)), INVALID, re.escape(MISMATCH))

    def test_name_twice(self, signed):
        refused(resend(signed, lambda headers: authorization(
            headers, "host;", "host;host;")), INCOMPLETE)


class TestRepeated:
    """Two headers of one name are one, with a comma between their values (RFC 9110, 5.3)."""

    def post(self, wire, name, value=None, path="/"):
        """A signed ListTables with one header once more."""
        headers = wire.signed_headers(b"{}", "ListTables")
        fields = [*headers.items(), ("Content-Length", "2"), ("Connection", "close")]
        fields.append((name, dict(fields)[name] if value is None else value))
        head = "".join(f"{field}: {text}\r\n" for field, text in fields)
        with wire.socket() as connection:
            connection.sendall(f"POST {path} HTTP/1.1\r\n{head}\r\n{{}}".encode())
            with connection.makefile("rb") as stream:
                return read_answer(stream)

    def test_authorization(self, signed):
        refused(self.post(signed, "Authorization"), INCOMPLETE,
                "'AWS4-HMAC-SHA256' not a valid key=value pair \\(missing equal-sign\\) in "
                "Authorization header: 'AWS4-HMAC-SHA256 Cred.*,AWS4-HMAC-SHA256 Cred")

    def test_authorization_of_another_scheme(self, signed):
        refused(self.post(signed, "Authorization", "Bearer token"), INCOMPLETE)

    def test_date(self, signed):
        refused(self.post(signed, "X-Amz-Date"), INCOMPLETE,
                "Date must be in ISO-8601 'basic format'. Got '[^']*,[^']*'")

    def test_security_token(self, url):
        refused(self.post(Wire(url, *SESSION), "X-Amz-Security-Token"), UNRECOGNIZED,
                TOKEN_INVALID)

    def test_target(self, signed):
        refused(self.post(signed, "X-Amz-Target"), "UnknownOperationException")

    @pytest.mark.parametrize("name", ["Host", "Content-Length"])
    def test_what_says_where_a_request_goes_and_ends(self, signed, name):
        assert self.post(signed, name).status == 400

    def test_signature_in_the_query_too(self, signed):
        refused(self.post(signed, "X-Colour", "blue", "/?X-Amz-Signature=0"), INVALID,
                "Found both 'X-Amz-Signature' as a query-string param and 'Authorization' as HTTP "
                "header")


class TestTampering:
    def test_body(self, signed):
        refused(resend(signed, lambda headers: None, b'{"Limit": 1}', b'{"Limit": 2}'), INVALID,
                re.escape(MISMATCH))

    def test_target(self, signed):
        refused(resend(signed, lambda headers: headers.update(
            {"X-Amz-Target": TARGET_PREFIX + "GetItem"})), INVALID)

    def test_date(self, signed):
        def later(headers):
            shifted = (datetime.datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
                       - datetime.timedelta(seconds=1))
            headers["X-Amz-Date"] = shifted.strftime("%Y%m%dT%H%M%SZ")

        refused(resend(signed, later), INVALID)

    def test_path(self, signed):
        headers = signed.signed_headers(b"{}", "ListTables")
        answer = signed.send("POST", "/other", b"{}", headers)
        assert answer.status >= 400

    def test_an_unsigned_header_may_be_added(self, signed):
        answer = resend(signed, lambda headers: headers.update({"X-Request-Colour": "blue"}))
        assert answer.status == 200


def at(monkeypatch, offset):
    """Makes botocore sign as if it were `offset` from now."""
    moment = datetime.datetime.now(datetime.timezone.utc) + offset
    monkeypatch.setattr(botocore.auth, "get_current_datetime",
                        lambda *_, **__: moment.replace(tzinfo=None))


class PresignedPost(SigV4QueryAuth):
    """botocore would move a body into the query string; here it is signed and sent as it is."""

    def __init__(self, body, *arguments):
        super().__init__(*arguments)
        self.body = body

    def payload(self, request):
        return hashlib.sha256(self.body).hexdigest()


class TestSkew:
    @pytest.mark.parametrize("minutes", [-10, 10])
    def test_a_little_is_fine(self, signed, monkeypatch, minutes):
        at(monkeypatch, datetime.timedelta(minutes=minutes))
        assert signed.call("ListTables", {}).status == 200

    def test_the_past(self, signed, monkeypatch):
        at(monkeypatch, -datetime.timedelta(minutes=20))
        refused(signed.call("ListTables", {}), INVALID,
                r"^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z "
                r"\(\d{8}T\d{6}Z - 15 min\.\)")

    @pytest.mark.parametrize("old, new", [
        ("/dynamodb/", "/s3/"), ("aws4_request", "aws3_request"), (f"/{REGION}/", "/no:region/"),
        ("host;", ""), ("Credential=AKIA", "Credential=AKIB"), ("Signature=", "Signature=0")])
    def test_the_past_is_told_before_other_faults(self, signed, monkeypatch, old, new):
        at(monkeypatch, -datetime.timedelta(minutes=20))
        refused(resend(signed, lambda headers: authorization(headers, old, new)), INVALID,
                "^Signature expired: ")

    def test_the_past_is_told_before_a_scope_of_another_day(self, signed, monkeypatch):
        at(monkeypatch, -datetime.timedelta(days=3))
        today = datetime.datetime.now(datetime.timezone.utc)
        then = (today - datetime.timedelta(days=3)).strftime("%Y%m%d")
        refused(resend(signed, lambda headers: authorization(
            headers, f"/{then}/", today.strftime("/%Y%m%d/"))), INVALID, "^Signature expired: ")

    def test_the_future(self, signed, monkeypatch):
        at(monkeypatch, datetime.timedelta(minutes=20))
        refused(signed.call("ListTables", {}), INVALID,
                r"^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z "
                r"\(\d{8}T\d{6}Z \+ 15 min\.\)")


class TestPresigned:
    def path(self, url, credentials=LONG_TERM, body=b"{}", expires=300):
        request = AWSRequest("POST", url + "/", headers={
            "Content-Type": JSON_TYPE, "X-Amz-Target": TARGET_PREFIX + "ListTables"})
        signer = PresignedPost(body, Credentials(*credentials), "dynamodb", REGION, expires)
        signer.add_auth(request)
        parts = urllib.parse.urlsplit(request.url)
        return f"{parts.path}?{parts.query}"

    def post(self, wire, path, body=b"{}"):
        return wire.send("POST", path, body, {"Content-Type": JSON_TYPE,
                                              "X-Amz-Target": TARGET_PREFIX + "ListTables"})

    def test_right(self, signed, url):
        answer = self.post(signed, self.path(url))
        assert answer.status == 200, answer.body

    def test_with_a_session_token(self, signed, url):
        answer = self.post(signed, self.path(url, SESSION))
        assert answer.status == 200, answer.body

    def test_wrong_secret(self, signed, url):
        refused(self.post(signed, self.path(url, (LONG_TERM[0], "wrong"))), INVALID,
                re.escape(MISMATCH))

    def test_unknown_key(self, signed, url):
        refused(self.post(signed, self.path(url, ("AKIAUNKNOWN", "x"))), UNRECOGNIZED)

    def test_changed_body(self, signed, url):
        refused(self.post(signed, self.path(url), b'{"Limit": 1}'), INVALID)

    def test_expired(self, signed, url, monkeypatch):
        at(monkeypatch, -datetime.timedelta(minutes=30))
        refused(self.post(signed, self.path(url, expires=60)), INVALID, "^Signature expired: ")

    @pytest.mark.parametrize("part", ["X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders",
                                      "X-Amz-Date"])
    def test_without_one_part(self, signed, url, part):
        path = re.sub(rf"([?&]){part}=[^&]*&?", r"\1", self.path(url))
        refused(self.post(signed, path), INCOMPLETE,
                f"AWS query-string parameters must include '{part}'")

    def test_both_ways_at_once(self, signed, url):
        headers = signed.signed_headers(b"{}", "ListTables")
        refused(signed.send("POST", self.path(url), b"{}", headers), INVALID,
                "Found both 'X-Amz-Algorithm' as a query-string param and "
                "'Authorization' as HTTP header")


def test_health_needs_no_signature(signed):
    assert signed.send("GET", "/-/ready").status == 200


def test_refuses_to_start_with_a_broken_configuration(tmp_path):
    configuration = tmp_path / "stator.toml"
    configuration.write_text("[[credentials]]\naccess_key_id = 5\n")
    server = Server(tmp_path / "data", "--auth", "required", "--config", configuration).spawn()
    assert server.process.wait(60) != 0
    assert "stator.toml" in server.log

"""The wire: HTTP as the service speaks it, and what clients do to it on bad days.

Every test ends by asking whether the server still answers.
"""

import concurrent.futures
import json
import re
import resource
import socket
import struct
import zlib

import pytest

from support.values import S, unique
from support.wire import JSON_TYPE, TARGET_PREFIX, one_answer, read_answer

IDLE_CONNECTIONS = 300
MANY_IDLE_CONNECTIONS = 10_000
BODY_BYTES_MAX = 16 << 20


@pytest.fixture(autouse=True)
def still_answers(wire):
    yield
    answer = wire.call("ListTables", {"Limit": 1})
    assert answer.status == 200, answer.body


def exchange(wire, data, shutdown=False):
    """Sends bytes over a fresh connection; returns all bytes that come until it is closed."""
    with wire.socket() as connection:
        try:
            connection.sendall(data)
            if shutdown:
                connection.shutdown(socket.SHUT_WR)
            received = b""
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionError:
            return b""
        return received


class TestAnswers:
    def test_success(self, wire, table):
        answer = wire.call("GetItem", {"TableName": table, "Key": {"pk": S("absent")}})
        assert answer.status == 200
        assert answer.body == b"{}"
        assert answer.headers["Content-Type"] == JSON_TYPE
        assert answer.headers["Content-Length"] == "2"

    def test_error(self, wire):
        answer = wire.call("DescribeTable", {"TableName": unique("absent")})
        assert answer.status == 400
        assert answer.headers["Content-Type"] == JSON_TYPE
        assert (answer.json["__type"]
                == "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException")
        assert set(answer.json) == {"__type", "message"}

    def test_error_namespaces(self, wire, table):
        validation = wire.call("Scan", {"TableName": table, "Limit": 0})
        assert validation.json["__type"] == "com.amazon.coral.validate#ValidationException"
        serialization = wire.post("{", "Scan")
        assert serialization.json["__type"] == "com.amazon.coral.service#SerializationException"
        unknown = wire.post("{}", target="DynamoDB_20120810.Nothing")
        assert unknown.json["__type"] == "com.amazon.coral.service#UnknownOperationException"

    def test_request_ids_are_unique(self, wire):
        ids = {wire.call("ListTables", {}).headers["x-amzn-RequestId"] for _ in range(20)}
        assert len(ids) == 20
        assert all(re.fullmatch("[0-9A-Z]{52}", each) for each in ids), ids

    def test_checksum(self, wire, table):
        for answer in (wire.call("DescribeTable", {"TableName": table}),
                       wire.call("DescribeTable", {"TableName": unique("absent")})):
            assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.body)

    def test_date(self, wire):
        date = wire.call("ListTables", {}).headers["Date"]
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", date)

    def test_names_itself_as_the_service_does(self, wire):
        for answer in (wire.call("ListTables", {}), wire.post("{", "ListTables"),
                       wire.send("GET", "/"), wire.send("PUT", "/")):
            assert answer.headers["Server"] == "Server"

    def test_other_json_type_is_answered_alike(self, wire):
        answer = wire.post("{}", "ListTables", headers={"Content-Type": "application/json"})
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("application/")

    def test_parameters_of_the_content_type_do_not_matter(self, wire):
        answer = wire.post("{}", "ListTables",
                           headers={"Content-Type": JSON_TYPE + "; charset=utf-8"})
        assert answer.status == 200


class TestBadRequests:
    @pytest.mark.parametrize("body", [
        "{", "}", "[", '{"TableName"', '{"TableName":}', "{'a': 1}", '{"a": 1,}', '{"a": tru}',
        '{"Limit": 01}', '{"a": "\n"}', '{"a": "\\x"}', "{} {}", "nonsense", "\u0000", '"',
        '{"a":"\\u12"}',
    ])
    def test_malformed_json(self, wire, body):
        answer = wire.post(body, "ListTables")
        assert (answer.status, answer.error) == (400, "SerializationException"), answer.body

    @pytest.mark.parametrize("body", ["[]", "5", '"text"', "true"])
    def test_json_that_is_no_object(self, wire, body):
        answer = wire.post(body, "ListTables")
        assert (answer.status, answer.error) == (400, "SerializationException"), answer.body

    def test_empty_body(self, wire):
        answer = wire.post("", "ListTables")
        assert (answer.status, answer.error) == (400, "SerializationException"), answer.body

    @pytest.mark.parametrize("text", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80",
                                      b"\xc0\x80"])
    def test_bytes_that_are_no_utf8(self, wire, table, text):
        body = b'{"TableName":"%s","Item":{"pk":{"S":"%s"}}}' % (table.encode(), text)
        answer = wire.post(body, "PutItem")
        assert (answer.status, answer.error) == (400, "SerializationException"), answer.body

    @pytest.mark.parametrize("depth", [100, 10_000, 1_000_000])
    @pytest.mark.parametrize("opening, closing",
                             [("[", "]"), ('{"L":[', "]}"), ('{"M":{"a":', "}}")])
    def test_deep_nesting(self, wire, table, depth, opening, closing):
        value = opening * depth + closing * depth
        body = f'{{"TableName":"{table}","Item":{{"pk":{value}}}}}'
        answer = wire.post(body, "PutItem")
        assert answer.status == 400
        assert answer.error in ("SerializationException", "ValidationException")

    @pytest.mark.parametrize("target", [
        None, "", "ListTables", "DynamoDB_20120810.", "DynamoDB_20120810.NoSuchOperation",
        "DynamoDB_20991231.ListTables", "dynamodb_20120810.ListTables",
        "DynamoDB_20120810.listTables", "DynamoDB_20120810.List.Tables", "x" * 5000])
    def test_unknown_target(self, wire, target):
        answer = wire.post("{}", target=target)
        assert (answer.status, answer.error) == (400, "UnknownOperationException"), answer.body

    @pytest.mark.parametrize("body, error", [
        ("not JSON", "SerializationException"), ("{", "SerializationException"),
        ("{} {}", "SerializationException"), ('"', "SerializationException"),
        ("{}", "UnknownOperationException"), ('{"TableName": "abc"}', "UnknownOperationException"),
        ("", "UnknownOperationException"),
    ])
    def test_without_target(self, wire, body, error):
        answer = wire.post(body)
        assert (answer.status, answer.error) == (400, error), answer.body
        # Signed or not.
        answer = wire.send("POST", "/", body.encode(), {"Content-Type": JSON_TYPE})
        assert (answer.status, answer.error) == (400, error), answer.body

    @pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded",
                                              "application/xml"])
    def test_other_content_types(self, wire, content_type):
        answer = wire.post("{}", "ListTables", headers={"Content-Type": content_type})
        assert answer.status in (400, 404)
        assert b"UnknownOperationException" in answer.body

    def test_unsigned(self, wire):
        answer = wire.send("POST", "/", b"{}", {"Content-Type": JSON_TYPE,
                                                "X-Amz-Target": TARGET_PREFIX + "ListTables"})
        assert (answer.status, answer.error) == (400, "MissingAuthenticationTokenException")
        assert answer.message == "Request is missing Authentication Token"

    @pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
    def test_other_methods(self, wire, method):
        answer = wire.send(method, "/", b"{}", wire.signed_headers(b"{}", "ListTables"))
        assert 400 <= answer.status < 500

    def test_body_above_the_limit(self, wire):
        with wire.socket() as connection:
            head = (f"POST / HTTP/1.1\r\nHost: {wire.host}\r\nContent-Type: {JSON_TYPE}\r\n"
                    f"Content-Length: {BODY_BYTES_MAX * 2}\r\n\r\n")
            connection.sendall(head.encode())
            with connection.makefile("rb") as stream:
                assert read_answer(stream).status == 413

    def test_chunked_body_above_the_limit(self, wire):
        chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
        head = (f"POST / HTTP/1.1\r\nHost: {wire.host}\r\nContent-Type: {JSON_TYPE}\r\n"
                "Transfer-Encoding: chunked\r\n\r\n").encode()
        with wire.socket() as connection:
            try:
                connection.sendall(head)
                for _ in range(2 * BODY_BYTES_MAX // 0x100000):
                    connection.sendall(chunk)
            except ConnectionError:
                return  # the server need not wait for the rest to refuse
            with connection.makefile("rb") as stream:
                try:
                    assert read_answer(stream).status == 413
                except ConnectionError:
                    pass

    def test_a_body_near_the_limit_is_read(self, wire, table):
        item = {"pk": S("a"), "v": S("x" * 15_000_000)}
        answer = wire.call("PutItem", {"TableName": table, "Item": item})
        assert (answer.status, answer.error) == (400, "ValidationException")
        assert answer.message == "Item size has exceeded the maximum allowed size"


    @pytest.mark.parametrize("head", [
        f"POST / HTTP/1.1\r\nHost: h\r\nX-Long: {'x' * (16 << 10)}\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\n" + f"X: {'x' * 1000}\r\n" * 17 + "\r\n",
        f"GET /?{'x' * (16 << 10)} HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: h\r\n" + "X: y\r\n" * 100 + "\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET /\r\n\r\n", "nonsense\r\n\r\n",
    ], ids=["a long line", "many lines", "a long target", "many headers", "no host", "no version",
            "no HTTP"])
    def test_heads_are_refused_in_the_services_form(self, wire, head):
        answer = one_answer(wire, head.encode())
        assert (answer.status, answer.error) == (400, "MalformedHttpRequestException")
        assert answer.json["__type"].startswith("com.amazon.coral.service#")
        assert answer.message and answer.headers["Content-Type"] == JSON_TYPE
        assert re.fullmatch("[0-9A-Z]{52}", answer.headers["x-amzn-RequestId"])
        assert answer.headers["Connection"] == "close"

    def test_a_head_just_below_the_limit(self, wire):
        data = wire.request_bytes("ListTables", {"Limit": 1})
        head, _, body = data.partition(b"\r\n\r\n")
        filler = b"\r\nX-Long: " + b"x" * ((16 << 10) - len(head) - 14)
        assert len(head + filler) + 4 == 16 << 10
        assert one_answer(wire, head + filler + b"\r\n\r\n" + body).status == 200
        assert one_answer(wire, head + filler + b"x\r\n\r\n" + body).status == 400

    def test_a_large_body_is_refused_in_the_services_form(self, wire):
        head = (f"POST / HTTP/1.1\r\nHost: {wire.host}\r\nContent-Type: {JSON_TYPE}\r\n"
                f"Content-Length: {BODY_BYTES_MAX + 1}\r\n\r\n")
        answer = one_answer(wire, head.encode())
        assert (answer.status, answer.error) == (413, "RequestEntityTooLargeException")


class TestPaths:
    def test_posts_may_go_to_any(self, wire):
        for path in ("/", "/other", "/a/b?c=d"):
            answer = wire.send("POST", path, b"{}", wire.signed_headers(b"{}", "ListTables"))
            assert answer.status == 200

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    def test_other_than_the_root_there_is_nothing_to_get(self, wire, method):
        assert wire.send(method, "/").status == 200
        assert wire.send(method, "/?a=b").status == 200
        for path in ("/other", "/index.html", "//", "/.", "/a/", "/-"):
            answer = wire.send(method, path)
            assert answer.status == 404, path
            assert method == "HEAD" or answer.body == b"<UnknownOperationException/>\n"


class TestOrigins:
    """Browsers: any page may call, since what counts is the signature."""

    EXPOSED = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date"

    def test_scripts_may_read_answers(self, wire):
        headers = {"Origin": "https://example.com"}
        for answer in (wire.post("{}", "ListTables", headers=headers),
                       wire.post("{", "ListTables", headers=headers),
                       wire.post("{}", "NoSuchOperation", headers=headers),
                       wire.send("GET", "/", headers=headers)):
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Access-Control-Expose-Headers"] == self.EXPOSED

    def test_without_an_origin_nothing_is_said(self, wire):
        answer = wire.call("ListTables", {})
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]

    def test_preflight(self, wire):
        asked = "authorization,content-type,x-amz-date,x-amz-target"
        answer = wire.send("OPTIONS", "/", headers={
            "Origin": "https://example.com", "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": asked})
        assert (answer.status, answer.body) == (200, b"")
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Allow-Methods"] == "POST"
        assert answer.headers["Access-Control-Allow-Headers"] == asked
        assert answer.headers["Access-Control-Expose-Headers"] == self.EXPOSED
        assert answer.headers["Access-Control-Max-Age"] == "172800"

    def test_options_without_an_origin(self, wire):
        assert wire.send("OPTIONS", "/").status == 404


class TestHealth:
    def test_root_tells_health(self, wire):
        answer = wire.send("GET", "/")
        assert answer.status == 200
        assert answer.body.startswith(b"healthy: dynamodb.")

    def test_ready(self, wire):
        assert wire.send("GET", "/-/ready").status == 200

    def test_unknown_path(self, wire):
        assert wire.send("GET", "/-/no-such-page").status == 404

    def test_metrics_are_prometheus_text(self, wire):
        answer = wire.send("GET", "/-/metrics")
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/plain")
        sample = re.compile(
            r'[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="(\\.|[^"\\])*",?)*\})? '
            r"([+-]?(\d+(\.\d*)?([eE][+-]?\d+)?|Inf)|NaN)( \d+)?")
        comment = re.compile(
            r"# (HELP [a-zA-Z_:][a-zA-Z0-9_:]* .*|"
            r"TYPE [a-zA-Z_:][a-zA-Z0-9_:]* (counter|gauge|histogram|summary|untyped))")
        lines = answer.body.decode().splitlines()
        assert lines
        for line in lines:
            assert not line or comment.fullmatch(line) or sample.fullmatch(line), line
        typed = [line.split()[2] for line in lines if line.startswith("# TYPE ")]
        assert len(typed) == len(set(typed))

    def test_metrics_count_requests(self, wire):
        def total():
            body = wire.send("GET", "/-/metrics").body.decode()
            return sum(float(line.rsplit(" ", 1)[1]) for line in body.splitlines()
                       if re.match(r"[a-z_]*requests_total\b", line))

        before = total()
        for _ in range(5):
            wire.call("ListTables", {})
        assert total() >= before + 5


class TestConnections:
    def test_are_kept(self, wire):
        connection = wire.connect()
        ids = [wire.post("{}", "ListTables", connection=connection).headers["x-amzn-RequestId"]
               for _ in range(10)]
        assert len(set(ids)) == 10
        connection.close()

    def test_stay_open_after_an_error(self, wire):
        connection = wire.connect()
        connection.connect()
        local = connection.sock.getsockname()
        for body in ("{", "{}"):
            wire.post(body, "ListTables", connection=connection)
            assert connection.sock.getsockname() == local
        connection.close()

    def test_are_closed_when_asked(self, wire):
        data = wire.request_bytes("ListTables", {}, headers={"Connection": "close"})
        assert exchange(wire, data).startswith(b"HTTP/1.1 200")

    def test_pipelined_requests_are_answered_in_order(self, wire, table):
        limits = list(range(1, 21))
        data = b"".join(wire.request_bytes("Scan", {"TableName": table, "Limit": 0 - limit})
                        for limit in limits)
        with wire.socket() as connection:
            connection.sendall(data)
            with connection.makefile("rb") as stream:
                for limit in limits:
                    assert f"Value '-{limit}' at 'limit'" in read_answer(stream).message

    def test_requests_may_come_byte_by_byte(self, wire):
        data = wire.request_bytes("ListTables", {"Limit": 1})
        with wire.socket() as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for i in range(len(data)):
                connection.sendall(data[i:i + 1])
            with connection.makefile("rb") as stream:
                assert read_answer(stream).status == 200

    def test_chunked_requests(self, wire):
        body = b'{"Limit": 1}'
        head = "".join(f"{name}: {value}\r\n"
                       for name, value in wire.signed_headers(body, "ListTables").items())
        data = (f"POST / HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n".encode()
                + b"5\r\n" + body[:5] + b"\r\n7;name=value\r\n" + body[5:] + b"\r\n0\r\n\r\n")
        assert one_answer(wire, data).status == 200

    def test_expect_continue(self, wire):
        data = wire.request_bytes("ListTables", {"Limit": 1}, headers={"Expect": "100-continue"})
        head, _, body = data.partition(b"\r\n\r\n")
        with wire.socket() as connection:
            connection.sendall(head + b"\r\n\r\n")
            with connection.makefile("rb") as stream:
                assert stream.readline().startswith(b"HTTP/1.1 100")
                assert stream.readline() == b"\r\n"
                connection.sendall(body)
                assert read_answer(stream).status == 200

    def test_http_1_0_is_answered_and_closed(self, wire):
        received = exchange(wire, wire.request_bytes("ListTables", {}, version="1.0"))
        assert re.match(rb"HTTP/1\.[01] 200 ", received)
        assert b"TableNames" in received

    @pytest.mark.parametrize("data", [
        b"\r\n\r\n\r\n", b"GARBAGE\r\n\r\n", b"POST\r\n\r\n", b"POST / HTTP/9.9\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
        b"POST / HTTP/1.1\r\nno colon here\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\n: nameless\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
        b"\x00" * 1000,
        b"POST / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
        b"POST /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
    ], ids=lambda data: repr(data[:40])[2:-1])
    def test_nonsense_is_refused_and_closed(self, wire, data):
        received = exchange(wire, data, shutdown=True)
        assert received == b"" or re.match(rb"HTTP/1\.[01] [45]\d\d ", received), received[:200]

    def test_truncated_requests_do_nothing(self, wire, table):
        key = {"pk": S(unique("truncated"))}
        data = wire.request_bytes("PutItem", {"TableName": table, "Item": key})
        for cut in (1, 20, data.index(b"\r\n\r\n") + 2, len(data) - 1):
            exchange(wire, data[:cut], shutdown=True)
        found = wire.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True})
        assert found.json == {}

    def test_resets_while_answering_do_not_matter(self, wire, table):
        key = {"pk": S(unique("reset"))}
        wire.call("PutItem", {"TableName": table, "Item": {**key, "v": S("x" * 300_000)}})
        data = wire.request_bytes("GetItem", {"TableName": table, "Key": key})
        for _ in range(20):
            with wire.socket() as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.sendall(data * 3)

    def test_a_client_that_does_not_read_is_on_its_own(self, wire, table):
        key = {"pk": S(unique("stalled"))}
        wire.call("PutItem", {"TableName": table, "Item": {**key, "v": S("x" * 300_000)}})
        data = wire.request_bytes("GetItem", {"TableName": table, "Key": key})
        with wire.socket() as stalled:
            stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            stalled.sendall(data * 20)
            for _ in range(20):
                assert wire.call("ListTables", {"Limit": 1}).status == 200


def hold_idle(wire, count):
    """Opens idle connections, uses some of them, and closes them all."""
    idle = []
    try:
        for _ in range(count):
            idle.append(wire.socket())
        data = wire.request_bytes("ListTables", {"Limit": 1})
        for connection in idle[::max(1, count // 50)]:
            connection.sendall(data)
            with connection.makefile("rb") as stream:
                assert read_answer(stream).status == 200
    finally:
        for connection in idle:
            connection.close()


def test_idle_connections_do_not_hinder(wire):
    hold_idle(wire, IDLE_CONNECTIONS)


def test_ten_thousand_idle_connections_do_not_hinder(wire):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = MANY_IDLE_CONNECTIONS * 8 // 5  # the server keeps some for its tables and its log
    if hard != resource.RLIM_INFINITY and hard < needed:
        pytest.skip(f"the hard limit of open files is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, needed), hard))
    try:
        hold_idle(wire, MANY_IDLE_CONNECTIONS)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_many_clients_at_once(wire, table):
    def work(number):
        """Statuses of the answers over one connection."""
        connection = wire.connect()
        try:
            return [wire.post(json.dumps({"TableName": table,
                                          "Item": {"pk": S(f"client-{number}-{i}")}}),
                              "PutItem", connection=connection).status for i in range(20)]
        finally:
            connection.close()

    with concurrent.futures.ThreadPoolExecutor(50) as threads:
        statuses = [status for found in threads.map(work, range(50)) for status in found]
    assert statuses == [200] * 1000


@pytest.mark.parametrize("headers, expected", [
    ({"Origin": "https://example.org"}, {"Access-Control-Allow-Origin": "*"}),
    ({"Origin": "https://example.org", "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "x-amz-target,authorization"},
     {"Access-Control-Allow-Origin": "*",
      "Access-Control-Allow-Headers": "x-amz-target,authorization",
      "Access-Control-Allow-Methods": "POST"}),
])
def test_browsers_may_ask_first(wire, headers, expected):
    answer = wire.send("OPTIONS", "/", headers=headers)
    assert answer.status == 200
    for name, value in expected.items():
        assert answer.headers[name] == value

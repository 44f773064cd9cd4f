"""Content codings of requests and answers: gzip and deflate, and what is neither."""

import gzip
import json
import re
import zlib

import pytest

from support.values import S, unique
from support.wire import JSON_TYPE, TARGET_PREFIX, one_answer, read_answer

BODY_BYTES_MAX = 16 << 20
COMPRESSED_BYTES_MIN = 4096
CODINGS = {"gzip": (gzip.compress, gzip.decompress), "deflate": (zlib.compress, zlib.decompress)}


class TestCodings:
    @staticmethod
    def store(wire, table, size):
        """An item whose GetItem is answered with a body of `size` bytes; returns the request."""
        key = {"pk": S(unique("coded"))}
        empty = len(json.dumps({"Item": {**key, "v": S("")}}, separators=(",", ":")))
        item = {**key, "v": S("y" * (size - empty))}
        assert wire.call("PutItem", {"TableName": table, "Item": item}).status == 200
        return json.dumps({"TableName": table, "Key": key, "ConsistentRead": True}), item

    @pytest.mark.parametrize("coding", [*CODINGS, "GZIP", "Deflate"])
    def test_of_the_request(self, wire, table, coding):
        key = {"pk": S(unique("coded"))}
        body = json.dumps({"TableName": table, "Item": {**key, "v": S("x" * 5000)}}).encode()
        answer = wire.post(CODINGS[coding.lower()][0](body), "PutItem",
                           headers={"Content-Encoding": coding})
        assert answer.status == 200, answer.body
        found = wire.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True}).json
        assert found["Item"]["v"] == S("x" * 5000)

    @pytest.mark.parametrize("asked, coding", [
        ("gzip", "gzip"), ("deflate", "deflate"), ("gzip, deflate", "gzip"),
        ("deflate, gzip", "deflate"), ("deflate;q=0.1, gzip;q=0.9", "deflate"),
        ("br, gzip", "gzip"), ("*", "gzip"), ("gzip;q=0, deflate", "deflate"), ("GZIP", "gzip"),
    ])
    def test_of_the_answer(self, wire, table, asked, coding):
        body, item = self.store(wire, table, 50_000)
        answer = wire.post(body, "GetItem", headers={"Accept-Encoding": asked})
        assert answer.headers["Content-Encoding"] == coding
        assert len(answer.body) < 5000
        assert int(answer.headers["Content-Length"]) == len(answer.body)
        assert int(answer.headers["x-amz-crc32"]) == zlib.crc32(answer.body)
        assert json.loads(CODINGS[coding][1](answer.body))["Item"] == item

    @pytest.mark.parametrize("asked", ["identity", "br", "gzip;q=0", "deflate;q=0.0, gzip; q=0",
                                       ""])
    def test_only_if_accepted(self, wire, table, asked):
        body, item = self.store(wire, table, 50_000)
        answer = wire.post(body, "GetItem", headers={"Accept-Encoding": asked})
        assert "Content-Encoding" not in answer.headers
        assert answer.json["Item"] == item

    @pytest.mark.parametrize("coding", CODINGS)
    def test_only_of_what_is_large(self, wire, table, coding):
        for size, is_coded in ((COMPRESSED_BYTES_MIN - 1, False), (COMPRESSED_BYTES_MIN, True)):
            body, item = self.store(wire, table, size)
            answer = wire.post(body, "GetItem", headers={"Accept-Encoding": coding})
            assert answer.headers.get("Content-Encoding") == (coding if is_coded else None)
            text = CODINGS[coding][1](answer.body) if is_coded else answer.body
            assert len(text) == size
            assert json.loads(text)["Item"] == item

    def test_the_first_header_counts(self, wire, table):
        body, _ = self.store(wire, table, 50_000)
        fields = [*wire.signed_headers(body.encode(), "GetItem").items(),
                  ("Content-Length", str(len(body))), ("Accept-Encoding", "deflate"),
                  ("Accept-Encoding", "gzip")]
        head = "".join(f"{name}: {value}\r\n" for name, value in fields)
        answer = one_answer(wire, f"POST / HTTP/1.1\r\n{head}\r\n{body}".encode())
        assert answer.headers["Content-Encoding"] == "deflate"

    @staticmethod
    def refused_and_not_done(wire, table, coding, code):
        """A PutItem coded by `code` under this Content-Encoding is not executed."""
        key = {"pk": S(unique("coded"))}
        body = json.dumps({"TableName": table, "Item": key}).encode()
        answer = wire.post(code(body), "PutItem", headers={"Content-Encoding": coding})
        assert answer.status == 500
        assert answer.headers["Content-Type"] == JSON_TYPE
        assert answer.json["__type"] == "com.amazonaws.dynamodb.v20120810#InternalServerError"
        assert answer.message
        assert re.fullmatch("[0-9A-Z]{52}", answer.headers["x-amzn-RequestId"])
        found = wire.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True})
        assert found.json == {}

    @pytest.mark.parametrize("coding", ["br", "zstd", "compress", "aws-chunked", "none", "gzip2",
                                        "gzip, gzip", "gzip, deflate", "gzip;q=1", "utf-8", "*"])
    @pytest.mark.parametrize("code", [bytes, gzip.compress, zlib.compress, lambda _: b""])
    def test_an_unknown_coding_is_never_executed(self, wire, table, coding, code):
        self.refused_and_not_done(wire, table, coding, code)

    @pytest.mark.parametrize("coding, code", [
        *[(coding, code) for coding in CODINGS
          for code in (bytes, lambda _: b"", lambda _: b"\x00", lambda _: b"x" * 100_000)],
        ("gzip", zlib.compress), ("deflate", gzip.compress),
        ("gzip", lambda body: gzip.compress(body)[:-1]),
        ("gzip", lambda body: gzip.compress(body)[:-8] + b"\0" * 8),
        ("gzip", lambda body: gzip.compress(body)[:10]),
        ("gzip", lambda body: gzip.compress(body) + gzip.compress(b" ")[:-1]),
        ("deflate", lambda body: zlib.compress(body)[:-1]),
        ("deflate", lambda body: zlib.compress(body)[:-4] + b"\0" * 4),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
    ])
    def test_a_broken_body_is_never_executed(self, wire, table, coding, code):
        self.refused_and_not_done(wire, table, coding, code)

    @pytest.mark.parametrize("operation", ["ListTables", "NoSuchOperation", None])
    def test_a_broken_body_is_told_before_all_else(self, wire, operation):
        for headers in (wire.signed_headers(b"{}", operation), {
                "Content-Type": JSON_TYPE, "X-Amz-Target": TARGET_PREFIX + str(operation)}):
            answer = wire.send("POST", "/", b"{}", {**headers, "Content-Encoding": "br"})
            assert (answer.status, answer.error) == (500, "InternalServerError")

    @pytest.mark.parametrize("coding", ["identity", "amz-1.0", "", "Identity"])
    def test_no_coding_at_all(self, wire, coding):
        answer = wire.post("{}", "ListTables", headers={"Content-Encoding": coding})
        assert answer.status == 200

    @pytest.mark.parametrize("coding, code", [
        ("gzip", lambda body: gzip.compress(body) + b"junk"),
        ("gzip", lambda body: gzip.compress(body) + b"\x1f\x8b"),
        ("gzip", lambda body: gzip.compress(body) + b"\0" * 1000),
        ("gzip", lambda body: gzip.compress(body[:5]) + gzip.compress(body[5:])),
        ("deflate", lambda body: zlib.compress(body) + b"junk"),
    ])
    def test_what_follows_is_ignored(self, wire, coding, code):
        answer = wire.post(code(b'{"Limit": 1}'), "ListTables",
                           headers={"Content-Encoding": coding})
        assert answer.status == 200, answer.body

    @pytest.mark.parametrize("coding", CODINGS)
    def test_bomb(self, wire, coding):
        bomb = CODINGS[coding][0](b" " * (BODY_BYTES_MAX * 8))
        answer = wire.post(bomb, "ListTables", headers={"Content-Encoding": coding})
        assert (answer.status, answer.error) == (413, "RequestEntityTooLargeException")

    def test_connections_stay_open_after_a_broken_body(self, wire):
        data = wire.request_bytes("ListTables", {"Limit": 1}, headers={"Content-Encoding": "gzip"})
        data += wire.request_bytes("ListTables", {"Limit": 1})
        with wire.socket() as connection:
            connection.sendall(data)
            with connection.makefile("rb") as stream:
                assert [read_answer(stream).status for _ in range(2)] == [500, 200]

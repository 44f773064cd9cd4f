"""Requests as bytes: signed POSTs of any body, and plain sockets for what no client sends."""

import http.client
import json
import socket
import ssl
import urllib.parse

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from support.clients import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, TIMEOUT_SECONDS

JSON_TYPE = "application/x-amz-json-1.0"
TARGET_PREFIX = "DynamoDB_20120810."


class Answer:
    """A response, its body as it came and as JSON."""

    def __init__(self, response):
        self.status = response.status
        self.version = response.version
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        """The error's name without its namespace, None for a success."""
        return self.json.get("__type", "").rpartition("#")[2] or None

    @property
    def message(self):
        """Most errors say `message`, those of the protocol itself may say `Message`."""
        return self.json.get("message", self.json.get("Message", ""))


class Wire:
    """Talks to one endpoint. Each call uses a connection of its own unless told otherwise."""

    def __init__(self, url, access_key_id=ACCESS_KEY_ID, secret_access_key=SECRET_ACCESS_KEY,
                 session_token=None):
        self.url = url
        parts = urllib.parse.urlsplit(url)
        self.tls = parts.scheme == "https"
        self.host, self.port = parts.hostname, parts.port or (443 if self.tls else 80)
        self.credentials = Credentials(access_key_id, secret_access_key, session_token)

    def connect(self):
        """An HTTP connection; certificates are not checked here."""
        if self.tls:
            return http.client.HTTPSConnection(self.host, self.port, timeout=TIMEOUT_SECONDS,
                                               context=ssl._create_unverified_context())
        return http.client.HTTPConnection(self.host, self.port, timeout=TIMEOUT_SECONDS)

    def socket(self):
        return socket.create_connection((self.host, self.port), timeout=TIMEOUT_SECONDS)

    def signed_headers(self, body, operation=None, target=None, headers=()):
        """Headers of a signed POST of `body`. `target` overrides the one of `operation`."""
        if target is None and operation is not None:
            target = TARGET_PREFIX + operation
        request = AWSRequest("POST", self.url + "/", data=body,
                             headers={"Content-Type": JSON_TYPE, **dict(headers)})
        if target is not None:
            request.headers["X-Amz-Target"] = target
        SigV4Auth(self.credentials, "dynamodb", REGION).add_auth(request)
        return {"Host": f"{self.host}:{self.port}", **dict(request.headers.items())}

    def send(self, method, path, body=None, headers=(), connection=None):
        own = connection or self.connect()
        try:
            own.request(method, path, body=body, headers=dict(headers))
            return Answer(own.getresponse())
        finally:
            if connection is None:
                own.close()

    def post(self, body, operation=None, target=None, headers=(), connection=None):
        """A signed POST of exactly these bytes."""
        body = body.encode() if isinstance(body, str) else body
        return self.send("POST", "/", body,
                         self.signed_headers(body, operation, target, headers), connection)

    def call(self, operation, request):
        return self.post(json.dumps(request), operation)

    def request_bytes(self, operation, request, version="1.1", headers=()):
        """A whole signed request as it goes over the socket."""
        body = json.dumps(request).encode()
        fields = {**self.signed_headers(body, operation), "Content-Length": str(len(body)),
                  **dict(headers)}
        head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        return f"POST / HTTP/{version}\r\n{head}\r\n".encode() + body


def read_answer(stream):
    """One response from a socket's buffered reader, http.client's parser doing the work."""

    class _Source:
        def makefile(self, *_):
            return _Unclosed(stream)

    response = http.client.HTTPResponse(_Source())
    response.begin()
    return Answer(response)


def one_answer(wire, data):
    """Sends bytes and reads one response, whether the connection stays open or not."""
    with wire.socket() as connection:
        connection.sendall(data)
        with connection.makefile("rb") as stream:
            return read_answer(stream)


class _Unclosed:
    """A reader that outlives the response read from it: the next one follows on the same line."""

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def close(self):
        pass

    def flush(self):
        pass

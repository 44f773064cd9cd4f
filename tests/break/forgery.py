"""Ways to spoil a signed request. Each sends one, and returns what was done, and the answer, which
must be a refusal.
"""

import http.client
import json
import string

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from support.clients import REGION
from support.wire import JSON_TYPE, TARGET_PREFIX, Answer, Wire

HEX = "0123456789abcdef"


def signed(wire, operation, request):
    body = json.dumps(request).encode()
    return body, wire.signed_headers(body, operation)


def send(wire, body, headers, what, path="/"):
    return what, wire.send("POST", path, body, headers)


def changed(chance, text):
    """One letter or digit is another one."""
    at = chance.choice([at for at, letter in enumerate(text) if letter in
                        string.ascii_letters + string.digits])
    others = [letter for letter in string.ascii_lowercase + string.digits
              if letter != text[at].lower()]
    return text[:at] + chance.choice(others) + text[at + 1:]


def authorization_changed(chance, wire, operation, request):
    body, headers = signed(wire, operation, request)
    headers["Authorization"] = changed(chance, headers["Authorization"])
    return send(wire, body, headers, headers["Authorization"])


def signature_of_any_length(chance, wire, operation, request):
    body, headers = signed(wire, operation, request)
    start = headers["Authorization"].partition("Signature=")[0]
    made = "".join(chance.choice(HEX) for _ in range(chance.choice([0, 1, 63, 64, 65, 10_000])))
    headers["Authorization"] = f"{start}Signature={made}"
    return send(wire, body, headers, f"a signature of {len(made)} bytes")


def body_changed(chance, wire, operation, request):
    body, headers = signed(wire, operation, request)
    other = changed(chance, body.decode())
    return send(wire, other.encode(), headers, f"{other} instead of {body.decode()}")


def header_changed(chance, wire, operation, request):
    body, headers = signed(wire, operation, request)
    name = chance.choice(["X-Amz-Date", "X-Amz-Target", "Host", "Content-Type"])
    headers[name] = changed(chance, headers[name])
    return send(wire, body, headers, f"{name}: {headers[name]}")


def header_left_out(chance, wire, operation, request):
    body, headers = signed(wire, operation, request)
    name = chance.choice(["X-Amz-Date", "X-Amz-Target", "Authorization"])
    del headers[name]
    return send(wire, body, headers, f"without {name}")


def path_changed(chance, wire, operation, request):
    body, headers = signed(wire, operation, request)
    path = chance.choice(["/x", "/?x", "/?a=b", "/%2e", "/%20"])
    return send(wire, body, headers, path, path)


def another_secret(chance, wire, operation, request):
    secret = chance.choice(["x", changed(chance, wire.credentials.secret_key)])
    return secret, Wire(wire.url, wire.credentials.access_key, secret).call(operation, request)


def another_key(chance, wire, operation, request):
    key = changed(chance, wire.credentials.access_key)
    return key, Wire(wire.url, key, wire.credentials.secret_key).call(operation, request)


def a_session_token(chance, wire, operation, request):
    """Nobody gave one to this key."""
    token = chance.randbytes(20).hex()
    other = Wire(wire.url, wire.credentials.access_key, wire.credentials.secret_key, token)
    return token, other.call(operation, request)


class OutOfOrder(SigV4Auth):
    """Signs with its headers' names out of order, and perhaps the headers, too."""

    def __init__(self, chance, credentials):
        super().__init__(credentials, "dynamodb", REGION)
        self.spoils = chance.choice([("signed_headers",), ("signed_headers", "canonical_headers")])

    def signed_headers(self, headers_to_sign):
        return ";".join(reversed(super().signed_headers(headers_to_sign).split(";")))

    def canonical_headers(self, headers_to_sign):
        right = super().canonical_headers(headers_to_sign)
        if "canonical_headers" not in self.spoils:
            return right
        return "\n".join(reversed(right.split("\n")))


def names_in_another_order(chance, wire, operation, request):
    """Signed so, with the right key."""
    made = AWSRequest("POST", wire.url + "/", data=json.dumps(request).encode(), headers={
        "Content-Type": JSON_TYPE, "X-Amz-Target": TARGET_PREFIX + operation})
    signer = OutOfOrder(chance, wire.credentials)
    signer.add_auth(made)
    headers = {"Host": f"{wire.host}:{wire.port}", **dict(made.headers.items())}
    return send(wire, made.data, headers, f"{signer.spoils} out of order")


def names_spoiled(chance, wire, operation, request):
    """Empty ones, and headers that are not there."""
    body, headers = signed(wire, operation, request)
    start, _, rest = headers["Authorization"].partition("SignedHeaders=")
    names, _, rest = rest.partition(",")
    names = chance.choice([names + ";", ";" + names, names.replace(";", ";;"), names + ";x-none",
                           names + ";host", ""])
    headers["Authorization"] = f"{start}SignedHeaders={names},{rest}"
    return send(wire, body, headers, names)


def two_headers(chance, wire, operation, request):
    """A second header of what may be there once, before or after the right one."""
    body, headers = signed(wire, operation, request)
    name = chance.choice(["Authorization", "X-Amz-Date", "X-Amz-Target", "Host"])
    pairs = [*headers.items()]
    second = (name, changed(chance, headers[name]))
    pairs.insert(chance.choice([0, len(pairs)]), second)
    connection = http.client.HTTPConnection(wire.host, wire.port, timeout=60)
    try:
        connection.putrequest("POST", "/", skip_host=True, skip_accept_encoding=True)
        for pair in [*pairs, ("Content-Length", str(len(body)))]:
            connection.putheader(*pair)
        connection.endheaders(body)
        return f"two {name}", Answer(connection.getresponse())
    finally:
        connection.close()


FORGERIES = [authorization_changed, signature_of_any_length, body_changed, header_changed,
             header_left_out, path_changed, another_secret, another_key, a_session_token,
             names_in_another_order, names_spoiled, two_headers]

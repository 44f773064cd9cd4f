"""Prints the table of botocore_vectors_test.inc: requests as botocore signs them.

    python3 botocore_vectors.py > botocore_vectors_test.inc

Needs botocore; run it again only to add cases. The time and the keys are fixed, so the same botocore
prints the same table.
"""

import datetime
import hashlib

import botocore.auth
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

NOW = datetime.datetime(2026, 2, 28, 23, 59, 58, tzinfo=datetime.timezone.utc)
KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJHMEUCIQ+/=="
HOST = "dynamodb.eu-west-3.amazonaws.com"
TARGET = {"X-Amz-Target": "DynamoDB_20120810.GetItem"}
JSON = {"Content-Type": "application/x-amz-json-1.0"}


def c_string(text):
    if isinstance(text, str):
        text = text.encode()
    out = ""
    for byte in text:
        char = chr(byte)
        if char in '"\\':
            out += "\\" + char
        elif 32 <= byte < 127:
            out += char
        else:
            out += f"\\{byte:03o}"
    return f'"{out}"sv'


def emit(name, method, url, headers, body, region, token):
    target = "/" + url.split("://", 1)[1].partition("/")[2]
    fields = [name, method, target, region, token or "", body or b""]
    print("{" + ",\n ".join(c_string(field) for field in fields) + ",\n {")
    for key, value in headers:
        if isinstance(value, bytes):
            value = value.decode("latin-1")
        print(f"  {{{c_string(key)}, {c_string(value.encode('utf-8'))}}},")
    print(" }},")


def signed(name, method="POST", path="/", headers=(), body=b"", token=None, presign=None,
           region="eu-west-3"):
    request = AWSRequest(method=method, url=f"https://{HOST}{path}", data=body)
    for key, value in dict(headers).items():
        request.headers[key] = value
    credentials = Credentials(KEY, SECRET, token)
    if presign is None:
        signer = botocore.auth.SigV4Auth(credentials, "dynamodb", region)
    else:
        signer = botocore.auth.SigV4QueryAuth(credentials, "dynamodb", region, expires=presign)
    signer.add_auth(request)
    sent = list(request.headers.items())
    if "host" not in {key.lower() for key, _ in sent}:
        sent.append(("Host", HOST))
    emit(name, method, request.url, sent, body, region, token)


def sent_by_client(name, service, call, arguments, token=None, region="ap-southeast-1"):
    """What a whole botocore client would send."""
    session = botocore.session.Session()
    session.set_credentials(KEY, SECRET, token)
    client = session.create_client(service, region_name=region)

    class Sent(Exception):
        pass

    def capture(request, **_):
        headers = [(key, value) for key, value in request.headers.items()]
        if "host" not in {key.lower() for key, _ in headers}:
            headers.append(("Host", request.url.split("/")[2]))
        volatile = ("user-agent", "amz-sdk-invocation-id")
        headers = [h for h in headers if h[0].lower() not in volatile]
        emit(name, request.method, request.url, headers, request.body, region, token)
        raise Sent

    client.meta.events.register("before-send.*.*", capture)
    try:
        getattr(client, call)(**arguments)
    except Sent:
        pass


def main():
    botocore.auth.get_current_datetime = lambda remove_tzinfo=True: (
        NOW.replace(tzinfo=None) if remove_tzinfo else NOW)
    body = b'{"TableName":"Music","Key":{"Artist":{"S":"Bj\xc3\xb6rk"}}}'
    base = {**JSON, **TARGET}

    print("// Made by botocore_vectors.py; see there.")
    sent_by_client("ClientListTables", "dynamodb", "list_tables", {})
    sent_by_client("ClientPutItem", "dynamodb", "put_item", {
        "TableName": "Music", "Item": {"Artist": {"S": "No One You Know"}, "Year": {"N": "1999"}}},
        token=TOKEN)
    sent_by_client("ClientListStreams", "dynamodbstreams", "list_streams", {}, region="us-west-2")
    signed("EmptyBody", headers=base)
    signed("Body", headers=base, body=body)
    signed("SessionToken", headers=base, body=body, token=TOKEN)
    signed("OtherRegion", headers=base, body=body, region="local")
    signed("BinaryBody", headers=base, body=bytes(range(256)))
    signed("UnsignedPayload", headers={**base, "X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"},
           body=body)
    signed("LiteralHash", body=body, headers={
        **base, "X-Amz-Content-SHA256": hashlib.sha256(body).hexdigest()})
    signed("DateHeader", headers={**base, "Date": "Sat, 28 Feb 2026 00:00:00 GMT"}, body=body)
    signed("SpacesInHeader", headers={**base, "X-Note": "  a   b \t c  "}, body=body)
    signed("QuotesInHeader", headers={**base, "X-Note": '"a   b", c'}, body=body)
    signed("EmptyHeader", headers={**base, "X-Note": ""}, body=body)
    signed("Get", method="GET")
    signed("Query", method="GET", path="/?b=2&a=1&a=0&B=3&empty=&alone=&under_score=~-._")
    signed("EscapedQuery", method="GET", path="/?key%20one=a%2Fb%3Dc%26d&%E1%88%B4=%C3%B6&plus=%2B")
    signed("Path", method="PUT", path="/one/two/", body=body)
    signed("EscapedPath", method="PUT", path="/o%20n%2Fe/%C3%B6/a:b@c,d;e(f)")
    signed("DotsInPath", method="GET", path="/./one//two/../three/")
    signed("Presigned", method="GET", presign=60)
    signed("PresignedWeek", method="GET", presign=604800)
    signed("PresignedPath", method="GET", path="/health/x?verbose=1&Zed=%20&a=%7E", presign=300)
    signed("PresignedToken", method="GET", token=TOKEN, presign=900)
    signed("PresignedHeaders", method="POST", headers=TARGET, presign=3600)
    signed("PresignedUnsignedPayload", method="GET", presign=60,
           headers={"X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"})


main()

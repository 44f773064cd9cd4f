"""Heads that two servers would read in two ways, or that no server should read at all."""


def answers(wire, data):
    """All that comes back until the server closes; it must, as it cannot know what follows."""
    received = b""
    with wire.socket() as connection:
        try:
            connection.sendall(data)
            while part := connection.recv(65_536):
                received += part
        except ConnectionError:
            pass  # closed over what it did not read
    return received


def with_headers(request, *lines, without=None):
    """The request with these lines at the head's end."""
    head, _, body = request.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n")
            if without is None or not line.lower().startswith(without)]
    return b"\r\n".join([*kept, *lines]) + b"\r\n\r\n" + body


def two_lengths(chance, request):
    length = str(chance.choice([0, 1, len(request)])).encode()
    return "two lengths", with_headers(request, b"Content-Length: " + length)


def length_and_chunks(chance, request):
    name = chance.choice([b"Transfer-Encoding", b"transfer-encoding"])
    return "a length and chunks", with_headers(request, name + b": chunked") + b"0\r\n\r\n"


def strange_coding(chance, request):
    line = chance.choice([
        b"Transfer-Encoding: xchunked", b"Transfer-Encoding : chunked",
        b" Transfer-Encoding: chunked",
        b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding: identity, chunked, chunked",
        b"Transfer-Encoding:\x0bchunked", b"Transfer-Encoding: \x00chunked", b"Transfer-Encoding:",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
        b"X: y\r\n Transfer-Encoding: chunked"])
    return repr(line), with_headers(request, line, without=b"content-length:") + b"0\r\n\r\n"


def strange_length(chance, request):
    length = chance.choice([b"-1", b"+5", b"0x10", b"1e2", b"5 5", b"5,6", b"",
                            b"99999999999999999999", b"\x005", b"5\x0b", b"1_0"])
    line = b"Content-Length: " + length
    return repr(line), with_headers(request, line, without=b"content-length:")


def strange_line(chance, request):
    line = chance.choice([b"no colon", b": no name", b"a b: c", b"a\x00: b", b"a: b\x00c",
                          b"a: b\rc", b"a\x7f: b", b"\xff: b", b"a(b): c", b"a: b\r\n folded",
                          b"a: b\r\n\tfolded"])
    return repr(line), with_headers(request, line)


def strange_request_line(chance, request):
    line = chance.choice([b"POST  / HTTP/1.1", b"POST / HTTP/1.2 x", b"POST / HTTP/2.0", b"POST /",
                          b"POST / http/1.1", b" POST / HTTP/1.1", b"P\x00ST / HTTP/1.1",
                          b"POST /\x00 HTTP/1.1", b"POST / HTTP/1.1\x00", b"POST\t/\tHTTP/1.1"])
    return repr(line), line + b"\r\n" + request.partition(b"\r\n")[2]


def huge_head(chance, request):
    size = chance.randint(40_000, 2_000_000)
    lines = chance.choice([
        [b"a: " + b"b" * size], [b"a" * size + b": b"], [b"a: b"] * (size // 6), [b"a" * size]])
    return f"a head of {size} bytes", with_headers(request, *lines)


def huge_request_line(chance, request):
    size = chance.randint(40_000, 1_000_000)
    return (f"a request line of {size} bytes",
            b"POST /" + b"a" * size + b" HTTP/1.1\r\n" + request.partition(b"\r\n")[2])


def strange_chunks(chance, request):
    body = request.partition(b"\r\n\r\n")[2]
    size = f"{len(body):x}".encode()
    first = chance.choice([b"-1", b"+" + size, b"0x" + size, size + b" x", b"", b"g", b"f" * 17,
                           size + b"\n", size + b"\x00", b"\r\n" + size])
    data = with_headers(request, b"Transfer-Encoding: chunked", without=b"content-length:")
    head = data.partition(b"\r\n\r\n")[0]
    return (f"a chunk's size {first!r}",
            head + b"\r\n\r\n" + first + b"\r\n" + body + b"\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n")


HEADS = [two_lengths, length_and_chunks, strange_coding, strange_length, strange_line,
         strange_request_line, huge_head, huge_request_line, strange_chunks]

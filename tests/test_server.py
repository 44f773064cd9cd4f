"""The process: starting, refusing to start, stopping, TLS, full disks."""

import concurrent.futures
import json
import os
import pathlib
import pwd
import re
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import time

import boto3
import pytest
from botocore.config import Config

from support import process, tables
from support.clients import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, make_client
from support.process import Server
from support.values import S
from support.wire import Wire, read_answer

pytestmark = pytest.mark.own_server

EXIT_SECONDS_MAX = 60
DISK_BYTES = 300 << 20  # less than the server would keep for itself of a large one
ITEM_BYTES = 300_000
UNPRIVILEGED = "nobody"


def refuses_to_start(server):
    """Starts a server that must give up with one clear line; returns the line."""
    server.spawn()
    try:
        assert server.process.wait(EXIT_SECONDS_MAX) > 0, server.log
    finally:
        if server.process.poll() is None:
            server.kill()
    lines = [line for line in server.log.splitlines() if line.strip()]
    assert lines, "it did not say why"
    return lines[-1]


def unprivileged(tmp_path):
    """How to start a process that may not do everything; it can reach what is in `tmp_path`."""
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(UNPRIVILEGED)
    as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    for parent in [tmp_path, *tmp_path.parents]:
        if parent.is_relative_to(tmp_path.parents[2]):
            parent.chmod(0o755)
    try:
        subprocess.run([str(process.binary()), "version"], check=True, capture_output=True,
                       **as_user)
    except (PermissionError, subprocess.CalledProcessError):
        pytest.skip("another user may not run the binary here")
    return as_user


class TestRefusesToStart:
    def test_on_a_directory_in_use(self, server_of_own, tmp_path):
        first = server_of_own()
        line = refuses_to_start(Server(first.data))
        assert str(first.data) in line
        assert re.search("in use|another|locked", line, re.IGNORECASE)
        assert Wire(first.url).call("ListTables", {}).status == 200

    def test_on_a_port_in_use(self, server_of_own, tmp_path):
        first = server_of_own()
        line = refuses_to_start(Server(tmp_path / "other", port=first.port))
        assert str(first.port) in line
        assert "in use" in line.lower()
        assert not (tmp_path / "other").exists()

    def test_on_a_certificate_it_cannot_read(self, tmp_path):
        refuses_to_start(Server(tmp_path / "data", "--tls-cert", "/nonexistent.pem",
                                "--tls-key", "/nonexistent.pem"))
        assert not (tmp_path / "data").exists()

    def test_on_a_directory_it_may_not_read(self, tmp_path):
        data = tmp_path / "data"
        data.mkdir()
        as_user = unprivileged(tmp_path)
        data.chmod(0)
        try:
            line = refuses_to_start(Server(data, **as_user))
        finally:
            data.chmod(0o755)
        assert str(data) in line
        assert re.search("permission denied", line, re.IGNORECASE)

    def test_on_a_file_for_a_directory(self, tmp_path):
        (tmp_path / "data").write_text("not a directory")
        assert str(tmp_path / "data") in refuses_to_start(Server(tmp_path / "data"))

    @pytest.mark.parametrize("arguments", [["--no-such-option"], ["--listen", "nowhere"],
                                           ["--config", "/nonexistent/stator.toml"],
                                           ["--tls-cert", "/nonexistent.pem"],
                                           ["--auth", "perhaps"], ["--threads", "-1"],
                                           ["--threads", "1025"]])
    def test_with_arguments_it_does_not_understand(self, tmp_path, arguments):
        server = Server(tmp_path / "data", *arguments)
        refuses_to_start(server)
        assert re.search("no-such-option|nowhere|nonexistent|perhaps|TLS|threads", server.log), server.log
        assert "invariant" not in server.log


@pytest.mark.parametrize("argument", ["version", "--version"])
def test_version(argument):
    finished = process.run(argument)
    assert finished.returncode == 0
    assert re.search(r"\b\d+\.\d+\.\d+", finished.stdout)


def test_help_names_the_commands():
    finished = process.run("--help")
    assert finished.returncode == 0
    for command in ("serve", "check", "version"):
        assert command in finished.stdout


def test_an_unknown_command_is_refused():
    assert process.run("no-such-command").returncode != 0


def test_data_survives_a_restart(server_of_own, tmp_path):
    server = server_of_own()
    client = make_client(server.url)
    name = tables.create(client, range_type="S", DeletionProtectionEnabled=True)
    items = [{"pk": S("k"), "sk": S(f"{i:03}"), "v": S("x" * i)} for i in range(200)]
    for item in items:
        client.put_item(TableName=name, Item=item)
    before = client.describe_table(TableName=name)["Table"]
    server.stop()
    assert process.run("check", server.data).returncode == 0

    client = make_client(server_of_own().url)
    after = client.describe_table(TableName=name)["Table"]
    for member in ("TableId", "TableArn", "CreationDateTime", "KeySchema", "TableStatus",
                   "DeletionProtectionEnabled", "BillingModeSummary"):
        assert after[member] == before[member]
    answer = client.query(TableName=name, KeyConditionExpression="pk = :k", ConsistentRead=True,
                          ExpressionAttributeValues={":k": S("k")})
    assert answer["Items"] == items


def test_check_finds_damage(server_of_own):
    server = server_of_own()
    client = make_client(server.url)
    name = tables.create(client)
    for i in range(100):
        client.put_item(TableName=name, Item={"pk": S(str(i)), "v": S(str(i) * 1000)})
    server.stop()
    damaged = 0
    for path in server.data.rglob("*"):
        if path.is_file() and path.suffix in (".sst", ".log") and path.stat().st_size > 1000:
            content = bytearray(path.read_bytes())
            for i in range(0, 64):
                content[len(content) // 2 + i] ^= 0xFF
            path.write_bytes(content)
            damaged += 1
    assert damaged
    finished = process.run("check", server.data)
    assert finished.returncode != 0
    assert finished.stdout + finished.stderr


def test_check_refuses_a_directory_in_use(server_of_own):
    server = server_of_own()
    finished = process.run("check", server.data)
    assert finished.returncode != 0
    assert str(server.data) in finished.stdout + finished.stderr


@pytest.mark.parametrize("mode", [0o000, 0o600])
def test_check_says_that_it_may_not_read_a_directory(server_of_own, tmp_path, mode):
    server = server_of_own()
    server.stop()
    as_user = unprivileged(tmp_path)
    server.data.chmod(mode)
    try:
        finished = process.run("check", server.data, **as_user)
    finally:
        server.data.chmod(0o755)
    assert finished.returncode != 0
    assert str(server.data) in finished.stderr
    assert "no permission" in finished.stderr


def test_check_of_a_directory_without_a_store(tmp_path):
    for place in (tmp_path, tmp_path / "nothing"):
        finished = process.run("check", place)
        assert finished.returncode != 0
        assert f"there is no store in {place}" in finished.stderr


class TestStopping:
    @pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
    def test_is_clean(self, server_of_own, sent):
        server = server_of_own()
        make_client(server.url).list_tables()
        server.process.send_signal(sent)
        assert server.process.wait(EXIT_SECONDS_MAX) == 0, server.log

    def test_does_not_wait_for_idle_connections(self, server_of_own):
        server = server_of_own()
        wire = Wire(server.url)
        idle = [wire.socket() for _ in range(10)]
        server.stop()
        for connection in idle:
            with connection:
                try:
                    assert connection.recv(1) == b""
                except ConnectionResetError:
                    pass  # closed too, if less politely

    def test_finishes_requests_in_flight(self, server_of_own):
        """Half a request is on its way when the signal comes; it is answered once it is whole."""
        server = server_of_own()
        client = make_client(server.url)
        name = tables.create(client)
        wire = Wire(server.url)
        data = wire.request_bytes("PutItem", {"TableName": name, "Item": {
            "pk": S("in flight"), "v": S("x" * 100_000)}})
        with wire.socket() as connection:
            connection.sendall(data[:-50_000])
            # Answered after the server has read what was sent before it on its other connection.
            assert wire.call("ListTables", {}).status == 200
            server.process.send_signal(signal.SIGTERM)
            connection.sendall(data[-50_000:])
            with connection.makefile("rb") as stream:
                assert read_answer(stream).status == 200
        assert server.process.wait(EXIT_SECONDS_MAX) == 0, server.log
        client = make_client(server_of_own().url)
        found = client.get_item(TableName=name, Key={"pk": S("in flight")}, ConsistentRead=True)
        assert "Item" in found

    def ends_at_a_second_signal(self, server, sent):
        server.process.send_signal(sent)
        while "stopping" not in server.log:
            time.sleep(process.POLL_SECONDS)
        assert server.process.poll() is None
        server.process.send_signal(sent)
        assert server.process.wait(EXIT_SECONDS_MAX) == 1, server.log
        assert "stopping at once" in server.log

    @pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
    def test_a_second_signal_waits_for_nothing(self, server_of_own, sent, tmp_path):
        server = Server(tmp_path / "data", "--stop-timeout", "3600").start()
        client = make_client(server.url)
        name = tables.create(client)
        client.put_item(TableName=name, Item={"pk": S("acknowledged")})
        wire = Wire(server.url)
        data = wire.request_bytes("ListTables", {})
        with wire.socket() as connection:
            connection.sendall(data[:-1])
            # Answered after the server has read what was sent before it on its other connection.
            assert wire.call("ListTables", {}).status == 200
            self.ends_at_a_second_signal(server, sent)
        assert process.run("check", server.data).returncode == 0
        client = make_client(server_of_own().url)
        assert "Item" in client.get_item(TableName=name, Key={"pk": S("acknowledged")})

    def test_a_log_that_nobody_reads_holds_no_signal_up(self, tmp_path):
        """Its pipe is full: each line waits for a reader. The second signal ends the process."""
        server = Server(tmp_path / "data", "--log-level", "debug")
        reader, writer = os.pipe()
        with subprocess.Popen(server.arguments, stdout=writer, stderr=writer) as server.process:
            while not server.ready():
                time.sleep(process.POLL_SECONDS)
            os.set_blocking(writer, False)
            try:
                while os.write(writer, b"x" * 4096):
                    pass
            except BlockingIOError:
                pass
            os.set_blocking(writer, True)
            server.process.send_signal(signal.SIGTERM)
            server.process.send_signal(signal.SIGINT)  # two of one kind could be seen as one
            assert server.process.wait(EXIT_SECONDS_MAX) in (1, -signal.SIGALRM)
        os.close(reader)
        os.close(writer)
        assert process.run("check", server.data).returncode == 0

    def test_keeps_everything_acknowledged(self, server_of_own):
        server = server_of_own()
        name = tables.create(make_client(server.url))

        def write(number):
            """Puts items until the server is gone; returns the keys acknowledged."""
            client, done = make_client(server.url), []
            while True:
                key = f"{number}-{len(done)}"
                try:
                    client.put_item(TableName=name, Item={"pk": S(key)})
                except Exception:  # pylint: disable=broad-except
                    return done  # refused or cut off: either way the server is stopping
                done.append(key)
                if len(done) == 50 and number == 0:
                    server.process.send_signal(signal.SIGTERM)

        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            acknowledged = [key for done in threads.map(write, range(4)) for key in done]
        assert server.process.wait(EXIT_SECONDS_MAX) == 0, server.log
        client = make_client(server_of_own().url)
        found = {item["pk"]["S"] for page in client.get_paginator("scan").paginate(TableName=name)
                 for item in page["Items"]}
        assert set(acknowledged) <= found


class TestTls:
    def certificate(self, directory):
        """A certificate of its own for 127.0.0.1, made by the openssl command."""
        paths = directory / "certificate.pem", directory / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost,IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]],
            check=True, capture_output=True)
        return paths

    def client(self, url, verify):
        return boto3.session.Session().client(
            "dynamodb", endpoint_url=url, region_name=REGION, verify=verify,
            aws_access_key_id=ACCESS_KEY_ID, aws_secret_access_key=SECRET_ACCESS_KEY,
            config=Config(retries={"total_max_attempts": 1}))

    @pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl command")
    def test_with_a_given_certificate(self, server_of_own, tmp_path):
        certificate, key = self.certificate(tmp_path)
        server = server_of_own("--tls-cert", certificate, "--tls-key", key, tls=True)
        assert self.client(server.url, str(certificate)).list_tables()["TableNames"] == []

    def test_with_a_generated_certificate(self, server_of_own, tmp_path):
        server = server_of_own("--tls", tls=True)
        presented = ssl.get_server_certificate(("127.0.0.1", server.port))
        trusted = tmp_path / "trusted.pem"
        trusted.write_text(presented)
        assert self.client(server.url, str(trusted)).list_tables()["TableNames"] == []

    def test_the_generated_certificate_is_kept(self, server_of_own):
        presented = []
        for _ in range(2):
            server = server_of_own("--tls", tls=True)
            presented.append(ssl.get_server_certificate(("127.0.0.1", server.port)))
            server.stop()
        assert presented[0] == presented[1]

    @pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
    def test_versions(self, server_of_own, version):
        server = server_of_own("--tls", tls=True)
        context = ssl._create_unverified_context()
        context.minimum_version = context.maximum_version = version
        with socket.create_connection(("127.0.0.1", server.port)) as plain:
            with context.wrap_socket(plain, server_hostname="localhost") as secured:
                assert secured.version() == version.name.replace("_", ".")

    @pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
    def test_plain_requests_are_told_to_use_tls(self, server_of_own, method):
        server = server_of_own("--tls", tls=True)
        wire = Wire(server.url)
        for path in ("/", "/-/ready"):
            with wire.socket() as connection:
                connection.sendall(f"{method} {path} HTTP/1.1\r\nHost: x\r\n"
                                   "Content-Length: 2\r\n\r\n{}".encode())
                with connection.makefile("rb") as stream:
                    answer = read_answer(stream)
                    assert stream.read() == b""  # and the connection is closed
            assert (answer.status, answer.error) == (400, "MalformedHttpRequestException")
            assert answer.message == ("A plain HTTP request was sent to a port that speaks TLS: "
                                      "use https.")
        assert wire.call("ListTables", {}).status == 200

    def test_what_is_neither_tls_nor_http_gets_nothing(self, server_of_own):
        server = server_of_own("--tls", tls=True)
        wire = Wire(server.url)
        for data in (b"\0" * 100, b"get / http/1.1\r\n\r\n", b"\x80\x2e\x01\x00\x02" + b"\0" * 50):
            with wire.socket() as connection:
                connection.sendall(data)
                try:
                    received = connection.recv(1000)
                except ConnectionError:
                    received = b""
                assert b"HTTP" not in received
        assert wire.call("ListTables", {}).status == 200


@pytest.fixture
def small_disk(tmp_path):
    """A directory on a file system of some megabytes; skips where mounting is not allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "stator-test", place],
        check=False, capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(wire, name):
    """Puts items until one is refused; returns how many were taken, and the refusal."""
    for i in range(2 * DISK_BYTES // ITEM_BYTES):
        value = os.urandom(ITEM_BYTES // 2).hex()
        body = {"TableName": name, "Item": {"pk": S(str(i)), "v": S(value)}}
        answer = wire.call("PutItem", body)
        if answer.status != 200:
            return i, answer
    raise AssertionError("the disk never filled")


def check_full(server, client, name):
    wire = Wire(server.url)
    taken, refusal = fill(wire, name)
    assert refusal.status in (400, 500, 503), refusal.body
    # A failed write that was taken back is a 503: it is certain that it is not there.
    assert refusal.error in ("InternalServerError", "ServiceUnavailable",
                             "ServiceUnavailableException", "ThrottlingException",
                             "LimitExceededException", "ProvisionedThroughputExceededException")
    assert refusal.message
    assert taken > 0
    for i in (0, taken // 2, taken - 1):  # what was acknowledged can still be read
        found = client.get_item(TableName=name, Key={"pk": S(str(i))}, ConsistentRead=True)
        assert "Item" in found
    assert wire.call("ListTables", {}).json["TableNames"] == [name]
    assert server.process.poll() is None
    return taken


def test_a_full_disk_refuses_writes_and_serves_reads(small_disk):
    server = Server(small_disk / "data")
    server.log_path = small_disk.parent / "server.log"  # not on the disk that fills
    server.start()
    try:
        client = make_client(server.url)
        name = tables.create(client)
        taken = check_full(server, client, name)
        assert re.search("no space|disk.*full|space", server.log, re.IGNORECASE)
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(EXIT_SECONDS_MAX)
    assert taken * ITEM_BYTES > DISK_BYTES // 4
    subprocess.run(["mount", "-o", f"remount,size={DISK_BYTES * 4}", small_disk], check=True)
    server = Server(small_disk / "data")
    server.log_path = small_disk.parent / "server.log"
    with server:  # with room again everything is there and can be written
        client = make_client(server.url)
        keys = {item["pk"]["S"] for page in client.get_paginator("scan").paginate(TableName=name)
                for item in page["Items"]}
        assert {str(i) for i in range(taken)} <= keys
        client.put_item(TableName=name, Item={"pk": S("again")})


def test_a_file_size_limit_refuses_writes_and_serves_reads(tmp_path):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writes fail with EFBIG, as a quota does
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    server = Server(tmp_path / "data", preexec_fn=limit).start()
    try:
        client = make_client(server.url)
        check_full(server, client, tables.create(client))
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(EXIT_SECONDS_MAX)


def test_log_lines_are_whole_and_hold_no_secrets(server_of_own):
    server = server_of_own()
    client = make_client(server.url)
    name = tables.create(client)
    client.put_item(TableName=name, Item={"pk": S("not-for-the-log")})
    server.stop()
    assert "not-for-the-log" not in server.log
    assert SECRET_ACCESS_KEY not in server.log
    assert pathlib.Path(server.log_path).read_bytes().endswith(b"\n")

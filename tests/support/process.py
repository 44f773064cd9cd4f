"""One server process: started on a free port, ready, stopped as asked, its log kept."""

import http.client
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
READY_SECONDS_MAX = 60  # opening a store after many kills replays its logs
STOP_SECONDS_MAX = 60
POLL_SECONDS = 0.02


def binary():
    return pathlib.Path(os.environ.get("STATOR_BINARY", REPOSITORY / "build/release/stator"))


def run(*arguments, **options):
    """Runs one short command of the binary and returns the finished process, output as text."""
    return subprocess.run([str(binary()), *map(str, arguments)], capture_output=True, text=True,
                          timeout=STOP_SECONDS_MAX, check=False, **options)


FIRST_PORT = 10_000
EPHEMERAL_PORTS = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")


def first_ephemeral_port():
    return int(EPHEMERAL_PORTS.read_text().split()[0])


def free_port():
    """A port that the kernel gives to nobody who asks for any: not between this look and the
    server's start, and not to others while the server is killed and started again."""
    while True:
        port = random.SystemRandom().randrange(FIRST_PORT, first_ephemeral_port())
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class Server:
    """A `stator serve` of its own. Used as a context manager it stops cleanly at the end."""

    def __init__(self, data, *arguments, port=None, tls=False, **popen):
        self.data = pathlib.Path(data)
        self.port = port or free_port()
        self.tls = tls
        self.log_path = self.data.parent / f"{self.data.name}-{self.port}.log"
        self.arguments = [str(binary()), "serve", "--data", str(data),
                          "--listen", f"127.0.0.1:{self.port}", *map(str, arguments)]
        self.popen = popen
        self.process = None

    @property
    def url(self):
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def spawn(self):
        """Starts the process without waiting for it."""
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(self.arguments, stdout=log, stderr=log, **self.popen)
        return self

    def start(self):
        self.spawn()
        deadline = time.monotonic() + READY_SECONDS_MAX
        while not self.ready():
            assert self.process.poll() is None, f"the server did not start:\n{self.log}"
            assert time.monotonic() < deadline, f"the server did not get ready:\n{self.log}"
            time.sleep(POLL_SECONDS)
        return self

    def ready(self):
        if self.tls:  # its certificate is the test's own business; listening is enough here
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/-/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self):
        """As a power cut sees the process: no warning, no goodbye."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_SECONDS_MAX)

    def stop(self):
        """Asks politely, and insists on a clean end."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not stop:\n{self.log}") from None
        assert status == 0, f"the server ended with {status}:\n{self.log}"
        assert "broken invariant" not in self.log, self.log

    def __enter__(self):
        return self.start()

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.stop()
        elif self.process is not None and self.process.poll() is None:
            self.kill()

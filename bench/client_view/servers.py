"""The servers that are put under load: started, pinned to processors, looked at, stopped."""

import contextlib
import http.client
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import time

READY_SECONDS_MAX = 120
STOP_SECONDS_MAX = 60
READY_POLL_SECONDS = 0.002
SETTLE_SECONDS_MAX = 1200
SETTLE_POLL_SECONDS = 0.5
CONFIGURATION = """auth = "required"
[[credentials]]
access_key_id = "loadAccessKeyId"
secret_access_key = "loadSecretAccessKey"
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Endpoint:
    """Something that was started by others: a peer to compare with."""

    status_only = False  # whether its answers' bodies are not to be looked at
    pid = None

    def __init__(self, name, host, port):
        self.name, self.host, self.port = name, host, port

    def metrics(self):
        return {}


class Server(Endpoint):
    """A process of our own. `cores` are the processors that it may use."""

    def __init__(self, name, command, cores, log):
        super().__init__(name, "127.0.0.1", free_port())
        self.command, self.cores, self.log = command, cores, pathlib.Path(log)
        self.process = None

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        """Returns how many seconds it took until the first request was answered."""
        arguments = [part.replace("PORT", str(self.port)) for part in self.command]
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["taskset", "-c", ",".join(map(str, self.cores)), *arguments],
                stdout=log, stderr=log)
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > began + READY_SECONDS_MAX:
                raise RuntimeError(f"{self.name} did not start:\n{self.log.read_text()}")
            time.sleep(READY_POLL_SECONDS)
        return time.monotonic() - began

    def ready(self):
        with socket.socket() as probe:
            return probe.connect_ex((self.host, self.port)) == 0

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def resident_mb(self):
        return self.memory_mb("VmRSS")

    def peak_mb(self):
        """The most that was resident since it started."""
        return self.memory_mb("VmHWM")

    def memory_mb(self, name):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(name + r":\s+(\d+) kB", status)[1]) / 1024

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()


class Bare(Server):
    status_only = True

    def __init__(self, binaries, folder, cores):
        super().__init__("bare", [str(binaries / "bare_http"), "PORT"], cores, folder / "bare.log")


class Measured(Server):
    """One that tells what it has done."""

    def get(self, path):
        connection = http.client.HTTPConnection(self.host, self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def metrics(self):
        """The metrics that have no labels, by name."""
        lines = self.get("/-/metrics")[1].splitlines()
        pairs = (line.split(" ") for line in lines if not line.startswith("#"))
        return {name: float(value) for name, value in pairs if "{" not in name}


class Floor(Measured):
    """bench/floor_server, with a store of its own."""

    def __init__(self, binaries, folder, data, cores):
        super().__init__("floor", [str(binaries / "floor_server"), "PORT", str(data)], cores,
                         folder / "floor.log")


class Stator(Measured):
    """`stator serve`, with signatures verified."""

    def __init__(self, binaries, folder, data, cores, threads=1, memory_mb=None):
        configuration = folder / ("stator.toml" if memory_mb is None else f"stator-{memory_mb}.toml")
        store = "" if memory_mb is None else f"[store]\nmemory_mb = {memory_mb}\n"
        configuration.write_text(CONFIGURATION + store)
        super().__init__("stator", [
            str(binaries / "stator"), "serve", "--config", str(configuration), "--data", str(data),
            "--listen", "127.0.0.1:PORT", "--threads", str(threads)], cores, folder / "stator.log")

    def ready(self):
        try:
            return super().ready() and self.get("/-/ready")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def settle(self):
        """Waits until no compaction runs or is due."""
        deadline = time.monotonic() + SETTLE_SECONDS_MAX
        while time.monotonic() < deadline:
            metrics = self.metrics()
            if metrics["stator_compactions_running"] + metrics["stator_compaction_pending_bytes"] == 0:
                return
            time.sleep(SETTLE_POLL_SECONDS)
        raise RuntimeError("compactions do not come to an end")

    def cache_mb(self):
        """What the store's caches hold."""
        metrics = self.metrics()
        return sum(metrics[f"stator_{cache}_cache_bytes"] for cache in ("block", "row")) / 2**20


def cores():
    """(the server's processor, the client's): two, of which others should use neither."""
    usable = sorted(os.sched_getaffinity(0))
    if len(usable) < 2:
        raise SystemExit("two processors are needed: one for the server, one for the client")
    return usable[0], usable[1]


class Others:
    """How much of the processors others took meanwhile. Begins when it is made; what this process
    started counts as its own once it has ended."""

    def __init__(self, watched):
        self.watched = watched
        self.began, self.busy, self.own = self.read()

    def read(self):
        tick = os.sysconf("SC_CLK_TCK")
        busy = 0
        for line in pathlib.Path("/proc/stat").read_text().splitlines():
            name, *ticks = line.split()
            if name in {f"cpu{core}" for core in self.watched}:
                busy += sum(map(int, ticks[:3])) / tick  # user, nice, system
        own = sum(sum(resource.getrusage(who)[:2])
                  for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return time.monotonic(), busy, own

    def share(self):
        now, busy, own = self.read()
        processors = (now - self.began) * len(self.watched)
        return max(0.0, (busy - self.busy) - (own - self.own)) / processors

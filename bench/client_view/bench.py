"""What the cases measure with: the bare server and stator side by side, and a load."""

import contextlib
import json
import shutil
import subprocess
import time

from load import Load
from servers import Bare, Floor, Stator, cores

CONNECTIONS_TO_LOAD = 16
SETTLE_SECONDS = 1  # after a start, before memory is looked at
WARM_UP_SECONDS = 0.5
# Of 500 bytes: so many that write buffers were flushed and logs are written over.
PUTS_TO_SETTLE = 60_000
ONLY_ONCE_PREPARED = 60_000  # of requests that cannot be sent again; more than a run sends


def disk_mb(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


class Table:
    """A stator with a table of its own, stopped and started again after it was loaded."""

    def __init__(self, bench, items, memory_mb=None, **tables):
        self.bench = bench
        self.load = Load(bench.binaries, [bench.client_core], items=items, **tables)
        self.data = bench.folder / f"data-{items}"
        self.server = Stator(bench.binaries, bench.folder, self.data, [bench.server_core],
                             memory_mb=memory_mb)

    def __enter__(self):
        self.server.start()
        began = time.monotonic()
        self.load.set_up(self.server, CONNECTIONS_TO_LOAD)
        self.load_seconds = time.monotonic() - began
        self.restart()
        self.disk_mb = disk_mb(self.data)
        return self

    def restart(self):
        self.server.stop()
        self.start_seconds = self.server.start()
        time.sleep(SETTLE_SECONDS)
        self.idle_mb = self.server.resident_mb()

    def __exit__(self, *_):
        self.server.stop()
        shutil.rmtree(self.data)

    def run(self, operation, **options):
        return self.load.run(self.server, operation, **options)

    def settle(self):
        """Waits for the compactions that loading left behind; how many seconds."""
        began = time.monotonic()
        self.server.settle()
        return time.monotonic() - began

    def directly(self, table, action, seconds):
        """The same rows from the store alone (bench/bare_store.cc). Stops the server."""
        self.server.stop()
        done = subprocess.run(
            ["taskset", "-c", str(self.bench.server_core), str(self.bench.binaries / "bare_store"),
             str(self.data), table, action, str(seconds)],
            stdout=subprocess.PIPE, text=True, check=True)
        return json.loads(done.stdout)


class Bench:
    """The folder must be on the disk that is to be measured."""

    def __init__(self, options, folder):
        self.binaries, self.folder = options.binaries, folder
        self.rounds, self.seconds = options.rounds, options.seconds
        self.latency_minutes, self.sizes = options.latency_minutes, options.items
        self.operations, self.peers = options.operations, options.peer
        self.scan_items = options.scan_items
        self.server_core, self.client_core = cores()
        self.load = Load(self.binaries, [self.client_core])
        self.servers = contextlib.ExitStack()
        self.seed = 100

    def __enter__(self):
        with self.servers:
            self.bare = self.servers.enter_context(
                Bare(self.binaries, self.folder, [self.server_core]))
            self.stator = self.servers.enter_context(
                Stator(self.binaries, self.folder, self.folder / "data", [self.server_core]))
            self.load.set_up(self.stator, CONNECTIONS_TO_LOAD)
            self.servers = self.servers.pop_all()
        return self

    def __exit__(self, *exception):
        return self.servers.__exit__(*exception)

    @staticmethod
    def show(cells):
        """One row, as soon as it is known."""
        print("  ", " ".join(cell for cell in cells if cell), flush=True)

    def next_seed(self):
        """Another each time: what has a token must not have been seen by the server."""
        self.seed += 1
        return self.seed

    def stator_run(self, operations, **options):
        options.setdefault("warm_up_seconds", WARM_UP_SECONDS)
        return self.load.run(self.stator, operations, **options)

    def pair(self, operation, connections):
        """The bare server's figures and ours, one right after the other."""
        options = {"connections": connections, "seconds": self.seconds,
                   "warm_up_seconds": WARM_UP_SECONDS, "seed": self.next_seed()}
        bare = self.load.run(self.bare, "get", **options)
        if operation == "transact-token":
            options["prepared"] = ONLY_ONCE_PREPARED
        return bare, self.load.run(self.stator, operation, **options)

    @contextlib.contextmanager
    def floor(self):
        """bench/floor_server with the same tables, on the server's processor."""
        data = self.folder / "floor"
        with Floor(self.binaries, self.folder, data, [self.server_core]) as server:
            self.load.set_up(server, CONNECTIONS_TO_LOAD)
            for each in (server, self.stator):
                self.load.run(each, "put", connections=64, count=PUTS_TO_SETTLE)
            yield server
        shutil.rmtree(data)

    def beside(self, server, operation, connections):
        """The figures of the other server and ours, each first in every second round."""
        options = {"connections": connections, "seconds": self.seconds,
                   "warm_up_seconds": WARM_UP_SECONDS, "seed": self.next_seed()}
        both = [server, self.stator]
        runs = {one.name: self.load.run(one, operation, **options)
                for one in both[::1 if self.seed % 2 else -1]}
        return [runs[one.name] for one in both]

    def fresh_start(self):
        """Of a server without data: seconds to start, MB of memory."""
        data = self.folder / "fresh"
        server = Stator(self.binaries, self.folder, data, [self.server_core])
        try:
            seconds = server.start()
            time.sleep(SETTLE_SECONDS)
            return seconds, server.resident_mb()
        finally:
            server.stop()
            shutil.rmtree(data)

    def table_of(self, items, **tables):
        return Table(self, items, **tables)

    def threads_run(self, operation, threads):
        """With several threads, client and server share all the processors."""
        both = [self.server_core, self.client_core]
        data = self.folder / f"threads-{threads}"
        load = Load(self.binaries, [self.client_core] if threads == 1 else both)
        server = Stator(self.binaries, self.folder, data,
                        [self.server_core] if threads == 1 else both, threads)
        with server:
            load.set_up(server, CONNECTIONS_TO_LOAD)
            figures = load.run(server, operation, connections=64, seconds=2 * self.seconds)
        shutil.rmtree(data)
        return figures

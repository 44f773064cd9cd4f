"""Runs the load client, bench/load, against an endpoint."""

import json
import subprocess


def flags(options):
    return [part for name, value in options.items()
            for part in ("--" + name.replace("_", "-"), value)]


class Load:
    """`pin` is the processors that the client may use; the rest says how the tables are."""

    def __init__(self, binaries, pin, **tables):
        self.program = str(binaries / "stator_load")
        self.pin = ",".join(map(str, pin))
        self.tables = flags({"items": 10_000, "partitions": 1000, **tables})

    def command(self, verb, endpoint, **options):
        arguments = ["taskset", "-c", self.pin, self.program, verb, "--host", endpoint.host,
                     "--port", endpoint.port, *self.tables, *flags(options)]
        return list(map(str, arguments))

    def set_up(self, endpoint, connections=16):
        subprocess.run(self.command("setup", endpoint, connections=connections), check=True)

    def run(self, endpoint, operations, **options):
        """The figures, as bench/load/report.h shows them, and what the server's metrics say."""
        command = self.command("run", endpoint, operations=operations, **options)
        if endpoint.status_only:
            command.append("--status-only")
        if endpoint.pid:
            command += ["--server-pid", str(endpoint.pid)]
        before = endpoint.metrics()
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode not in (0, 3):
            raise SystemExit(f"the load on {endpoint.name} failed")
        figures = json.loads(done.stdout)
        if figures["requests"] == 0:
            raise SystemExit(f"{endpoint.name} answered nothing of {operations} in "
                             f"{figures['seconds']:.1f} s: is the machine busy?")
        after = endpoint.metrics()
        commits, syncs = (after.get(name, 0) - before.get(name, 0)
                          for name in ("stator_commits_total", "stator_wal_syncs_total"))
        if commits:
            figures["syncs_per_commit"] = syncs / commits
        return figures

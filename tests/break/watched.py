"""Servers under attack: they start, live and end as they should, or it is reported."""

import contextlib
import signal
import subprocess
import time

from faults import ABORTED, REFUSED, UNANSWERED, WRONG, Over
from support import process

# No answer, no start and no end after so long is none at all; nothing here takes a tenth of it.
SECONDS_MAX = 120
POLL_SECONDS = 0.02
LOG_BYTES_SHOWN = 600
ASSERTIONS = ("broken invariant", "Assertion `", "terminate called", "AddressSanitizer",
              "runtime error:")


class Server(process.Server):
    """Knows whether it was this script that killed it."""

    killed = False

    def kill(self):
        self.killed = True
        super().kill()

    @property
    def ended_by_itself(self):
        return self.process.poll() is not None and not self.killed

    @property
    def met(self):
        """The sign of an assertion in its log."""
        return next((text for text in ASSERTIONS if text in self.log), None)


def tail(server):
    return server.log[-LOG_BYTES_SHOWN:].strip()


def configuration(place, text):
    path = place / "stator.toml"
    path.write_text(text)
    return path


def make(data, *arguments, log=None, **options):
    server = Server(data, *arguments, **options)
    if log is not None:
        server.log_path = log  # not on the disk that is under attack
    return server


def wait_for_start(report, server):
    """Whether the server, which was spawned, got ready; False if it refused."""
    deadline = time.monotonic() + SECONDS_MAX
    while not server.ready():
        if server.process.poll() is not None:
            alive(report, server)
            return False
        if time.monotonic() > deadline:
            server.kill()
            report.over(UNANSWERED, f"it neither starts nor refuses:\n{tail(server)}")
        time.sleep(POLL_SECONDS)
    return True


def alive(report, server):
    """Whether the process runs. That it met an assertion, or a signal of its own, is a fault."""
    status = server.process.poll()
    if (server.ended_by_itself and status < 0) or server.met:
        report.over(ABORTED, f"status {status}, {server.met}:\n{tail(server)}")
    return status is None


def check_alive(report, server):
    if not alive(report, server):
        report.over(ABORTED, f"it ended, status {server.process.returncode}:\n{tail(server)}")


def stop(report, server):
    """SIGTERM, and a clean end."""
    check_alive(report, server)
    server.process.send_signal(signal.SIGTERM)
    try:
        status = server.process.wait(SECONDS_MAX)
    except subprocess.TimeoutExpired:
        server.kill()
        report.over(UNANSWERED, f"SIGTERM did not end it:\n{tail(server)}")
    alive(report, server)
    if status > 0:
        report.over(WRONG, f"SIGTERM ended it with status {status}:\n{tail(server)}")


@contextlib.contextmanager
def running(report, data, *arguments, log=None, **options):
    """A server that must start, and that is stopped, or killed when the attack is over early."""
    server = make(data, *arguments, log=log, **options).spawn()
    try:
        if not wait_for_start(report, server):
            report.over(REFUSED, f"it does not start:\n{tail(server)}")
        yield server
        if not server.killed:
            stop(report, server)
    except Over:
        raise
    except Exception:
        if not server.killed:
            check_alive(report, server)  # the better explanation
        raise
    finally:
        if server.process.poll() is None:
            server.kill()


def check_sound(report, data):
    """`stator check` finds nothing."""
    finished = process.run("check", data, errors="replace")
    if finished.returncode != 0:
        report.fault(WRONG, f"check: status {finished.returncode}: "
                            f"{(finished.stdout + finished.stderr).strip()}")

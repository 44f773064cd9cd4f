"""What the attacks of one kind came to, counted and told at once."""

import collections
import threading

# What can go wrong, each a column of the counts at the end.
LOST = "lost"  # acknowledged data that is missing, older, doubled or half, without a word
ABORTED = "aborted"  # the process ended by itself, or met an assertion
REFUSED = "refused"  # refused without reason, or without saying it
UNANSWERED = "unanswered"  # a request, a start or a stop that nobody answered
WRONG = "wrong"  # anything else: a forgery that was accepted, memory beyond its bound
FAULTS = (LOST, ABORTED, REFUSED, UNANSWERED, WRONG)

TEXT_BYTES_MAX = 2000  # of what is told of one fault; the server's log is kept anyway


class Over(Exception):
    """Ends an attack early: what went wrong is reported, and nothing more can be learned."""


class Report:
    """Of one kind, over all rounds. Safe from any thread."""

    def __init__(self, kind, seed):
        self.kind, self.seed = kind, seed
        self.round = None
        self.tries = 0
        self.faults = collections.Counter()
        self.skipped = None  # why this kind cannot run here
        self._lock = threading.Lock()

    def tried(self, count=1):
        with self._lock:
            self.tries += count

    def fault(self, what, text):
        with self._lock:
            self.faults[what] += 1
            print(f"FAULT {self.kind} --seed {self.seed} --from {self.round}: {what}: "
                  f"{text[:TEXT_BYTES_MAX]}", flush=True)

    def over(self, what, text):
        self.fault(what, text)
        raise Over

    @property
    def wrong(self):
        return sum(self.faults.values())

    def line(self):
        counts = ", ".join(f"{self.faults[what]} {what}" for what in FAULTS)
        left_out = f" (left out: {self.skipped})" if self.skipped else ""
        return f"{self.kind:<17} {self.tries:>8} tries: {counts}{left_out}"

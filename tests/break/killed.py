"""SIGKILL and SIGSTOP under writers of items, of an index, and of transactions with tokens."""

import concurrent.futures
import signal
import time

import watched
from faults import LOST, REFUSED, UNANSWERED
from support import ledger, tables, transfers
from support.clients import make_client
from support.indexes import KEYS_ONLY, definitions, index

KILLS = 3
WRITERS = 4
CLIENTS = 3
ACKNOWLEDGED_BEFORE_KILL = (1, 400)  # early kills catch the start, late ones a running store
STARTS_KILLED = 0.3  # of the kills are followed by one while the logs are replayed
START_SECONDS = 0.2  # in which a start is killed
STOP_SECONDS = (0.01, 0.3)
STOPS_MAX = 4


class Known:
    """The tables, what the writers know of them, and the writers' round."""

    def __init__(self, url):
        client = make_client(url)
        self.items = tables.create(
            client, AttributeDefinitions=definitions(pk="S", again="N", writer="N"),
            GlobalSecondaryIndexes=[index("values", ["again"]),
                                    index("writers", ["writer"], projection=KEYS_ONLY)])
        self.accounts, self.notes = (tables.create(client) for _ in range(2))
        self.ledger = ledger.Ledger()
        self.clients = [transfers.Client(number, self.accounts, self.notes)
                        for number in range(CLIENTS)]
        self.round = 0

    def check(self, url):
        client = make_client(url)
        ledger.check(self.ledger, ledger.stored(client, self.items))
        transfers.check(client, self.accounts, self.notes, self.clients)


def attack(chance, place, report):
    data = place / "data"
    with watched.running(report, data) as server:
        known = Known(server.url)
    for _ in range(KILLS):
        with watched.running(report, data) as server:
            write_and_kill(chance, server, known, report)
        if chance.random() < STARTS_KILLED:
            server = watched.make(data).spawn()
            time.sleep(chance.uniform(0, START_SECONDS))
            if watched.alive(report, server):
                server.kill()
        report.tried()
        watched.check_sound(report, data)
        with watched.running(report, data) as server:
            try:
                known.check(server.url)
            except AssertionError as error:
                report.over(LOST, str(error))
    watched.check_sound(report, data)


def write_and_kill(chance, server, known, report):
    known.round += 1
    known.ledger.begin_round(chance.randint(*ACKNOWLEDGED_BEFORE_KILL))
    transfers_round = transfers.Round(1)
    stops = [chance.uniform(*STOP_SECONDS) for _ in range(chance.randrange(STOPS_MAX))]
    with concurrent.futures.ThreadPoolExecutor(WRITERS + CLIENTS) as threads:
        work = [threads.submit(ledger.Writer(number, known.round, server.url, known.items,
                                             known.ledger).run) for number in range(WRITERS)]
        work += [threads.submit(client.run, server.url, transfers_round)
                 for client in known.clients]
        try:
            wait(server, known, work, stops, report)
        finally:
            server.kill()  # which is what ends the writers, and the pool waits for them
    for writer in work:
        if writer.exception():
            report.fault(REFUSED, repr(writer.exception()))


def wait(server, known, work, stops, report):
    """Until enough was acknowledged, with a few moments in which the process stands still."""
    deadline = time.monotonic() + watched.SECONDS_MAX
    while not known.ledger.target.wait(timeout=0.05):
        watched.check_alive(report, server)
        if any(writer.done() for writer in work):
            return  # it failed, and says so
        if stops:
            server.process.send_signal(signal.SIGSTOP)
            time.sleep(stops.pop())
            server.process.send_signal(signal.SIGCONT)
        if time.monotonic() > deadline:
            report.fault(UNANSWERED, f"writes are not answered:\n{watched.tail(server)}")
            return

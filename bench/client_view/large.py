"""The case `large`: what is large is streamed, at some share of the speed of the store alone.

Ratios are to bench/bare_store.cc, which reads (or writes) the same rows of the same directory,
through the storage contract, right after the server was stopped in each round.
"""

import dataclasses
import math
import statistics

from report import Section, median, number, spread

PREPARED = 4  # of batches: megabytes each
RUNS_MAX = 10_000  # of one measurement


@dataclasses.dataclass
class Large:
    """A table, and what reads (or writes) all of it once: with the API, with the store alone."""

    name: str
    operation: str
    table: str
    action: str  # of bare_store
    connections: list
    pages: bool
    items: int
    tables: dict

    def run(self, table, connections, times, seed):
        options = {"passes": times} if self.pages else {"count": times, "prepared": PREPARED}
        return table.run(self.operation, connections=connections, seed=seed, **options)


def kinds(bench):
    return [
        Large("Query, pages of 1 MB", "query-pages", "load_ordered", "query", [1], True, 1,
              {"partitions": 1, "partition_items": 8000, "item_bytes": 4000}),
        Large("BatchGetItem, 100 × 160 KB", "batch-get100", "load", "multi-get", [1], False, 100,
              {"partitions": 1, "item_bytes": 160_000}),
        Large("BatchWriteItem, 25 × 380 KB", "batch-write", "load", "commit", [1], False, 25,
              {"partitions": 1, "item_bytes": 380_000}),
        Large("Scan, items of 500 bytes", "scan-pages", "load", "scan", [1, 4], True,
              bench.scan_items, {"partitions": 1, "item_bytes": 500}),
    ]


def measure(bench, kind, table, connections):
    """One round: the server from its start on, then the store alone."""
    table.restart()
    warm_up = kind.run(table, connections, 1, bench.next_seed())
    times = min(math.ceil(bench.seconds / warm_up["seconds"]), RUNS_MAX)
    run = kind.run(table, connections, times, bench.next_seed())
    peak_mb, cache_mb = table.server.peak_mb(), table.server.cache_mb()
    direct = table.directly(kind.table, kind.action, bench.seconds)
    item_mb = direct["item_bytes"] / 1e6
    cpu_ms = run["server_cpu_us"] * run["requests"] / 1e3
    wire_mb = (run["sent_bytes"] + run["received_bytes"]) / 1e6
    read = run["items"] if kind.pages else run["requests"] * direct["items"]
    return {
        "stator": run, "direct": direct, "times": times, "item_mb": item_mb,
        "right": run["errors"] == 0 and read == times * direct["items"],
        "mb_per_second": item_mb * times / run["seconds"],
        "wire_mb_per_second": wire_mb / run["seconds"],
        "cpu_ms_per_mb": cpu_ms / (item_mb * times),
        "direct_mb_per_second": item_mb * direct["passes"] / direct["seconds"],
        "direct_cpu_ms_per_mb": 1e3 * direct["cpu_seconds"] / (item_mb * direct["passes"]),
        "busy": cpu_ms / 1e3 / run["seconds"], "idle_mb": table.idle_mb, "peak_mb": peak_mb,
        "cache_mb": cache_mb}


def add_row(section, kind, connections, rounds):
    def ratios(ours, direct):
        return [figures[ours] / figures[direct] for figures in rounds]
    section.add(
        kind.name, connections, number(median(rounds, "item_mb")),
        number(median(rounds, "mb_per_second")), number(median(rounds, "direct_mb_per_second")),
        spread(ratios("mb_per_second", "direct_mb_per_second")),
        number(median(rounds, "wire_mb_per_second")),
        number(median(rounds, "cpu_ms_per_mb"), "{:.2f}"),
        number(median(rounds, "direct_cpu_ms_per_mb"), "{:.2f}"),
        spread(ratios("direct_cpu_ms_per_mb", "cpu_ms_per_mb")),
        f"{statistics.median(figures['busy'] for figures in rounds):.0%}",
        f"{median(rounds, 'stator', 'client_cpu_share'):.0%}",
        number(median(rounds, "idle_mb")), number(max(f["peak_mb"] for f in rounds)),
        number(median(rounds, "cache_mb")))


def large(bench):
    section = Section(f"Large: stator and the store alone in turn, {bench.rounds} rounds", [
        "operation", "connections", "items MB", "MB/s", "direct", "ratio", "wire MB/s",
        "CPU ms/MB", "direct ", "CPU ratio", "busy", "client", "idle MB", "peak MB", "in caches"])
    for kind in kinds(bench):
        with bench.table_of(kind.items, **kind.tables) as table:
            for connections in kind.connections:
                rounds = [measure(bench, kind, table, connections) for _ in range(bench.rounds)]
                add_row(section, kind, connections, rounds)
                if not all(figures["right"] for figures in rounds):
                    section.notes.append(f"**{kind.name}: answers or items were wrong.**")
                section.figures.append({"operation": kind.operation, "connections": connections,
                                        "rounds": rounds})
                bench.show(section.rows[-1])
    section.notes.append(
        "Medians, and from where to where; the peak is the highest. MB are millions of bytes of "
        "items as the service counts them (names and values), but for the wire: requests and "
        "answers, heads and JSON included. Direct is bench/bare_store.cc: the same rows through "
        "the storage contract, and their copy; for BatchWriteItem one commit of them. Items MB is "
        "what one pass over the pages, or one batch, has. Busy is the server's share of its "
        "processor, client the client's of its own: near 100 %, the client was the limit.")
    return section

"""What is measured. Each case is a function of the bench that returns a Section.

Ratios are to the bare server (bench/bare_http.cc), which always gets the requests of GetItem and
answers 500 bytes: measured right before in each round, so that both see the same machine. Those of
the case floor are to bench/floor_server, which does the same work.
"""

import os
import statistics
import time

from large import large
from report import Section, median, number, spread, verdict

MIX = "get:60,put:20,update:10,query10:8,transact:2"
# Operation, connections, and the least ratio that is aimed at.
PAIRS = [("get", 16, 0.50), ("get", 64, 0.50), ("eventual-get", 64, None),
         ("statement", 64, None), ("put", 64, 0.33),
         ("update", 64, 0.30), ("query10", 64, 0.33), ("transact", 64, 0.20),
         ("transact-token", 64, None), ("batch-get", 64, None), ("scan", 64, None)]
# Of the case floor: operation, and how many times the floor's CPU is aimed at, with FLOOR_AIMED_AT
# connections.
FLOOR = [("get", 1.15), ("put", 1.25), ("update", 1.25), ("query10", 1.3), ("transact", 1.4)]
FLOOR_CONNECTIONS = [1, 8, 64]
FLOOR_AIMED_AT = 64
SWEEP = [1, 2, 4, 8, 16, 32, 64, 128, 256]
LATENCY_MS_MAX = {"reads": 5, "writes": 10}
FDATASYNC_TIMES = 500
LOG_RECORD_BYTES = 700  # about what a put of an item of 500 bytes appends
IDLE_MB_MAX = 60
START_SECONDS_MAX = 1
SIZE_CPU_RATIO_MAX = 3
SIZES_MEMORY_MB = 2048  # of which half is for caches: a fifth of ten million items
THREADS_RATIO_MIN = 1.7
STATEMENT_CPU_RATIO_MAX = 1.3


def busy(runs):
    """How much of its processor the server had."""
    shares = [run["server_cpu_us"] * run["per_second"] / 1e6 for run in runs]
    return f"{statistics.median(shares):.0%}"


def errors(section, name, runs):
    wrong = sum(run["errors"] for run in runs)
    if wrong:
        section.notes.append(f"**{name}: {wrong} answers were wrong.**")


def pairs(bench):
    section = Section(f"Throughput: stator and the bare server in turn, {bench.rounds} rounds", [
        "operation", "connections", "requests/s", "bare", "ratio", "aim", "", "CPU µs", "bare ",
        "CPU ratio", "busy", "bare  ", "p50 µs", "p99 µs", "p99.9 µs",
        "syncs/commit", "conflicts"])
    for operation, connections, aim in PAIRS:
        if bench.operations and operation not in bench.operations:
            continue
        rounds = [bench.pair(operation, connections) for _ in range(bench.rounds)]
        bare, ours = zip(*rounds)
        ratios = [run["per_second"] / base["per_second"] for base, run in rounds]
        section.add(
            operation, connections, number(median(ours, "per_second")),
            number(median(bare, "per_second")), spread(ratios), aim or "",
            verdict(statistics.median(ratios) >= aim) if aim else "",
            number(median(ours, "server_cpu_us"), "{:.1f}"),
            number(median(bare, "server_cpu_us"), "{:.1f}"),
            spread([base["server_cpu_us"] / run["server_cpu_us"] for base, run in rounds]),
            busy(ours), busy(bare),
            *(number(median(ours, "all", name)) for name in ("p50_us", "p99_us", "p999_us")),
            number(median(ours, "syncs_per_commit"), "{:.3f}"), sum(r["conflicts"] for r in ours))
        errors(section, operation, ours)
        section.figures.append({"operation": operation, "connections": connections, "bare": bare,
                                "stator": ours})
        bench.show(section.rows[-1])
    section.notes.append(
        "Medians, and from where to where. CPU is the server's time per request, all its threads; "
        "the CPU ratio is the bare server's to ours. Busy is how much of its processor the server "
        "had: far below 100 % for the bare server, other work or the client held it back, and the "
        "ratio flatters.")
    cpu_us = {(figures["operation"], figures["connections"]):
              median(figures["stator"], "server_cpu_us") for figures in section.figures}
    if ("get", 64) in cpu_us and ("statement", 64) in cpu_us:
        ratio = cpu_us["statement", 64] / cpu_us["get", 64]
        section.notes.append(
            f"ExecuteStatement on a key takes {ratio:.2f} × the CPU of GetItem (aim at most "
            f"{STATEMENT_CPU_RATIO_MAX}: {verdict(ratio <= STATEMENT_CPU_RATIO_MAX)}).")
    return section


def floor(bench):
    section = Section(
        f"CPU per request: stator and the floor in turn, {bench.rounds} rounds", [
            "operation", "connections", "CPU µs", "floor", "ratio", "aim", "", "requests/s",
            "floor ", "syncs/commit", "floor  ", "load average"])
    with bench.floor() as server:
        for operation, aim in FLOOR:
            if bench.operations and operation not in bench.operations:
                continue
            for connections in FLOOR_CONNECTIONS:
                rounds = [bench.beside(server, operation, connections)
                          for _ in range(bench.rounds)]
                theirs, ours = zip(*rounds)
                ratios = [run["server_cpu_us"] / base["server_cpu_us"] for base, run in rounds]
                aimed = connections == FLOOR_AIMED_AT
                load_average = os.getloadavg()[0]
                section.add(
                    operation, connections, *(
                        number(median(runs, "server_cpu_us"), "{:.1f}") for runs in (ours, theirs)),
                    spread(ratios), aim if aimed else "",
                    verdict(statistics.median(ratios) <= aim) if aimed else "",
                    *(number(median(runs, name), form)
                      for name, form in (("per_second", "{:,.0f}"), ("syncs_per_commit", "{:.3f}"))
                      for runs in (ours, theirs)),
                    f"{load_average:.1f}")
                errors(section, operation, ours)
                errors(section, f"{operation}, floor", theirs)
                section.figures.append({"operation": operation, "connections": connections,
                                        "floor": theirs, "stator": ours,
                                        "load_average": load_average})
                bench.show(section.rows[-1])
    section.notes.append(
        "Medians, and from where to where. CPU is the server's time per request, all its threads; "
        "the ratio is ours to the floor's, at most the aim. The load average is of the minute "
        "before, the bench's own two processes included.")
    return section


def fdatasync_us(bench):
    """The median of appending a record to a growing file and syncing it, where the server does:
    the disk interrupts one of the processors, and the others wait longer."""
    took = []
    usable = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {bench.server_core})
    path = bench.folder / "fdatasync"
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        for _ in range(FDATASYNC_TIMES):
            began = time.monotonic_ns()
            os.write(descriptor, b"x" * LOG_RECORD_BYTES)
            os.fdatasync(descriptor)
            took.append((time.monotonic_ns() - began) / 1000)
    finally:
        os.close(descriptor)
        path.unlink()
        os.sched_setaffinity(0, usable)
    return statistics.median(took)


def one(bench):
    section = Section("Latency with one connection", [
        "operation", "p50 µs", "bare p50 µs", "at most", "", "p99 µs", "p99.9 µs"])
    for operation in ("get", "put"):
        rounds, limits = [], []
        for _ in range(bench.rounds):
            sync = fdatasync_us(bench)
            base, run = bench.pair(operation, 1)
            bare_p50 = base["all"]["p50_us"]
            limits.append(1.3 * bare_p50 if operation == "get" else bare_p50 + 1.5 * sync)
            rounds.append((base, run, sync))
        bare, ours, syncs = zip(*rounds)
        within = [run["all"]["p50_us"] / limit for run, limit in zip(ours, limits)]
        section.add(operation, spread([r["all"]["p50_us"] for r in ours], "{:.0f}"),
                    number(median(bare, "all", "p50_us")), f"{statistics.median(limits):.0f}",
                    verdict(statistics.median(within) <= 1),
                    *(number(median(ours, "all", name)) for name in ("p99_us", "p999_us")))
        errors(section, operation, ours)
        section.figures.append({"operation": operation, "bare": bare, "stator": ours,
                                "fdatasync_us": syncs})
    section.notes.append(
        f"At most: 1.3 × bare for get; bare + 1.5 × one fdatasync for put. An append of "
        f"{LOG_RECORD_BYTES} bytes with fdatasync took {spread(list(syncs), '{:.0f}')} µs on the "
        f"server's processor.")
    return section


def latency(bench):
    """An open loop at half the rate that a closed one reaches."""
    peak = bench.stator_run(MIX, connections=64, seconds=bench.seconds)["per_second"]
    rate = peak / 2
    run = bench.stator_run(MIX, connections=64, seconds=bench.latency_minutes * 60, rate=rate,
                           prepared=50_000)
    section = Section(
        f"Latency at half the peak: {rate:,.0f} requests/s for {bench.latency_minutes:g} minutes",
        ["", "requests", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms", "aim: p99", " "])
    for kind, limit in LATENCY_MS_MAX.items():
        shown = run[kind]
        section.add(kind, f"{shown['count']:,}", *(f"{shown[name] / 1000:.2f}" for name in (
            "p50_us", "p90_us", "p99_us", "p999_us", "max_us")), f"{limit} ms",
            verdict(shown["p99_us"] <= limit * 1000 and run["unsent"] == 0))
    section.notes.append(
        f"Open loop, requests evenly spaced, latency from when each was to be sent; {MIX}; "
        f"{run['unsent']} not sent.")
    errors(section, "mix", [run])
    section.figures.append({"peak_per_second": peak, "rate": rate, "stator": run})
    return section


def connections(bench):
    section = Section("Throughput and latency against connections", [
        "connections", "get/s", "p50 µs", "p99 µs", "put/s", "p50 µs ", "p99 µs ", "syncs/commit",
        "bare/s"])
    for count in SWEEP:
        bare, get = bench.pair("get", count)
        put = bench.stator_run("put", connections=count, seconds=bench.seconds)
        section.add(count, *(
            cell for run in (get, put) for cell in (
                number(run["per_second"]), number(run["all"]["p50_us"]),
                number(run["all"]["p99_us"]))),
            number(put.get("syncs_per_commit"), "{:.3f}"), number(bare["per_second"]))
        errors(section, f"{count} connections", [get, put])
        section.figures.append({"connections": count, "get": get, "put": put, "bare": bare})
        bench.show(section.rows[-1])
    return section


def sizes(bench):
    section = Section("Throughput and latency against the size of the table", [
        "items", "loaded in s", "disk MB", "start s", "RSS MB", "settled in s", "first CPU µs",
        "get/s", "CPU µs", "p50 µs", "p99 µs", "in caches MB", "put/s", "p99 µs "])
    for items in bench.sizes:
        with bench.table_of(items, memory_mb=SIZES_MEMORY_MB) as table:
            settle_seconds = table.settle()
            # The first fills the caches: until they are full, memory is taken as well.
            first, get, put = (
                table.run(operation, connections=64, seconds=seconds * bench.seconds,
                          prepared=min(20 * items, 300_000), seed=bench.next_seed())
                for operation, seconds in (("get", 4), ("get", 2), ("put", 2)))
            cache_mb = table.server.cache_mb()
            section.add(
                f"{items:,}", number(table.load_seconds), number(table.disk_mb),
                f"{table.start_seconds:.2f}", number(table.idle_mb), number(settle_seconds),
                f"{first['server_cpu_us']:.1f}", number(get["per_second"]),
                f"{get['server_cpu_us']:.1f}", number(get["all"]["p50_us"]),
                number(get["all"]["p99_us"]), number(cache_mb), number(put["per_second"]),
                number(put["all"]["p99_us"]))
            errors(section, f"{items} items", [first, get, put])
            section.figures.append({
                "items": items, "first": first, "get": get, "put": put,
                "load_seconds": table.load_seconds, "start_seconds": table.start_seconds,
                "settle_seconds": settle_seconds, "idle_mb": table.idle_mb,
                "disk_mb": table.disk_mb, "cache_mb": cache_mb})
        bench.show(section.rows[-1])
    first, last = section.figures[0], section.figures[-1]
    ratio = last["get"]["server_cpu_us"] / first["get"]["server_cpu_us"]
    section.notes += [
        f"CPU per GetItem, {last['items']:,} items to {first['items']:,}: {ratio:.2f}; at most "
        f"{SIZE_CPU_RATIO_MAX}: {verdict(ratio <= SIZE_CPU_RATIO_MAX)}.",
        f"Start with {last['items']:,} items: {last['start_seconds']:.2f} s; below "
        f"{START_SECONDS_MAX} s: {verdict(last['start_seconds'] < START_SECONDS_MAX)}. "
        "The server was stopped by SIGTERM before; its files may be in the machine's cache.",
        f"The store has {SIZES_MEMORY_MB} MB of memory for all sizes, so that its caches hold a "
        "part of the larger ones only. Items are drawn at random, others in each run. "
        "First: the seconds after the start, once the compactions that loading left behind were "
        "through; the rest after that."]
    return section


def start(bench):
    seconds, resident = bench.fresh_start()
    section = Section("A server without data", ["", "measured", "aim", " "])
    section.add("start, s", f"{seconds:.3f}", f"< {START_SECONDS_MAX}",
                verdict(seconds < START_SECONDS_MAX))
    section.add("memory when idle, MB", f"{resident:.0f}", f"< {IDLE_MB_MAX}",
                verdict(resident < IDLE_MB_MAX))
    section.figures.append({"start_seconds": seconds, "idle_mb": resident})
    return section


def threads(bench):
    section = Section("Two threads against one", [
        "operation", "threads", "requests/s", "server CPU µs", "client CPU µs"])
    for operation in ("get", "query10"):
        runs = [bench.threads_run(operation, count) for count in (1, 2)]
        for count, run in enumerate(runs, 1):
            client_us = run["client_cpu_share"] * run["seconds"] / run["requests"] * 1e6
            section.add(operation, count, number(run["per_second"]),
                        f"{run['server_cpu_us']:.1f}", f"{client_us:.1f}")
        errors(section, operation, runs)
        two = 2 * runs[0]["server_cpu_us"] / runs[1]["server_cpu_us"]
        section.notes.append(
            f"{operation}: two threads do {runs[1]['per_second'] / runs[0]['per_second']:.2f} × "
            f"the work of one, the client taking its share of the two processors; by the CPU per "
            f"request, {two:.2f} × if it did not (aim {THREADS_RATIO_MIN}: "
            f"{verdict(two >= THREADS_RATIO_MIN)}).")
        section.figures.append({"operation": operation, "one": runs[0], "two": runs[1]})
    section.notes.append(
        "One thread: the server on one processor, the client on the other. Two: both on both.")
    return section


def peers(bench):
    section = Section("Others, in the same run", [
        "server", "operation", "connections", "requests/s", "p50 µs", "p99 µs", "stator/s",
        "ratio", "bare/s", "ratio "])
    for peer in bench.peers:
        bench.load.set_up(peer)
        for operation, count in (("get", 1), ("get", 64), ("put", 64), ("update", 64),
                                 ("query10", 64), ("transact", 64)):
            theirs = bench.load.run(peer, operation, connections=count, seconds=bench.seconds)
            bare, ours = bench.pair(operation, count)
            section.add(peer.name, operation, count, number(theirs["per_second"]),
                        number(theirs["all"]["p50_us"]), number(theirs["all"]["p99_us"]),
                        *(cell for run in (ours, bare) for cell in (
                            number(run["per_second"]),
                            f"{run['per_second'] / theirs['per_second']:.1f}")))
            errors(section, f"{peer.name}, {operation}", [theirs, ours])
            section.figures.append({"peer": peer.name, "operation": operation,
                                    "connections": count, "theirs": theirs, "stator": ours,
                                    "bare": bare})
            bench.show(section.rows[-1])
    section.notes.append("They were started by hand, on whatever processors and disk they had. "
                         "The bare server's ratio is the most that any server can have here.")
    return section


CASES = {case.__name__: case for case in (
    pairs, floor, one, latency, start, connections, sizes, large, threads, peers)}
QUICK = ["pairs", "floor", "one", "latency", "start"]

#!/usr/bin/env python3
"""clang-tidy over every source of a build folder's compile_commands.json: lint.py BUILD_FOLDER [--quick]

Quick: without the path-sensitive analyzer, which takes two thirds of the time, and without tests.

What passed is remembered in BUILD_FOLDER/passed (passed-quick) by a hash of all that its result depends on, so that
only what changed is looked at again.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import resource
import subprocess
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CLANG_TIDY = pathlib.Path(sys.executable).parent / "clang-tidy"
QUOTED_INCLUDE = re.compile(rb'^\s*#\s*include\s+"([^"]+)"', re.MULTILINE)
# Not asked of tests: the path-sensitive analyzer, most of whose time goes into what the macros of
# GoogleTest expand to, and what makes programs faster. Their random numbers are the same each time.
ANALYZER = "-clang-analyzer-*"
NOT_OF_TESTS = (f"{ANALYZER},-performance-*,-bugprone-random-generator-seed,"
                "-bugprone-narrowing-conversions")


class Sources:
    """The contents of files and what they include, each read once."""

    def __init__(self, roots):
        self.roots = roots
        self.read = {}

    def includes(self, path):
        if path not in self.read:
            content = path.read_bytes()
            found = (self.find(path, name.decode()) for name in QUOTED_INCLUDE.findall(content))
            self.read[path] = hashlib.sha256(content).digest(), [one for one in found if one]
        return self.read[path]

    def find(self, path, name):
        candidates = (root / name for root in [path.parent, *self.roots])
        return next((one for one in candidates if one.exists()), None)

    def digest(self, path):
        """Of the file and of every file of the project that it includes."""
        total, waiting, seen = hashlib.sha256(), [path], {path}
        while waiting:
            content, included = self.includes(waiting.pop())
            total.update(content)
            new = [one for one in included if one not in seen]
            seen.update(new)
            waiting += new
        return total.hexdigest()


def is_test(source):
    return source.name.endswith("_test.cc") or source.parent.name == "testing"


def tidy(build, source, quick):
    less = NOT_OF_TESTS if is_test(source) else ANALYZER if quick else None
    options = [f"--checks={less}"] if less else []
    return subprocess.run([CLANG_TIDY, "-p", build, "--quiet", *options, source],
                          capture_output=True, text=True, check=False)


def main(build, *options):
    quick = "--quick" in options
    build = pathlib.Path(build).resolve()
    passed = build / ("passed-quick" if quick else "passed")
    passed.mkdir(exist_ok=True)
    sources = Sources([REPOSITORY / "src", build / "generated"])
    tools = hashlib.sha256((REPOSITORY / ".clang-tidy").read_bytes() +
                           (REPOSITORY / "tests/style/requirements.txt").read_bytes() +
                           pathlib.Path(__file__).read_bytes()).hexdigest()
    stamps = {}
    for command in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(command["directory"], command["file"]).resolve()
        if not source.is_relative_to(build) and not (quick and is_test(source)):
            key = f"{tools} {command['command']} {sources.digest(source)}"
            stamps[source] = passed / hashlib.sha256(key.encode()).hexdigest()
    for old in set(passed.iterdir()) - set(stamps.values()):
        old.unlink()

    # Large files first, so that none is left alone at the end.
    waiting = sorted((source for source, stamp in stamps.items() if not stamp.exists()),
                     key=lambda source: -source.stat().st_size)
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        running = {pool.submit(tidy, build, source, quick): source for source in waiting}
        for done in concurrent.futures.as_completed(running):
            finished = done.result()
            if finished.returncode == 0:
                stamps[running[done]].touch()
                continue
            failed += 1
            print(finished.stdout, finished.stderr, sep="", flush=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"clang-tidy: {len(stamps)} files, {len(waiting)} of them looked at, {failed} with "
          f"findings, {used.ru_utime + used.ru_stime:.0f} s of processor time")
    return 1 if failed or not stamps else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

"""The Kinesis Client Library for Java, which keeps who reads which shard in a table of leases."""

import pathlib
import shutil
import subprocess

import pytest

from support import process, tables
from support.values import unique

DIRECTORY = pathlib.Path(__file__).parent / "java"
FETCHED = process.REPOSITORY / "build/java"
FETCH_SECONDS_MAX = 600
RUN_SECONDS_MAX = 300
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"

pytestmark = pytest.mark.skipif(not (shutil.which("java") and shutil.which("mvn")),
                                reason="Java or Maven is not installed")


@pytest.fixture(scope="module")
def libraries():
    """What pom.xml pins, in build/java/lib unless it is there already."""
    pinned, fetched = DIRECTORY / "pom.xml", FETCHED / "pom.xml"
    if not fetched.exists() or fetched.read_bytes() != pinned.read_bytes():
        shutil.rmtree(FETCHED / "lib", ignore_errors=True)
        fetch = subprocess.run(["mvn", "--quiet", "--batch-mode", "--file", pinned,
                                f"-Dmaven.repo.local={FETCHED}/repository",
                                f"-DoutputDirectory={FETCHED}/lib", COPY],
                               capture_output=True, text=True, timeout=FETCH_SECONDS_MAX,
                               check=False)
        if fetch.returncode != 0:
            pytest.skip(f"the library cannot be fetched: {fetch.stdout[-500:]}")
        shutil.copy(pinned, fetched)
    return FETCHED / "lib"


def test_leases(client, endpoint, libraries):
    """With recovery on, the table is made and the library is told that there is no recovery."""
    table = unique("leases")
    try:
        finished = subprocess.run(
            ["java", "-cp", f"{libraries}/*", DIRECTORY / "Leases.java", endpoint, table],
            capture_output=True, text=True, timeout=RUN_SECONDS_MAX, check=False)
    finally:
        tables.drop(client, table)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert finished.stdout.splitlines() == [
        "recovery: ValidationException: One or more parameter values were invalid: Backups to "
        "points in time are not supported yet: PointInTimeRecoveryEnabled", "passed"]

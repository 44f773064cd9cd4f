"""The parts of the measurements that decide something or draw it."""

import pathlib
import sys
import xml.etree.ElementTree

import pytest

BENCH = pathlib.Path(__file__).resolve().parents[1] / "bench"
sys.path[:0] = [str(BENCH), str(BENCH / "client_view")]

import instructions  # noqa: E402
import plot  # noqa: E402
from report import Section, spread  # noqa: E402


@pytest.mark.parametrize("now, passes", [
    (100_000, True), (102_900, True), (103_100, False), (200_000, False), (50_000, True)])
def test_more_instructions_than_the_limit_do_not_pass(now, passes):
    assert instructions.compare({"get": now, "put": 10}, {"get": 100_000, "put": 10}) == passes


def test_a_kind_without_baseline_does_not_pass():
    assert not instructions.compare({"get": 1}, {})


def test_the_measured_instructions_have_a_baseline():
    baseline = instructions.json.loads(instructions.BASELINE.read_text())
    assert list(baseline) == instructions.KINDS


def test_fewer_instructions_are_asked_to_be_kept(capsys):
    instructions.compare({"get": 90}, {"get": 100})
    assert "--update" in capsys.readouterr().out


def figures(count):
    run = {"per_second": 1000 * count, "all": {"p50_us": 50 * count, "p99_us": 700 * count}}
    return {"connections": count, "get": run, "put": run, "bare": run}


def test_plots_have_each_point_within_their_frame():
    section = Section("connections", [], figures=[figures(count) for count in (1, 4, 256)])
    (name, svg), = plot.plots({"connections": section})
    assert name == "connections"
    root = xml.etree.ElementTree.fromstring(svg)
    points = root.findall("{http://www.w3.org/2000/svg}circle")
    assert len(points) == 3 * (3 + 4)
    for point in points:
        assert plot.LEFT <= float(point.get("cx")) <= plot.WIDTH
        assert plot.TOP <= float(point.get("cy")) <= float(root.get("height")) - plot.BOTTOM


def test_a_spread_is_the_median_and_its_ends():
    assert spread([3, 1, 2]) == "2.00 (1.00–3.00)"
    assert spread([2]) == "2.00"

"""Ray, where it is installed: the same obligations as the pool; and a clear word where it is not."""

import importlib.util
import sys
from pathlib import Path

import pytest
from tests.unit.fleet import hooks

from proverka.fleet import Executor, cluster
from proverka.model.errors import RefusedError

needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="Ray is not installed: pip install 'proverka[cluster]'"
)


@pytest.fixture(scope="module")
def local():
    with cluster("local") as executor:
        yield executor


@needs_ray
@pytest.mark.filterwarnings("ignore")  # Ray's own
def test_a_cluster_that_is_not_there():
    with pytest.raises(RefusedError) as caught, cluster("127.0.0.1:1"):
        pass
    assert caught.value.code == "unreachable"


@needs_ray
@pytest.mark.filterwarnings("ignore")
def test_answers_come_in_the_order_of_the_parts_and_a_lost_worker_costs_a_retry(local: Executor, tmp_path: Path):
    parts = [b"1", str(tmp_path / "once").encode(), b"2", b"3", b"4"]
    told: list[tuple[int, int]] = []
    assert local.run(hooks.die_once, parts, lambda *done: told.append(done)) == parts
    assert (tmp_path / "once").exists()
    assert told == [(number, 5) for number in range(1, 6)]


@needs_ray
@pytest.mark.filterwarnings("ignore")
def test_a_part_that_costs_one_worker_after_another_is_refused(local: Executor):
    with pytest.raises(RefusedError) as caught:
        local.run(hooks.die, [b"1", b"die"])
    assert caught.value.code == "lost-worker"
    assert caught.value.fault.where == "part 2 of 2"


@needs_ray
@pytest.mark.filterwarnings("ignore")
def test_what_the_work_raises_is_raised_here_and_not_tried_again(local: Executor, tmp_path: Path):
    with pytest.raises(ArithmeticError, match="does not add up"):
        local.run(hooks.fail, [str(tmp_path / "tries").encode()])
    assert (tmp_path / "tries").read_text() == "tried\n"


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(RefusedError) as caught, cluster("local"):
        pass
    assert caught.value.code == "not-installed"
    assert "proverka[cluster]" in caught.value.fault.remedy

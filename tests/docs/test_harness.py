"""The harness fails where it must: a doc test that cannot fail proves nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def run_text(run_page: Callable[[Path], int], tmp_path: Path) -> Callable[[str], int]:
    def run(text: str) -> int:
        page = tmp_path / "sample.md"
        page.write_text(text, encoding="utf-8")
        return run_page(page)

    return run


PASSING = {
    "python blocks share names": (
        2,
        "```python\nweight = 1300\n```\n\nThen:\n\n```python\nassert weight == 1300\n```\n",
    ),
    "python prompts": (1, "```python\n>>> 600 + 700\n1300\n```\n"),
    "console output": (1, "```console\n$ echo removed; echo destroyed\nremoved\ndestroyed\n```\n"),
    "console blocks share a folder": (
        2,
        "```console\n$ mkdir site\n$ cd site\n$ echo 12 > count\n```\n\n```console\n$ cat count\n12\n```\n",
    ),
    "exported variables carry over": (1, "```console\n$ export SITE='Site 7'\n$ echo \"$SITE\"\nSite 7\n```\n"),
    "python sees what the console wrote": (
        2,
        "```console\n$ echo 12 > count\n```\n\n```python\nimport os\nassert os.path.getsize('count') == 3\n```\n",
    ),
    "a command over two lines": (1, "```console\n$ echo one \\\n>   two\none two\n```\n"),
    "any lines": (1, "```console\n$ seq 5\n1\n...\n5\n```\n"),
    "any text in a line": (1, "```console\n$ echo verified in 0.21 s\nverified in ... s\n```\n"),
    "error output is output": (1, "```console\n$ echo late >&2\nlate\n```\n"),
    "a failure that is shown": (1, "```console\n$ false; echo $?\n1\n```\n"),
    "a block in a list": (1, "1. First\n\n   ```console\n   $ echo one\n   one\n   ```\n"),
    "a command that is only shown": (0, "```console no-run\n$ false\n```\n"),
    "other blocks": (0, "```toml\nweight = 1300\n```\n"),
}

FAILING = {
    "python raises": "```python\nassert 600 + 700 == 1301\n```\n",
    "python prompt differs": "```python\n>>> 600 + 700\n1301\n```\n",
    "output differs": "```console\n$ echo removed\ndestroyed\n```\n",
    "output is longer": "```console\n$ seq 3\n1\n2\n```\n",
    "output is shorter": "```console\n$ seq 2\n1\n2\n3\n```\n",
    "no output where some is shown": "```console\n$ true\nremoved\n```\n",
    "a command fails": "```console\n$ false\n```\n",
    "the last of several fails": "```console\n$ echo one\none\n$ false\n```\n",
    "an unknown command": "```console\n$ no-such-command-anywhere\n...\n```\n",
    "output without a command": "```console\nremoved\n```\n",
}


@pytest.mark.parametrize("name", PASSING)
def test_a_true_page_passes(name: str, run_text: Callable[[str], int]) -> None:
    count, text = PASSING[name]
    assert run_text(text) == count


@pytest.mark.parametrize("name", FAILING)
def test_a_false_page_fails(name: str, run_text: Callable[[str], int]) -> None:
    with pytest.raises(AssertionError):
        run_text(FAILING[name])

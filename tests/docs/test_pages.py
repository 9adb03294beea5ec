"""Every example in README.md and docs/ runs, and none is passed over in silence."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sybil import Document

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = ["README.md", *sorted(str(page.relative_to(REPOSITORY)) for page in (REPOSITORY / "docs").rglob("*.md"))]

RUN = {"python", "console"}
SHOWN_ONLY = {"console no-run"}
# Names under which a reader's highlighter takes commands or Python too, but which nothing here would run.
NEVER_RUN = {"bash", "doctest", "py", "pycon", "python3", "sh", "shell", "shell-session", "shellsession", "zsh"}


def blocks(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield (line, info string, content) of each fenced block, found by other means than the harness finds them."""
    lines = enumerate(text.split("\n"), start=1)
    for number, line in lines:
        opening = re.match(r"[\s>*+-]*(?:\d+[.)]\s+)?(`{3,}|~{3,})(.*)", line)
        if opening is None:
            continue
        content = []
        for _, inner in lines:
            if inner.strip(" \t>") == opening[1]:
                break
            content.append(inner.strip())
        yield number, opening[2].strip(), "\n".join(content)


def must_have_examples(page: str) -> bool:
    return page == "README.md" or page.startswith(("docs/tutorial/", "docs/how-to/"))


@pytest.mark.parametrize("page", PAGES)
def test_the_examples_of_a_page_run(page: str, run_page: Callable[[Path], int]) -> None:
    count = run_page(REPOSITORY / page)
    if must_have_examples(page):
        assert count > 0, f"{page} teaches how to do something, but shows no example that is run"


@pytest.mark.parametrize("page", PAGES)
def test_no_example_of_a_page_is_passed_over(page: str, parse_page: Callable[[Path], Document]) -> None:
    path = REPOSITORY / page
    collected = {example.line for example in parse_page(path)}
    for line, info, content in blocks(path.read_text(encoding="utf-8")):
        where = f"{page}, line {line}: ```{info}"
        if info in RUN:
            lines_of_block = range(line, line + content.count("\n") + 3)
            assert collected.intersection(lines_of_block), f"{where} was not collected"
        elif info in SHOWN_ONLY:
            assert not re.search(r"^\$ (\S*/)?proverka\b", content, re.MULTILINE), f"{where} hides what could be run"
        else:
            words = info.lower().split()
            assert not words or words[0] not in NEVER_RUN | RUN, f"{where} would never run: say python or console"
            assert not re.search(r"^(\$|>>>) ", content, re.MULTILINE), f"{where} holds commands but would never run"

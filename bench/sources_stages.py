"""One corpus of `bench/sources.py`, read in a process of its own: so it is known what memory that takes.

`python bench/sources_stages.py CORPUS ARTICLES` reads at least so many articles three times, from bytes to statements
with all that is told of them, and prints as JSON: the seconds of the median round and of its floor; those of the first
article, in which the tables are loaded, and of all others for the first time; and what each stage took.
"""

import hashlib
import json
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from statistics import median
from typing import Any

from measure import must, timed
from sources_articles import File, aliases, files, repeated

from proverka.sources import analysis
from proverka.sources.reading import read_article

ROUNDS = 3
# What `analyse` calls, by the stage that it belongs to.
STAGES = {
    "statements_of": "attribution",
    "claim_of": "claims",
    "dates_in": "dates",
    "said_of": "dates",
    "links_in": "links",
}
_WORD = re.compile(r"\w+")


def main(corpus: str, least: str) -> None:
    """Measure one corpus and print what it took."""
    once, many = files(corpus), repeated(corpus, int(least))
    opened, case = _spent(aliases)
    loaded, _ = _spent(lambda: read(once[:1], case))
    _, first = timed(lambda: read(once[1:], case))
    rounds = sorted((timed(lambda: read(many, case)) for _ in range(ROUNDS)), key=lambda spent: spent[1])
    floors = [timed(lambda: floor(corpus, many)) for _ in range(ROUNDS)]
    wall, cpu = rounds[ROUNDS // 2]
    print(
        json.dumps({
            "articles": len(many),
            "distinct": len(once),
            "words": sum(file.words for file in once) / len(once),
            "wall": wall,
            "cpu": cpu,
            "floor_wall": median(spent[0] for spent in floors),
            "floor_cpu": median(spent[1] for spent in floors),
            "loaded": opened + loaded,
            "first": first / (len(once) - 1),
            "stages": stages(many, case),
        })
    )  # fmt: skip


def read(articles: Iterable[File], case: analysis.Aliases) -> None:
    """Read and analyse articles, one after the other."""
    for file in articles:
        must(analysis.analyse(read_article(file.data, name=file.name), case).article.text)


def floor(corpus: str, articles: Iterable[File]) -> None:
    """Do what no program can leave out: bytes hashed and decoded, the text passed over once; of a page, its text."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - texts do without it

    for file in articles:
        hashlib.sha256(file.data).digest()
        text = file.data.decode()
        if corpus == "pages":
            kept = {"include_tables": True, "include_links": True, "include_formatting": True}
            must(bare_extraction(text, include_comments=False, **kept))
        else:
            must(_WORD.findall(text))


def stages(articles: Sequence[File], case: analysis.Aliases) -> dict[str, float]:
    """Return the CPU seconds of each stage, and under `all` those of all of them with what lies between."""
    spent: dict[str, float] = defaultdict(float)

    def watched(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def watching(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the stage takes and returns
            began = time.process_time()
            found = work(*arguments, **named)
            spent[stage] += time.process_time() - began
            return found

        return watching

    reading = watched("reading", read_article)
    for name, stage in STAGES.items():
        setattr(analysis, name, watched(stage, getattr(analysis, name)))
    began = time.process_time()
    for file in articles:
        analysis.analyse(reading(file.data, name=file.name), case)
    return {**spent, "all": time.process_time() - began}


def _spent(work: Callable[[], Any]) -> tuple[float, Any]:
    found: list[Any] = []
    _, cpu = timed(lambda: found.append(work()))
    return cpu, found[0]


if __name__ == "__main__":
    main(*sys.argv[1:])

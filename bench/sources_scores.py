"""What `bench/sources.py` compares: the quotations and speakers that we and textacy find, by the rule of the tests.

`python bench/sources_scores.py texts FOLDER` writes the texts that textacy is given: the paragraphs of the stories, as
we have read them, without titles and furniture. `score FOLDER` scores its answers and our own, and prints both. Beside
the annotated articles there are the two that the project was given, where `../shared` is there.
"""

import json
import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from sources_articles import CORPORA, files
from tests.sources.annotation import Annotation, Statement, annotations
from tests.sources.scoring import Score, matches, same_name, score_article
from tests.sources.test_seeds import QUOTATIONS

from proverka.sources.analysis import Reading, analyse
from proverka.sources.article import Article
from proverka.sources.attribution.lexicon import AgenciesTable
from proverka.sources.language import ENGLISH, language_table
from proverka.sources.passage import Passage
from proverka.sources.reading import read_article
from proverka.sources.statement import FoundStatement, Speaker

SEEDS = Path("../shared/seeds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The paragraphs of an article as one text, and where each of them stands in the article."""

    text: str
    places: Sequence[int]
    origins: Sequence[int]

    @classmethod
    def of(cls, article: Article) -> "Excerpt":
        """Return the paragraphs of all stories, a blank line between them."""
        paragraphs = [passage for story in article.stories for passage in story.paragraphs]
        places, at = [], 0
        for passage in paragraphs:
            places.append(at)
            at += passage.end - passage.start + 2
        text = "\n\n".join(passage.of(article.text) for passage in paragraphs)
        return cls(text=text, places=places, origins=[passage.start for passage in paragraphs])

    def origin(self, start: int, end: int) -> Passage:
        """Return where a passage of the text stands in the article."""
        at = bisect_right(self.places, start) - 1
        first = self.origins[at] + start - self.places[at]
        return Passage(first, first + end - start)


def annotated(group: str) -> Iterator[tuple[Path, Annotation]]:
    """Yield the articles of a group, each with its quotations: nobody but us looks for indirect statements."""
    if group == "given":
        for path in sorted(SEEDS.glob("*.txt")):
            told = QUOTATIONS.get(path.name[:3], ())
            yield path, Annotation(statements=tuple(_quotation(*one) for one in told))
        return
    for path, annotation in annotations():
        kept = tuple(one for one in annotation.statements if one.quotation != "indirect")
        yield path, msgspec.structs.replace(annotation, statements=kept)


def _quotation(begins: str, who: str, relay: str) -> Statement:
    return Statement(quotation="direct", words=(begins,), speakers=tuple(who.split(", ")), relay=relay)


GROUPS = ("annotated", "given")


def texts(folder: Path) -> None:
    """Write the texts of each corpus and of each group of articles that are scored."""
    for corpus in CORPORA[:-1]:
        articles = {file.name: read_article(file.data, name=file.name) for file in files(corpus)}
        _write(folder / f"{corpus}.json", articles)
    for group in GROUPS:
        articles = {path.name: read_article(path.read_bytes(), name=path.name) for path, _ in annotated(group)}
        if articles:
            _write(folder / f"{group}.json", articles)


def _write(path: Path, articles: Mapping[str, Article]) -> None:
    path.write_text(json.dumps({name: Excerpt.of(one).text for name, one in articles.items()}), encoding="utf-8")


def scores(folder: Path) -> None:
    """Print what each has found in each group."""
    found = {}
    for group in GROUPS:
        answer = folder / f"{group}-found.json"
        theirs = json.loads(answer.read_text(encoding="utf-8")) if answer.exists() else None
        if articles := list(annotated(group)):
            found[group] = {"ours": told(articles, ours(articles))}
            if theirs is not None:
                found[group]["peer"] = told(articles, peers(articles, theirs))
    print(json.dumps(found))


def ours(articles: Iterable[tuple[Path, Annotation]]) -> Iterator[Reading]:
    """Yield what we find: the quotations alone."""
    for path, _ in articles:
        reading = analyse(read_article(path.read_bytes(), name=path.name))
        kept = tuple(one for one in reading.statements if one.quotation != "indirect")
        yield replace(reading, statements=kept)


def peers(articles: Iterable[tuple[Path, Annotation]], answers: Mapping[str, Any]) -> Iterator[Reading]:
    """Yield what the peer found, in our form."""
    for path, _ in articles:
        article = read_article(path.read_bytes(), name=path.name)
        excerpt = Excerpt.of(article)
        yield Reading(article=article, statements=tuple(_statement(excerpt, one) for one in answers[path.name]))


def _statement(excerpt: Excerpt, one: Mapping[str, Any]) -> FoundStatement:
    words = excerpt.origin(*one["words"])
    speakers = tuple(
        Speaker(
            # A pronoun is nobody's name, and must not pass for a part of one.
            name=f"pronoun “{who['name']}”" if who["pronoun"] else who["name"],
            passage=excerpt.origin(*who["passage"]),
            rule="a pronoun" if who["pronoun"] else "a noun",
        )
        for who in one["speakers"]
    )
    return FoundStatement(quotation="direct", words=(words,), sentence=words, story=0, speakers=speakers)


def told(articles: Iterable[tuple[Path, Annotation]], readings: Iterable[Reading]) -> dict[str, int]:
    """Return the counts of quotations and speakers, and what the wrong speakers are."""
    total, agencies = Score(), 0
    for (path, annotation), reading in zip(articles, readings, strict=True):
        score_article(total, path, annotation, reading)
        agencies += sum(
            _is_carrier(who.name) and not any(same_name(who.name, one) for one in wanted.speakers)
            for wanted, found in matches(annotation.statements, reading)
            if found is not None
            for who in found.speakers[:1]
        )
    quotations, speakers = total.counts["quotations"], total.counts["speakers"]
    return {
        "quotations": quotations.annotated,
        "quotations_found": quotations.right,
        "not_quotations": quotations.found - quotations.right,
        "speakers": speakers.annotated,
        "speakers_right": speakers.right,
        "speakers_wrong": speakers.found - speakers.right,
        "agencies": agencies,
        "pronouns": total.rules["a pronoun"].found,
    }


def _is_carrier(name: str) -> bool:
    table = language_table(ENGLISH, "agencies", AgenciesTable)
    names = {form.casefold() for one in table.agencies for form in (one.name, *one.aliases)}
    return name.casefold().removeprefix("the ") in names


if __name__ == "__main__":
    {"texts": texts, "score": scores}[sys.argv[1]](Path(sys.argv[2]))

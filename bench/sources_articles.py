"""What `bench/sources.py` reads: the annotated articles of the tests, longer ones joined from them, and pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, cycle, islice
from pathlib import Path

from proverka.case.alias_tables import read_aliases
from proverka.case.folder import CaseFolder
from proverka.sources.links.aliases import Aliases
from proverka.sources.reading import read_article

ARTICLES = Path("tests/sources/articles")
CASE = Path("cases/syria-2013")
# Words of an article as agencies write them.
USUAL = 250
# Each third article begins a longer one.
STEP = 3
# How many words the joined articles have at least, by their name.
JOINED = {"joined-600": 600, "joined-1200": 1200}
CORPORA = ("articles", *JOINED, "pages")


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An article as it lies on disk."""

    name: str
    data: bytes

    @property
    def words(self) -> int:
        """How many words it has, of whatever kind."""
        return len(self.data.split())


def files(corpus: str) -> list[File]:
    """Return the articles of a corpus, each once: `articles` are texts, `pages` HTML, the others joined."""
    if corpus in JOINED:
        return list(_joined(JOINED[corpus]))
    kinds = {".html"} if corpus == "pages" else {".txt", ".md"}
    found = sorted(path for path in ARTICLES.iterdir() if path.suffix in kinds)
    return [File(name=path.name, data=path.read_bytes()) for path in found]


def repeated(corpus: str, least: int) -> list[File]:
    """Return whole rounds of a corpus, so many articles at least; of longer ones fewer, which have as many words."""
    once = files(corpus)
    number = least * USUAL // JOINED[corpus] if corpus in JOINED else least
    return once * -(-number // len(once))


def aliases() -> Aliases:
    """Return the alias tables of the Syrian case."""
    return read_aliases(CaseFolder(CASE), "en")


def _joined(words: int) -> Iterator[File]:
    """Yield articles that begin as one does and go on with the paragraphs of the next ones."""
    texts = [file for file in files("articles") if file.name.endswith(".txt")]
    bodies = [_body(file) for file in texts]
    for first in range(0, len(texts), STEP):
        file = texts[first]
        taken, left = [file.data.decode().strip()], words - file.words
        for paragraph in chain.from_iterable(islice(cycle(bodies), first + 1, None)):
            if left <= 0:
                break
            taken.append(paragraph)
            left -= len(paragraph.split())
        yield File(name=f"{words}-{file.name}", data="\n\n".join(taken).encode())


def _body(file: File) -> list[str]:
    """Return the paragraphs of an article but for the first, whose dateline would begin a story."""
    article = read_article(file.data, name=file.name)
    return [passage.of(article.text) for story in article.stories for passage in story.paragraphs[1:]]

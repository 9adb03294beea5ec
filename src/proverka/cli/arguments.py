"""Arguments that several commands share, with their help."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proverka.case.sealing import Salts, demonstration_salts
from proverka.disclosure.disclosure import SALT_BYTES
from proverka.fleet import Executor, Pool
from proverka.fleet import cluster as cluster_at
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.span import Span
from proverka.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from proverka.reporting.tongue import Language


class Format(StrEnum):
    """The forms of an answer."""

    text = "text"
    json = "json"
    csv = "csv"


# Far before the first disarmament treaty and far after any schedule, so that every sum of days stays in the calendar.
YEARS = range(1800, 3000)


def day_of(option: str, *, first: bool = False) -> Callable[[str], date]:
    """Return the reader of a day given with `option`: a month or year stands for its last day, or for its `first`.

    The reader raises MalformedError (bad-date) for another form and for a year outside YEARS.
    """

    def read(text: str) -> date:
        span = Span.parse(text, where=option)
        day = span.earliest if first else span.latest
        if day.year not in YEARS:
            raise MalformedError(
                Refusal.BAD_DATE,
                where=option,
                expected=f"a day from {YEARS.start} to {YEARS.stop - 1}",
                got=repr(text),
                remedy="ask for a day in those years",
            )
        return day

    return read


# A century: as many as a duty that comes again may have dates.
MONTHS_MAX = 1200


def months_of(option: str) -> Callable[[str], Span]:
    """Return the reader of the months given with `option`: one, those of a year, or from one to another.

    The reader raises MalformedError: bad-date as `day_of` does, too-large for more than MONTHS_MAX of them.
    """

    def read(text: str) -> Span:
        span = Span.parse(text, where=option)
        first, last = (day_of(option)(str(day)) for day in (span.earliest, span.latest))
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months > MONTHS_MAX:
            raise MalformedError(
                Refusal.TOO_LARGE,
                where=option,
                expected=f"at most {MONTHS_MAX} months",
                got=f"{months} months",
                remedy="ask for fewer at a time",
            )
        return span

    return read


CaseFolderArgument = Annotated[
    Path, typer.Argument(metavar="CASE", help="The folder of a built case (see `proverka case build`).")
]
FormatOption = Annotated[
    Format,
    typer.Option(
        "--format",
        "-f",
        metavar="text|json|csv",
        help="text for people, json (one document) for programs, csv (one table) for spreadsheets.",
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        metavar="DAY",
        parser=day_of("--as-of"),
        help="Judge as of the end of this day: 2014-02-05; a month or year means its last day. Default: today (UTC).",
    ),
]
KnownAt = Annotated[
    date | None,
    typer.Option(
        "--known-at",
        metavar="DAY",
        parser=day_of("--known-at"),
        help="Use only what the record held by the end of this day (UTC). Default: today.",
    ),
]
# Each worker is a process of a hundred megabytes at least; no machine that we know has more cores.
WORKERS_MAX = 512

WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="NUMBER",
        min=1,
        max=WORKERS_MAX,
        help="Ask the movement tables in so many processes of this machine. The answer is the same.",
    ),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS|local",
        help="Ask the movement tables as tasks of the Ray cluster at this address, or of one on this machine alone. "
        "The answer is the same.",
    ),
]


LanguageOption = Annotated[
    str,
    typer.Option("--language", metavar="CODE", help="Tell it in this language: ar, zh, en, fr, ru or es."),
]


def language_of(code: str) -> "Language":
    """Return a language by its code; refuse (unknown-name) one that this product does not have."""
    from proverka.reporting import catalogues  # noqa: PLC0415 - --help stays quick

    if code in catalogues.NAMES:
        return catalogues.language_of(code)
    raise RefusedError(
        Refusal.UNKNOWN_NAME,
        where="--language",
        expected=f"one of {', '.join(catalogues.NAMES)}",
        got=repr(code),
        remedy="name one of them",
    )


@contextmanager
def executor_of(workers: int | None, cluster: str | None) -> Iterator[Executor | None]:
    """Yield what asks the book beyond this process; None where neither option was given.

    Raises RefusedError: meaningless where both were, and as `cluster` does.
    """
    if workers is not None and cluster is not None:
        raise RefusedError(
            Refusal.MEANINGLESS,
            where="--workers and --cluster",
            expected="one of them",
            got="both",
            remedy="a cluster has its own workers: leave --workers out",
        )
    if cluster is not None:
        with cluster_at(cluster) as executor:
            yield executor
    else:
        yield None if workers is None else Pool(workers)


def now() -> datetime:
    """Return the instant, by this machine's clock."""
    return datetime.now(UTC)


def instant_of(seconds: int) -> str:
    """Return POSIX seconds as an instant in UTC, or as they are where no calendar goes so far."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, ValueError, OSError):
        return f"{seconds} seconds after 1970"


def new_salt(_name: str) -> bytes:
    """Return 32 random bytes, for something that is sealed."""
    return secrets.token_bytes(SALT_BYTES)


def salts_for(words: Vocabulary) -> Salts:
    """Return the source of salts for a case: random, unless its keys are for a demonstration."""
    return demonstration_salts(words.case) if words.keys == "demonstration" else new_salt


def chosen_days(as_of: date | None, known_at: date | None) -> tuple[date, date]:
    """Return the days asked for; today where nothing was said."""
    today = now().date()
    return as_of or today, known_at or today

"""The printed reports of a public edition: in each language a part of the work, for one process or several."""

from collections.abc import Sequence

import msgspec

from proverka.assessment import Audit, Changes
from proverka.case.imprint import imprint_of
from proverka.case.opened import Case
from proverka.fleet import Executor
from proverka.fleet.executor import Progress
from proverka.publication.frame import File
from proverka.publication.moment import Moment
from proverka.reporting.catalogues import languages
from proverka.reporting.paper import Imprint, paper_files
from proverka.reporting.tongue import Language


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed in one language: everything that the report says, and who gives it out, for whom."""

    audit: Audit
    changes: Changes | None
    keeper: str
    readers: str
    language: str


def printed_languages() -> tuple[Language, ...]:
    """Return the languages of printed reports: what is half in one and half in another language is not worth paper."""
    return tuple(language for language in languages() if language.complete)


def printed_reports(case: Case, moment: Moment, executor: Executor, progress: Progress | None) -> Sequence[File]:
    """Return the printed reports of a moment of an edition, in every language that has all of its words.

    `progress` is told of the languages that are done. Raises RefusedError (not-installed) where the libraries that set
    type are missing on this machine.
    """
    imprint = imprint_of(case, printed_languages())
    parts = [
        msgspec.msgpack.encode(
            _Part(
                audit=moment.audit,
                changes=moment.changes,
                keeper=imprint.keeper,
                readers=imprint.readers,
                language=language.code,
            )
        )
        for language in printed_languages()
    ]
    printed = executor.run(printed_part, parts, progress)
    return [file for part in printed for file in msgspec.msgpack.decode(part, type=list[File])]


def printed_part(part: bytes) -> bytes:
    """Return the files of one language: the work of one process."""
    asked = msgspec.msgpack.decode(part, type=_Part)
    imprint = Imprint(keeper=asked.keeper, readers=asked.readers, languages=printed_languages())
    (language,) = (one for one in printed_languages() if one.code == asked.language)
    return msgspec.msgpack.encode(list(paper_files(asked.audit, asked.changes, [language], imprint)))

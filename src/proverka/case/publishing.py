"""A public edition of a case: what the public may see of it, and its pages, written beside each other.

The pages are made from the edition and from nothing else, so that they cannot hold what it does not. The whole is made
beside its place and moved there in the end; files that stay the same as in the edition before are taken over from it.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from proverka.assessment import Audit, changes_between
from proverka.case.auditing import Progress, audit_case, entries_between
from proverka.case.edition import Made, check_place, edition_of, write_edition
from proverka.case.folder import make_folder, whole_folder
from proverka.case.imprint import imprint_of
from proverka.case.opened import Case, open_case
from proverka.model.errors import Refusal, RefusedError
from proverka.model.policy import PUBLIC
from proverka.publication import Published, site_files
from proverka.publication.moment import Moment
from proverka.publication.past import past_of
from proverka.publication.site import LANGUAGES

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What was published: the edition, as of when, how many files, and how many of them are new or another."""

    made: Made
    as_of: date
    files: int
    changed: int


def publish(
    case: Case,
    out: Path,
    *,
    as_of: date | None = None,
    papers: bool = False,
    progress: Progress | None = None,
    printing: Progress | None = None,
) -> Publication:
    """Write the public edition of a case, with its pages, to `out`, a new folder or one that holds an earlier edition.

    As of the day on which the record last learnt something, unless another is named. Raises RefusedError: already-there
    for a folder that holds anything else, meaningless for one inside the case, not-installed where printed reports
    (`papers`) cannot be set on this machine, and what `write_edition` raises. `progress` is told of the days that are
    looked at, `printing` of the pages that are set.
    """
    before = _earlier(case, out)
    make_folder(out.parent)
    with whole_folder(out, replace=before is not None) as staging:
        made = write_edition(case, staging, readers=PUBLIC)
        public = open_case(staging)
        day = as_of or public.entries[-1].known_day
        published = _published(public, day, progress)
        if papers:
            published = replace(published, imprint=imprint_of(public, LANGUAGES))
        written = _write(site_files(published, printing), staging, before)
    return Publication(made=made, as_of=day, files=written[0], changed=written[1])


def _earlier(case: Case, out: Path) -> Path | None:
    """Return the folder of the edition before, None where there is none yet; refuse what is none of this record."""
    if not out.is_dir() or not any(out.iterdir()):
        check_place(case.root, out, empty=True)
        return None
    found = edition_of(out)
    if found is None or found.readers != PUBLIC or found.origin != case.log.checkpoint.origin:
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(out),
            expected=f"a new folder, or the public edition of {case.log.checkpoint.origin}",
            got=f"an edition of {found.origin} for {found.readers}" if found else "a folder with other files in it",
            remedy="name another folder",
        )
    return out


def _published(case: Case, day: date, progress: Progress | None) -> Published:
    moments = Moments(case)
    past = past_of(moments.on, moments.days(day), day, progress)
    return Published(present=moments.on(day), past=past)


class Moments:
    """A case on one day after another: audits, each with what changed since the end of the month before the last."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._month_ends: dict[date, Audit] = {}

    def on(self, day: date) -> Moment:
        """Return the case as of a day and as known on it."""
        audit = audit_case(self.case, as_of=day, known=day)
        since = month_before_last(day)
        if since not in self._month_ends:
            self._month_ends = {**dict([*self._month_ends.items()][-1:]), since: self._audit(since)}
        changes = changes_between(
            self._month_ends[since], audit, entries_between(self.case, (since, since), (day, day))
        )
        return Moment(audit=audit, changes=changes)

    def _audit(self, day: date) -> Audit:
        return audit_case(self.case, as_of=day, known=day)

    def days(self, until: date) -> Sequence[date]:
        """Return the days on which something happened or became known, and the first of every month, up to a day."""
        entries = self.case.entries
        first = min(entry.known_day for entry in entries)
        days = {until}
        for entry in entries:
            for day in (entry.known_day, entry.span.earliest, entry.span.latest):
                days |= {day, day + DAY}
        days |= {date(year, month, 1) for year in range(first.year, until.year + 1) for month in range(1, 13)}
        return sorted(day for day in days if first <= day <= until)


def month_before_last(day: date) -> date:
    """Return the last day of the month before the last one."""
    return (day.replace(day=1) - DAY).replace(day=1) - DAY


def _write(files: Iterable[tuple[str, bytes]], folder: Path, before: Path | None) -> tuple[int, int]:
    """Write files into a folder, those that are in `before` already by linking to them; return how many, how many new."""
    count = changed = 0
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        count += 1
        if before is not None and _same(before / path, content):
            os.link(before / path, target)
        else:
            changed += 1
            target.write_bytes(content)
    return count, changed


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False

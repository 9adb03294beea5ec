"""A public edition of a case: what the public may see of it, and its pages, written beside each other.

The pages are made from the edition and from nothing else, so that they cannot hold what it does not. The whole is made
beside its place and moved there in the end; files that stay the same as in the edition before are taken over from it.
"""

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from pathlib import Path

import msgspec

from proverka.assessment import Audit, changes_between
from proverka.case.auditing import Progress, audit_case, entries_between
from proverka.case.edition import Made, check_place, edition_of, write_edition
from proverka.case.folder import make_folder, whole_folder
from proverka.case.opened import Case, open_case
from proverka.case.printing import printed_reports
from proverka.case.proving import check_signer, checking_of, note_files, proved_of
from proverka.case.public_record import record_entries
from proverka.fleet import Executor, Here
from proverka.model.errors import Refusal, RefusedError
from proverka.model.policy import PUBLIC
from proverka.publication import Published, site_files
from proverka.publication.manifest import Ledger, manifest_files
from proverka.publication.moment import Moment
from proverka.publication.pace import Pace, pace_of
from proverka.publication.past import Past, past_of
from proverka.publication.periods import Period, period_of
from proverka.publication.proofs import proof_files
from proverka.record import SigningKey

DAY = timedelta(days=1)
HERE = Here()


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
    key: SigningKey | None = None,
    papers: bool = False,
    executor: Executor = HERE,
    progress: Progress | None = None,
    printing: Progress | None = None,
) -> Publication:
    """Write the public edition of a case, with its pages, to `out`, a new folder or one that holds an earlier edition.

    As of the day on which the record last learnt something, unless another is named. `key` signs the list of its files.
    The past is made by `executor`, and so are printed reports where `papers` asks for them; `progress` is told of the
    one, `printing` of the other. Raises RefusedError: unknown-key for a key that is no party's, already-there for a
    folder that holds anything else, meaningless for one inside the case, not-installed where reports cannot be printed
    on this machine, and what `write_edition` raises.
    """
    if key is not None:
        check_signer(case, key)
    before = _earlier(case, out)
    make_folder(out.parent)
    with whole_folder(out, replace=before is not None) as staging:
        made = write_edition(case, staging, readers=PUBLIC)
        public = open_case(staging)
        day = as_of or public.entries[-1].known_day
        ledger = Ledger()
        note_files(staging, ledger)
        made_of = _published(public, day, executor, progress)
        if papers:
            made_of = replace(made_of, papers=printed_reports(public, made_of.present, executor, printing))
        files = ledger.gathered(chain(site_files(made_of), proof_files(proved_of(public))))
        closing = manifest_files(ledger, public.log.checkpoint, day, key)
        count, changed = _write(chain(files, closing), staging, before)
    return Publication(made=made, as_of=day, files=count, changed=changed)


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


def _published(case: Case, day: date, executor: Executor, progress: Progress | None) -> Published:
    moments = Moments(case)
    days = moments.days(day)
    pace = pace_of(days, len(case.entries), day)
    if pace is not Pace.DAY:
        days = [days[0], *(end for end in pace.ends(days[0], day) if end not in (days[0], day)), day]
    past, periods = Past(), list[Period]()
    for found in executor.run(past_part, [*_parts(case.root, days, pace)], progress):
        pages, reports = msgspec.msgpack.decode(found, type=tuple[bytes, list[Period]])
        past.append(Past.unpacked(pages))
        periods += reports
    beside = {path.name: path.stat().st_size for path in case.root.iterdir() if path.is_file()}
    beside |= {f"{path.name}/": 0 for path in case.root.iterdir() if path.is_dir()}
    return Published(
        present=moments.on(day),
        past=past,
        pace=pace,
        periods=tuple(periods),
        record=lambda: record_entries(case),
        beside=beside,
        checking=checking_of(case),
    )


# Parts of the past that are made by themselves: enough that two processes end at much the same time, and that a
# reader sees how far it is; of so many days that most of a page can be taken over from the day before.
PARTS = 16
DAYS_MIN = 4


class _Span(msgspec.Struct, frozen=True, kw_only=True):
    """A span of days, with those that are to be looked at, for one process."""

    root: str
    pace: Pace
    days: tuple[date, ...]
    until: date


def _parts(root: Path, days: Sequence[date], pace: Pace) -> Iterator[bytes]:
    """Yield the days in spans of much the same number of days to be looked at, each with the folder of the case."""
    size = max(DAYS_MIN, -(-len(days) // PARTS))
    for first in range(0, len(days), size):
        span = tuple(days[first : first + size])
        until = days[first + size] - DAY if first + size < len(days) else span[-1]
        yield msgspec.msgpack.encode(_Span(root=str(root), pace=pace, days=span, until=until))


def past_part(part: bytes) -> bytes:
    """Return every page as of every day of a span, and the reports on its periods: the work of one process."""
    span = msgspec.msgpack.decode(part, type=_Span)
    moments = Moments(_case_in(span.root))
    ends, periods = deque(span.pace.ends(span.days[0], span.until)), list[Period | None]()

    def report_until(day: date) -> None:
        while ends and ends[0] <= day:
            end = ends.popleft()
            periods.append(period_of(moments.since(span.pace.before(end), end), span.pace.called(end)))

    def looked_at(day: date) -> Moment:
        report_until(day - DAY)
        return moments.on(day)

    past = past_of(looked_at, span.days, span.until, turning=span.pace is Pace.DAY)
    report_until(span.until)
    return msgspec.msgpack.encode((past.packed, [period for period in periods if period]))


@lru_cache(maxsize=1)
def _case_in(root: str) -> Case:
    """Return the case in a folder, opened once for all spans that a process looks at."""
    case = open_case(Path(root))
    # It stays as long as the process does: nobody need look through it again and again for what may go.
    gc.freeze()
    return case


# The day itself, the end of the month before the last, and the ends of two periods.
AUDITS_KEPT = 4


class Moments:
    """A case on one day after another: audits, each with what changed since an earlier day."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._audits: dict[date, Audit] = {}

    def on(self, day: date) -> Moment:
        """Return the case as of a day and as known on it, with what changed since the month before the last."""
        return self.since(month_before_last(day), day)

    def since(self, since: date, day: date) -> Moment:
        """Return the case as of a day and as known on it, with what changed since an earlier one."""
        before, audit = self._audit(since), self._audit(day)
        new = entries_between(self.case, (since, since), (day, day))
        return Moment(audit=audit, changes=changes_between(before, audit, new))

    def _audit(self, day: date) -> Audit:
        """Return the audit of a day; the last few that were asked for are kept, as days ahead look back at them."""
        found = self._audits.pop(day, None) or audit_case(self.case, as_of=day, known=day)
        self._audits[day] = found
        if len(self._audits) > AUDITS_KEPT:
            del self._audits[next(iter(self._audits))]
        return found

    def days(self, until: date) -> Sequence[date]:
        """Return the days, up to one, on which a page may change by what happened or became known, or by a new month.

        The first and the last of them are among them.
        """
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
    """Write files into a folder; those that `before` has are linked to. Return how many, and how many are new."""
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

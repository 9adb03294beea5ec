"""The alias tables of a case: `aliases/LANGUAGE.toml`, beside an authored case and beside the record built from it.

They help to read articles. They are no part of the record, and nothing is judged by them.
"""

from collections.abc import Iterable
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from proverka.case.folder import CaseFolder, too_large
from proverka.mandate import Mandate
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.names import check_unique, unknown
from proverka.model.reading import convert
from proverka.model.vocabulary import Vocabulary
from proverka.sources.links.aliases import NO_ALIASES, Aliases, Names, ObligationRule

ALIASES = "aliases"
# Every name is tried at each word of an article; a case with a thousand people stays far below this.
ALIASES_BYTES_MAX = 1024 * 1024


def alias_files(folder: CaseFolder) -> list[str]:
    """Return the names of the alias tables in a case folder, authored or built."""
    return folder.names(f"{ALIASES}/*.toml")


def read_aliases(folder: CaseFolder, language: str) -> Aliases:
    """Return the alias tables of a case in a language, empty where it has none; refuse what has not their form.

    Raises MalformedError (too-large, bad-syntax and what `convert` raises), RefusedError (path-outside-case).
    """
    name = f"{ALIASES}/{language}.toml"
    return _read(folder, name) if name in alias_files(folder) else NO_ALIASES


def check_alias_tables(folder: CaseFolder, words: Vocabulary, mandate: Mandate) -> None:
    """Refuse alias tables that name what the case does not have, or give one name to two things."""
    for name in alias_files(folder):
        check_aliases(_read(folder, name), words, mandate, where=name)


def copy_alias_tables(folder: CaseFolder, out: Path) -> None:
    """Put a copy of the alias tables beside a record; no durability is promised before `out` is synced."""
    for name in alias_files(folder):
        copy = out / name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(folder.text(name), encoding="utf-8")


def _read(folder: CaseFolder, name: str) -> Aliases:
    size = folder.path(name, where=name).stat().st_size
    if size > ALIASES_BYTES_MAX:
        raise too_large(name, size, ALIASES_BYTES_MAX, "leave out names that no article uses")
    return convert(folder.toml(name), Aliases, where=name)


def check_aliases(aliases: Aliases, words: Vocabulary, mandate: Mandate, *, where: str) -> None:
    """Refuse tables that name what the case does not have, or give one name to two things.

    Raises RefusedError: unknown-party, unknown-place, unknown-subject, unknown-obligation, duplicate-id;
    MalformedError (bad-value) for a time zone that does not exist.
    """
    _check_parties(aliases, words, where)
    for place in aliases.places:
        words.place(place.id, where=f"{where}: places")
    for subject in aliases.subjects:
        words.subject(subject.id, where=f"{where}: subjects")
    for name in (*(one.id for one in aliases.instruments), *(rule.id for rule in aliases.obligations)):
        if not mandate.knows(name):
            known = (*mandate.instrument_by_id, *mandate.obligation_by_id, *mandate.step_ids)
            raise unknown(Refusal.UNKNOWN_OBLIGATION, name, known, where, "instrument, obligation or step")
    _check_rules(aliases.obligations, aliases, where)
    for kind in ("places", "instruments", "subjects"):
        _check_names(((one.id, one.aliases) for one in getattr(aliases, kind)), where=f"{where}: {kind}")
    for outlet in aliases.outlets:
        _check_zone(outlet.zone, where=f"{where}: outlet {outlet.name}")


def _check_parties(aliases: Aliases, words: Vocabulary, where: str) -> None:
    _check_names(
        ((party.name, (party.name, *party.aliases, *party.place_names)) for party in aliases.parties),
        where=f"{where}: parties",
    )
    for party in aliases.parties:
        if party.id:
            words.party(party.id, where=f"{where}: party {party.name}")
    for person in aliases.people:
        if person.party:
            _check_party_name(person.party, aliases, f"{where}: {person.name}: party")
    check_unique((name for person in aliases.people for name in person.full_names), where=f"{where}: people")


def _check_party_name(name: str, aliases: Aliases, where: str) -> None:
    known = {party.name for party in aliases.parties}
    if name not in known:
        raise unknown(Refusal.UNKNOWN_PARTY, name, known, where, "party of these tables")


def _check_rules(rules: Iterable[ObligationRule], aliases: Aliases, where: str) -> None:
    for rule in rules:
        if rule.debtor:
            _check_party_name(rule.debtor, aliases, f"{where}: rule for {rule.id}: debtor")


def _check_names(entries: Iterable[tuple[str, Names]], *, where: str) -> None:
    """Refuse (duplicate-id) a name without conditions that stands for two things, or a thing that is there twice."""
    taken: dict[str, str] = {}
    for owner, names in entries:
        for name in names:
            if not isinstance(name, str):
                continue
            first = taken.setdefault(name, owner)
            if first != owner:
                raise RefusedError(
                    Refusal.DUPLICATE_ID,
                    where=where,
                    expected="every name for one thing, or under a condition in `needs`",
                    got=f"{name!r} for {first} and for {owner}",
                    remedy="take it away from one of the two, or say in `needs` when it is meant",
                )


def _check_zone(zone: str, *, where: str) -> None:
    try:
        if zone:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise MalformedError(
            Refusal.BAD_VALUE,
            where=where,
            expected="the IANA name of a time zone, such as Europe/Moscow",
            got=repr(zone),
            remedy="correct the zone, or leave it out",
        ) from error

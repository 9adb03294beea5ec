"""Brings the catalogues of translations up to date with the sources: `make catalogues`.

    python -m tools.catalogues [CHECKOUT]

Each `src/proverka/reporting/languages/CODE.po` then has every message that the sources can say, in the order of the
messages. A translation stays for as long as its message does; what no source says any longer is kept at the end, marked
as obsolete, so that nobody's work is lost. The same sources give the same bytes: no line numbers, no dates. What is
amiss in a translation is told, and makes the program fail.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as BabelMessage
from babel.messages.pofile import generate_po, read_po

from proverka.reporting.catalogues import NAMES
from proverka.reporting.plurals import RULES
from tools.messages import Message, collected

FOLDER = "src/proverka/reporting/languages"
_FACTS = re.compile(r"\{(\w+)\}")
_MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w+;")
_FIELD = re.compile(r'^"([\w-]+): (.*)\\n"$', re.MULTILINE)
# What a translator may state at the head of a catalogue, and what stands there where nobody did.
STATED = {
    "PO-Revision-Date": "",
    "Last-Translator": "",
    "Language-Team": "",
    # `complete` where every message has its translation: a test then refuses any that has none.
    "X-Translated": "in part",
}


def main(root: Path) -> int:
    """Bring every catalogue up to date, and say how much of each is translated."""
    messages, faults = collected(root).messages, 0
    for code in NAMES:
        if code == "en":
            continue
        path = root / FOLDER / f"{code}.po"
        text = updated(path.read_text(encoding="utf-8") if path.exists() else "", code, messages)
        path.write_text(text, encoding="utf-8")
        found = faults_of(text, code)
        faults += len(found)
        sys.stdout.writelines(f"{line}\n" for line in (f"{path.relative_to(root)}: {_told(text)}", *found))
    return 1 if faults else 0


def faults_of(text: str, code: str) -> list[str]:
    """Return what is amiss in a catalogue: facts lost or made up, forms missing, markup, and gaps in a complete one."""
    catalogue = read_po(io.BytesIO(text.encode()), locale=code)
    complete = dict(_FIELD.findall(text.partition("\n\n")[0])).get("X-Translated") == "complete"
    return [
        f"{message.id}: {fault}" for message in catalogue if message.id for fault in _faults(message, code, complete)
    ]


def _faults(message: BabelMessage, code: str, complete: bool) -> Iterator[str]:  # noqa: FBT001 - one of two cases
    originals, told, forms = _texts(message.id), _texts(message.string), RULES[code][0]
    counts = not isinstance(message.id, str)
    if not any(told):
        yield from ("it is not translated",) if complete else ()
        return
    if counts and (len(told) != forms or not all(told)):
        yield f"{forms} forms are asked for"
    facts = {name for one in originals for name in _FACTS.findall(one)}
    for one in filter(None, told):
        named = set(_FACTS.findall(one))
        if named - facts:
            yield f"there is no {', '.join(sorted(named - facts))} in it"
        # A form may say the number itself: one day, two days.
        if facts - named - ({"count"} if counts else set()):
            yield f"{', '.join(sorted(facts - named))} is missing"
        if _MARKUP.search(one):
            yield "markup has no place in it"


def _texts(one: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (one,) if isinstance(one, str) else tuple(one or ())


def updated(before: str, code: str, messages: dict[str, Message]) -> str:
    """Return a catalogue with exactly these messages, each with the translation that it had."""
    stated, _, body = before.partition("\n\n")
    head = _header(stated, code)
    catalogue = read_po(io.BytesIO((head + body).encode()), locale=code)
    for obsolete in [*catalogue.obsolete.values()]:  # it may be said again; whether it was fuzzy is not known any more
        obsolete.flags.add("fuzzy")
        catalogue[obsolete.id] = obsolete
    catalogue.obsolete.clear()
    catalogue.update(template_of(messages), no_fuzzy_matching=True)
    catalogue.obsolete = {key: one for key, one in catalogue.obsolete.items() if any(one.string or ())}
    for one in catalogue:
        one.flags.discard("python-format")  # a percent sign is one here
    return head + "".join(generate_po(catalogue, omit_header=True, sort_by="message", include_lineno=False, width=100))


def template_of(messages: dict[str, Message]) -> Catalog:
    """Return messages as a catalogue without translations."""
    template = Catalog()
    for one in messages.values():
        template.add(
            (one.one, one.many) if one.many else one.one,
            locations=[(place, 1) for place in sorted(one.places)],
            auto_comments=sorted(one.notes),
        )
    return template


def _header(before: str, code: str) -> str:
    """Return the head of a catalogue: what its translators stated in that before, and the rule of its plurals."""
    stated = {**STATED, **{name: value for name, value in _FIELD.findall(before) if name in STATED}}
    count, rule, _ = RULES[code]
    fields = {
        "Project-Id-Version": "Proverka",
        "Language": code,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={count}; plural={rule};",
        **stated,
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in fields.items())
    return (
        f"# What Proverka says itself, in {NAMES[code]}. Made by `make catalogues`; a fuzzy message was drafted by a\n"
        f"# machine and not yet read by a person: take the mark away once you have read it.\n"
        f'msgid ""\nmsgstr ""\n{lines}\n'
    )


def _told(text: str) -> str:
    messages = [message for message in read_po(io.BytesIO(text.encode())) if message.id]
    whole = sum(1 for one in messages if one.string and (isinstance(one.string, str) or all(one.string)))
    fuzzy = sum(1 for one in messages if one.fuzzy)
    return f"{whole} of {len(messages)} messages translated, {fuzzy} of them by a machine and not yet read"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))

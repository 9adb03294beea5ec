"""Names as a case declares them, and what is refused of them: unknown ones, double ones, rings of them."""

from collections.abc import Iterable, Mapping
from typing import Annotated, TypeVar

from msgspec import Meta

from proverka.model.errors import Refusal, RefusedError

# What a record prints in every submission, and what names a key and its file: no separator of paths or notes. In
# Python `$` also matches before a newline at the end, which would end a line of a note: patterns say that none follows.
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$(?!\n)", max_length=64)]

_T = TypeVar("_T")


def found(table: Mapping[str, _T], key: str, refusal: Refusal, where: str, noun: str) -> _T:
    """Return what `table` has under `key`; raise RefusedError (`refusal`), with names that come near."""
    value = table.get(key)
    if value is None:
        raise unknown(refusal, key, table, where, noun)
    return value


NAMES_SHOWN_MAX = 8


def unknown(refusal: Refusal, got: str, known: Iterable[str], where: str, noun: str) -> RefusedError:
    """Return the refusal of a name that is not among `known`."""
    names = sorted(known)
    near = [name for name in names if got and (name.startswith(got[:3]) or got in name)] or names
    shown = ", ".join(near[:NAMES_SHOWN_MAX]) + (", …" if len(near) > NAMES_SHOWN_MAX else "")
    return RefusedError(
        refusal,
        where=where,
        expected=f"a {noun} that the case declares, such as {shown or 'none yet'}",
        got=repr(got),
        remedy=f"correct the name, or declare the {noun} in case.toml",
    )


def check_acyclic(links: Mapping[str, Iterable[str]], *, where: str) -> None:
    """Refuse (self-dependency) a set of links in which something leads back to itself; names the ring."""
    done: set[str] = set()
    for start in links:
        path: dict[str, None] = {}  # in order, and quick to look into: a chain may be thousands long
        stack: list[tuple[str, bool]] = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.popitem()
                done.add(node)
                continue
            if node in path:
                walked = list(path)
                ring = " → ".join([*walked[walked.index(node) :], node])
                raise RefusedError(
                    Refusal.SELF_DEPENDENCY,
                    where=where,
                    expected="references that lead somewhere else in the end",
                    got=ring,
                    remedy="take out one link of this ring",
                )
            if node in done:
                continue
            path[node] = None
            stack.append((node, True))
            stack.extend((link, False) for link in links.get(node, ()))


def check_unique(ids: Iterable[str], *, where: str) -> None:
    """Refuse (duplicate-id) an id that stands twice."""
    seen: set[str] = set()
    for identifier in ids:
        if identifier in seen:
            raise RefusedError(
                Refusal.DUPLICATE_ID,
                where=where,
                expected="every id once",
                got=f"{identifier!r} twice",
                remedy="rename or remove one of the two",
            )
        seen.add(identifier)

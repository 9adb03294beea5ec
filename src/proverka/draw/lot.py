"""A draw that anybody can make again: commitments and a seed by SHA-256, and a selection after RFC 3797.

Everything that is hashed is a text of lines, so that a reader with `sha256sum` needs no program of ours. The wire form,
with an example and vectors, is `docs/spec/draw.md`.

Differences from RFC 3797, section 4: SHA-256 in the place of MD5, numbers in decimal in the place of two bytes, and the
last of what is left takes the place of what was drawn in the place of moving all the others up, so that a draw from a
million items is quick.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from proverka.model.numeric import one_count, refuse

METHOD = "proverka/draw/v1"
SECRET_BYTES = 32
# What a schedule is drawn under, where a stratum has its name.
SCHEDULE = "schedule"
# Of more items than this no list is drawn from; the bias that is stated below rests on it.
POPULATION_MAX = 2**32


def commitment_of(*, case: str, plan: bytes, party: str, secret: bytes) -> bytes:
    """Return the 32 bytes by which a party commits to its 32 secret bytes for one plan, named by its leaf hash.

    Case, plan and party are in it, so that nobody can hand in a copy of another's. Raises RefusedError (bad-value).
    """
    _check_bytes("secret", secret)
    return _sha256("proverka/draw-commitment/v1", case, _hex("plan", plan), party, secret.hex())


def seed_of(*, case: str, plan: bytes, size: int, root: bytes, reveals: Sequence[tuple[str, bytes | None]]) -> bytes:
    """Return the 32 bytes that a draw follows from.

    `size` and `root` are of the checkpoint that holds all commitments; `reveals` has every party of the plan, in the
    order of the plan, with its secret, or `None` where it was passed over. While one of the secrets is unknown and
    was drawn at random, nobody can tell the seed from 32 random bytes (SHA-256 taken as a random oracle). Raises
    RefusedError (bad-value).
    """
    lines = [f"{party} {'-' if secret is None else _hex('secret', secret)}" for party, secret in reveals]
    tree = f"{one_count('size', size, least=1)} {_hex('root', root)}"
    return _sha256("proverka/draw-seed/v1", case, _hex("plan", plan), tree, *lines)


def select(seed: bytes, stratum: str, population: int, sample: int) -> list[int]:
    """Return `sample` different positions in a list of `population` items, from 0, in the order of the draw.

    Step i of 1, 2, … takes the SHA-256 of the seed, the name of the stratum and i as a whole number; its remainder
    by the number of items left says which of them is drawn. A remainder of 256 bits by m is off the uniform by at most
    m / 2^256 in total variation: by less than 2^-224 a step for up to 2^32 items, and 2^-192 a draw. It takes time and
    memory proportional to `sample` alone. Raises RefusedError (bad-value).
    """
    of = one_count("population", population, least=1, most=POPULATION_MAX)
    number = one_count("sample", sample, most=of)
    step = _steps(seed, stratum)
    moved: dict[int, int] = {}
    drawn = []
    for i in range(1, number + 1):
        last = of - i
        place = step(i) % (last + 1)
        drawn.append(moved.get(place, place))
        moved[place] = moved.pop(last, last)
    return drawn


def choose(seed: bytes, weights: Iterable[int]) -> int:
    """Return the position, from 0, of the one that is drawn of several with whole `weights` of 1 or more.

    The first step of the draw under the name `schedule`, by the sum W of the weights; the bias is at most W / 2^256.
    Raises RefusedError (bad-value).
    """
    parts = [one_count("weight", weight, least=1, most=POPULATION_MAX) for weight in weights]
    if not parts:
        refuse("weights", "at least one weight", "none")
    ticket = _steps(seed, SCHEDULE)(1) % sum(parts)
    place = 0
    while ticket >= parts[place]:
        ticket -= parts[place]
        place += 1
    return place


def selection_hash(drawn: Iterable[tuple[str, Iterable[int | str]]]) -> bytes:
    """Return the 32 bytes that stand for a selection: for each stratum its name and positions from 1, as drawn.

    A schedule is told under the name `schedule`, by its own name in the place of positions.
    """
    return _sha256(*(f"{name} {position}" for name, positions in drawn for position in positions))


def _steps(seed: bytes, name: str) -> Callable[[int], int]:
    """Return what gives the number of 256 bits of each step of one draw."""
    before = hashlib.sha256(f"proverka/draw-step/v1\n{_hex('seed', seed)}\n{name}\n".encode())

    def step(i: int) -> int:
        hashed = before.copy()
        hashed.update(b"%d\n" % i)
        return int.from_bytes(hashed.digest(), "big")

    return step


def _sha256(*lines: str) -> bytes:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).digest()


def _hex(where: str, value: bytes) -> str:
    _check_bytes(where, value)
    return value.hex()


def _check_bytes(where: str, value: bytes) -> None:
    if len(value) != SECRET_BYTES:
        refuse(where, f"{SECRET_BYTES} bytes", f"{len(value)}")

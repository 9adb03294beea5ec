"""One changed bit anywhere in a record is found: every bit of a small case, and many of a large log.

The small case is verified twice for each bit, by `verify_case` and by the verifier that stands alone, and both must
tell it. Of the large log many bits are changed at once, one under each bundle, and each must be found where it is.

`PROVERKA_FLIPS` says how many bits of the large log are changed, and `PROVERKA_STRIDE` which of the small case: 1 for
all of them. `make flips` asks for all and for 100,000; a run of every test for a part.
"""

import os
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.scaffold import write_scaffold
from proverka.case.verifying import verify_case
from proverka.case.witnessing import WitnessedCase
from proverka.model.errors import ProverkaError
from proverka.record import Log, SigningKey, compose, verify_record
from proverka.record.tiles import TILE_WIDTH

FLIPS = int(os.environ.get("PROVERKA_FLIPS", "500"))
# Prime to eight, so that bits of every place in a byte are among them.
STRIDE = int(os.environ.get("PROVERKA_STRIDE", "71"))
LARGE = 50_000  # entries: 196 bundles, and a tile of level 1
SEED = 20_131_114


def files_of(root: Path) -> list[Path]:
    """What is verified of a case, or all of a log: all but private keys, and aliases, which are no part of it."""
    apart = {"keys", "aliases"}
    return [path for path in sorted(root.rglob("*")) if path.is_file() and not apart & {*path.relative_to(root).parts}]


def flips(data: bytes) -> Iterator[bytes]:
    """Yield `data` with one bit changed, for every bit of it, or every `STRIDE`th."""
    changed = bytearray(data)
    for bit in range(0, 8 * len(data), STRIDE):
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)
        changed[bit // 8] ^= 1 << bit % 8


SECRETS = """
[[entries]]
kind = "figure"
label = "SEALED"
known = 2024-02-01
party = "state"
class = "restricted"
seal = ["percent"]
body = { basis = "destroyed/stock", percent = 40 }

[[entries]]
kind = "delivery"
label = "REPORT"
known = 2024-03-03
party = "state"
body = { document = "report", title = "With annexes" }
documents = [
    "open.txt",
    { file = "plan.txt", class = "protected" },
    { file = "sites.csv", class = "restricted", table = true },
]
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A cosigned case of five entries: a sealed one, documents open, salted and sealed by row, two kept checkpoints."""
    folder, built = tmp_path / "case", tmp_path / "built"
    write_scaffold(folder, "case")
    (folder / "case.toml").write_text(
        (folder / "case.toml").read_text(encoding="utf-8") + '[policy.quorum]\nleast = 1\nof = ["inspectorate"]\n',
        encoding="utf-8",
    )
    files = {"evidence/secrets.toml": SECRETS, "open.txt": "all", "plan.txt": "gate", "sites.csv": "site,n\nhall,4\n"}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    authored = read_authored(folder)
    keyring = demonstration_keyring(authored.words)
    build_case(authored, built, keyring)
    log = Log.open(built / "record", keyring.log.verifier)
    for time in (1_700_000_000, 1_700_000_100):
        line = keyring.witnesses["inspectorate"].cosign(log.checkpoint.text, time=time).line
        WitnessedCase.open(built).take(line.encode(), where="the answer")
    return built


def told_by_verify(case: Path) -> object:
    """Whether a case is sound and what is noted of it (that its policy file was changed is no fault of the record)."""
    try:
        found = verify_case(case)
    except ProverkaError as error:
        return error.code
    return found.sound, found.notes, found.checkpoint


def told_alone(alone: ModuleType, case: Path, policy: object) -> object:
    try:
        return alone.check_log(case, policy)
    except (alone.WrongError, *alone.FORM_ERRORS):
        return False


def test_every_bit_of_a_small_case(small: Path, standalone: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    policy = standalone.read_policy((small / "policy.txt").read_bytes())
    whole, alone = told_by_verify(small), told_alone(standalone, small, policy)
    assert isinstance(whole, tuple)
    assert whole[0]
    assert alone
    tried, unseen = Counter[str](), Counter[str]()
    for path in files_of(small):
        name = path.relative_to(small).as_posix()
        original = path.read_bytes()
        for changed in flips(original):
            path.write_bytes(changed)
            tried[name] += 1
            unseen[f"{name}: verify"] += told_by_verify(small) == whole
            unseen[f"{name}: standalone"] += told_alone(standalone, small, policy) == alone
        path.write_bytes(original)
    with capsys.disabled():
        print(f"\nbits of a small case of {len(tried)} files changed: {tried.total()}")  # noqa: T201 - to be seen
    assert tried.total() > 40_000 // STRIDE
    assert +unseen == {}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    key, party = SigningKey.from_seed("example.org/log", bytes(32)), SigningKey.from_seed("example.org/a", b"\1" * 32)
    entries, genesis, previous = [], None, None
    for number in range(1, LARGE + 1):
        submission = compose(
            case="example",
            genesis=genesis,
            party="a",
            number=number,
            previous=previous,
            payload=b'{"say":%d}' % number,
            keys=[party],
        )
        entries.append(submission.note.raw)
        genesis, previous = submission.log_hash, submission.text_hash
    folder = tmp_path_factory.mktemp("large") / "log"
    Log.create(folder, key).append(entries, key)
    return folder


def column_of(where: str) -> int | None:
    """Which bundle a file or a fault belongs to, with the tile over it; None for what belongs to the whole tree."""
    if where.startswith("entry "):
        return int(where.removeprefix("entry ")) // TILE_WIDTH
    kind, _, rest = where.removeprefix("tile/").partition("/")
    return int(rest.split(".p/")[0].split(",")[0]) if kind in ("0", "entries") else None


def rounds(folder: Path, count: int, chance: random.Random) -> Iterator[list[tuple[Path, int]]]:
    """Yield `count` bits in rounds: one of each file of the whole tree alone, then one under each bundle at a time.

    Each bundle is asked as often as any other; which bit under it, its files tell evenly.
    """
    columns: dict[int | None, list[Path]] = defaultdict(list)
    for path in files_of(folder):
        columns[column_of(path.relative_to(folder).as_posix())].append(path)
    whole = [path for path in columns.pop(None) if path.stat().st_size]
    for path in whole:
        yield [(path, chance.randrange(8 * path.stat().st_size))]
    left = count - len(whole)
    while left > 0:
        bits = []
        for paths in chance.sample(list(columns.values()), min(left, len(columns))):
            path = chance.choices(paths, [path.stat().st_size for path in paths])[0]
            bits.append((path, chance.randrange(8 * path.stat().st_size)))
        yield bits
        left -= len(bits)


def test_many_bits_of_a_large_log(large: Path, capsys: pytest.CaptureFixture[str]) -> None:
    key = SigningKey.from_seed("example.org/log", bytes(32)).verifier
    assert verify_record(large, key).sound
    tried, passes = 0, 0
    for bits in rounds(large, FLIPS, random.Random(SEED)):
        originals = {path: path.read_bytes() for path, _ in bits}
        for path, bit in bits:
            changed = bytearray(originals[path])
            changed[bit // 8] ^= 1 << bit % 8
            path.write_bytes(changed)
        found = verify_record(large, key)
        for path, data in originals.items():
            path.write_bytes(data)
        tried, passes = tried + len(bits), passes + 1
        assert not found.sound
        expected = {column_of(path.relative_to(large).as_posix()) for path in originals} - {None}
        blamed = {column_of(fault.where) for fault in found.faults} - {None}
        # Each is found where it is; beyond that only an entry is blamed that follows a text which was changed.
        assert expected <= blamed <= expected | {column + 1 for column in expected if column is not None}
    with capsys.disabled():
        print(f"\nbits of a log of {LARGE} entries changed: {tried} in {passes} verifications, all found")  # noqa: T201
    assert tried == FLIPS

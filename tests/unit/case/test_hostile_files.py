"""Whatever stands in the files of a case: it can be meant, or it is refused; nothing else ever happens."""

from pathlib import Path
from random import Random

import pytest

from proverka.case.authored import read_authored
from proverka.case.scaffold import write_scaffold
from proverka.model.errors import ProverkaError

# A hundred for each file of the scaffold, and some more.
ROUNDS = 520

# What a clerk, a spreadsheet or an enemy puts where something else belongs.
PIECES = (
    b"", b'"', b"'", b"[", b"]", b"{", b"}", b"=", b",", b"\n", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\x1b[2J",
    b"-1", b"0", b"1e999", b"nan", b"inf", b"99999999999999999999999999", b"2024-02-30", b"0001-01-01", b"9999-12-31",
    b"../..", b"true", b"[[entries]]", b'"""', "½".encode(), "\u202e".encode(), b"unknown", b"withheld", b"blank",
    b"1 month", b"1200 years", b"AGREEMENT", b"DESTROY-ALL", b"state", b"[[instrument.obligations]]",
)  # fmt: skip


def mutated(data: bytes, chance: Random) -> bytes:
    """Put, cut or copy something somewhere, once or several times."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 0, 1, 4, 10, 40)))
        piece = chance.choice(PIECES) if chance.random() < 0.7 else data[end : end + chance.randint(1, 60)]
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_case_is_read_or_refused(seed: int, tmp_path: Path) -> None:
    names = write_scaffold(tmp_path / "case", "case")
    whole = {name: (tmp_path / "case" / name).read_bytes() for name in names}
    chance, refused = Random(seed), []
    for _ in range(ROUNDS):
        name = chance.choice(names)
        (tmp_path / "case" / name).write_bytes(mutated(whole[name], chance))
        try:
            read_authored(tmp_path / "case")
        except ProverkaError as error:
            refused.append(error.fault)
        (tmp_path / "case" / name).write_bytes(whole[name])
    assert [fault for fault in refused if not all((fault.where, fault.expected, fault.got, fault.remedy))] == []
    assert len({fault.refusal for fault in refused}) > 8, "the damage is too uniform to show anything"

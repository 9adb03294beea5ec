import pytest

from proverka.model.errors import MalformedError
from proverka.simulation.regime_file import CHEATS_MAX, comparison_of


def put(document, path, value):
    """Set, or with None remove, what a path of names and numbers leads to."""
    *way, last = path
    for step in way:
        document = document[step]
    if value is None:
        del document[last]
    else:
        document[last] = value


def test_files_are_read_together(small):
    cheats = {"cheats": [{"id": "late", "title": "Late", "kind": "amendment", "amount": 20}]}
    read = comparison_of({"a.toml": small, "b.toml": cheats})
    assert [cheat.id for cheat in read.cheats] == ["abrupt", "late"]
    assert read.sites[1].strata[1].item_amount == 2


LOOK = ("regimes", 0, "inspections", 0, "looks", 0)
SERIES = ("regimes", 0, "inspections", 0)
STATED = {"id": "s", "title": "", "amount": 1}

WRONG: list[tuple[tuple[str | int, ...], object, str, str]] = [
    (("stockpile",), None, "missing-field", "small.toml"),
    (("stockpile", "periods"), 0, "bad-value", "small.toml: stockpile"),
    (("stockpile", "goal_periods"), 7, "meaningless", "stockpile: goal_periods"),
    (("stockpile", "colour"), "red", "unknown-field", "small.toml: stockpile"),
    (("treaty",), [], "unknown-field", "small.toml"),
    (("sites",), "none", "bad-value", "small.toml: sites"),
    (("sites",), None, "missing-field", "small.toml"),
    (("sites", 0, "strata"), [], "missing-field", "sites 1 (A): strata"),
    (("sites", 1, "id"), "A", "duplicate-id", "sites 2 (A)"),
    (("sites", 1, "strata", 1, "id"), "drums", "duplicate-id", "sites 2 (B): stratum drums"),
    (("sites", 0, "strata", 0, "items"), 2.5, "bad-value", "sites 1 (A)"),
    (("sites", 0, "balance", "flow_effects"), ["tide"], "unknown-name", "sites 1 (A): flow_effects"),
    (("sites", 0, "balance", "receipts"), [1, 2], "meaningless", "sites 1 (A): receipts"),
    (("sites", 0, "balance", "shipments"), 100, "meaningless", "sites 1 (A): inventory"),
    (("instruments", 1, "missing"), 1.2, "bad-value", "instruments 2 (measure)"),
    (("regimes", 0, "title"), None, "missing-field", "regimes 1 (plain)"),
    ((*SERIES, "chance"), 0.5, "meaningless", "inspections 1"),
    ((*SERIES, "every"), None, "missing-field", "inspections 1"),
    ((*SERIES, "every"), 7, "meaningless", "inspections 1: periods"),
    ((*SERIES, "number"), 3, "meaningless", "inspections 1: number"),
    ((*SERIES, "turns"), [["A"], ["C"]], "unknown-name", "inspections 1"),
    ((*SERIES, "turns"), [], "missing-field", "inspections 1"),
    ((*SERIES, "chances"), {"C": 0.5}, "unknown-name", "inspections 1"),
    ((*SERIES, "schedules"), [{"weight": 0, "sites": ["A"]}], "bad-value", "regimes 1 (plain)"),
    ((*SERIES, "looks"), [], "missing-field", "inspections 1: looks"),
    ((*LOOK, "share"), 0.5, "meaningless", "inspections 1: looks"),
    ((*LOOK, "instrument"), "nose", "unknown-name", "looks: instrument"),
    ((*LOOK, "strata"), ["bottles"], "unknown-name", "looks: strata"),
    (("regimes", 0, "balance"), {"assumed": {"tide": 1}}, "unknown-name", "balance: assumed"),
    (("regimes", 0, "balance"), {"every": 12}, "meaningless", "balance: every"),
    (("regimes", 0, "balance"), {"test": "feeling"}, "bad-value", "regimes 1 (plain)"),
    (("regimes", 0, "follow_up"), {"looks": []}, "missing-field", "follow_up: looks"),
    (("cheats", 0, "kind"), "subtle", "bad-value", "cheats 1 (abrupt)"),
    (("cheats", 0, "over"), 3, "meaningless", "cheats 1 (abrupt): over"),
    (("cheats", 0, "begins"), 7, "meaningless", "cheats 1 (abrupt): periods"),
    (("cheats", 0, "site"), "C", "unknown-name", "cheats 1 (abrupt): site"),
    (("cheats", 0, "kind"), "spread", "missing-field", "cheats 1 (abrupt)"),
    (("cheats",), [{**STATED, "kind": "spread", "sites": ["A", "A"]}], "meaningless", "(s): sites"),
    (("cheats",), [{**STATED, "kind": "spread", "sites_count": 3}], "meaningless", "(s): sites_count"),
    (("cheats",), [{**STATED, "kind": "hidden", "site": "A"}], "meaningless", "(s): site"),
    (
        ("cheats",),
        [{"id": f"c{n}", "title": "", "kind": "abrupt", "amount": 1} for n in range(CHEATS_MAX + 1)],
        "too-large",
        f"cheats {CHEATS_MAX + 1}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "code", "where"), WRONG)
def test_what_cannot_be_meant_is_refused_by_file_and_field(small, path, value, code, where):
    put(small, path, value)
    with pytest.raises(MalformedError) as refused:
        comparison_of({"small.toml": small})
    assert refused.value.code == code
    assert "small.toml" in refused.value.fault.where
    assert where in refused.value.fault.where


def test_a_second_stockpile_is_refused(small):
    with pytest.raises(MalformedError, match="duplicate-id"):
        comparison_of({"a.toml": small, "b.toml": {"stockpile": small["stockpile"]}})


def test_drawn_rounds_need_their_span(small):
    put(small, (*SERIES, "drawn"), True)
    put(small, (*SERIES, "every"), None)
    put(small, (*SERIES, "chance"), 0.1)
    with pytest.raises(MalformedError, match="drawn within that many periods"):
        comparison_of({"small.toml": small})


def test_periods_of_rounds_ascend(small):
    put(small, (*SERIES, "every"), None)
    put(small, (*SERIES, "at"), [3, 2])
    with pytest.raises(MalformedError, match="ascending"):
        comparison_of({"small.toml": small})

"""Which statement of a measurement method holds when, and which errors methods share."""

from datetime import datetime

from proverka.inventory.methods import FOR_EVER, ROWS_OWN, methods_of


def source(name, deviation="0.001", **more):
    return {"id": name, "deviation": deviation, **more}


def stated(on, *sources, method="scale"):
    return {"kind": "measurement_method", "on": on, "method": method, "title": "A scale", "sources": list(sources)}


def test_a_statement_holds_until_the_next(evidence_of, words):
    weighing = source("weighing", "40", scale="absolute", error="own")
    first = stated("2014-01-01", source("first"), weighing)
    found = methods_of(
        evidence_of([first, stated("2014-04-01", source("second", drifts_from="2014-03-20"))]),
        words,
    )
    assert [(one.id, one.shared) for one in found.effects] == [
        ("first", True), ("weighing", False), ("second", True), (ROWS_OWN, False),
    ]  # fmt: skip
    second = datetime(2014, 4, 1)  # noqa: DTZ001 - as the tables have it, in UTC
    assert [(one.effect, one.relative, one.since.month, one.until) for one in found.in_force] == [
        (0, True, 1, second),
        (1, False, 1, second),
        (2, True, 4, FOR_EVER),
    ]
    drifts_from = found.in_force[2].drifts_from
    assert drifts_from is not None
    assert drifts_from.isoformat() == "2014-03-20T00:00:00"
    assert found.entries == (1, 2)


def test_of_two_statements_for_one_day_the_later_entry_holds(evidence_of, words):
    rows = [stated("2014-01-01", source("a")), stated("2014-01-01", source("a", "0.5"))]
    assert [one.deviation for one in methods_of(evidence_of(rows), words).in_force] == [0.5]


def test_methods_that_name_one_source_share_its_error(evidence_of, words):
    rows = [
        stated("2014-01-01", source("standard", degrees_of_freedom=9)),
        stated("2014-01-01", source("standard", "0.002", degrees_of_freedom=5), method="assay"),
    ]
    found = methods_of(evidence_of(rows), words)
    assert [one.effect for one in found.in_force] == [0, 0]
    assert found.effects[0].degrees_of_freedom == 5


def test_a_correction_changes_a_statement_and_a_withdrawal_ends_it(evidence_of, words):
    first = stated("2014-01-01", source("a"))
    body = {"method": "scale", "title": "A scale", "sources": [source("a", "0.003")]}
    corrected = {"kind": "correction", "reason": "misprint", "replacement": body, "refers_to": (1,)}
    assert [one.deviation for one in methods_of(evidence_of([first, corrected]), words).in_force] == [0.003]
    withdrawn = {"kind": "correction", "reason": "no such scale", "refers_to": (1,)}
    assert methods_of(evidence_of([first, withdrawn]), words).stated == {}


def test_an_objection_contests_a_method_that_holds_all_the_same(evidence_of, words):
    objection = {"kind": "objection", "grounds": "It was never tested.", "refers_to": (1,)}
    found = methods_of(evidence_of([stated("2014-01-01", source("a")), objection]), words)
    assert (found.contested, len(found.in_force)) == (("scale",), 1)

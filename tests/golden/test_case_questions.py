"""Questions an examiner would ask of the worked cases, put to the JSON that `proverka audit` prints.

Every expected value was worked out by hand from the shared case material and the rules, before the audit was
run: dates and lateness with a calendar, percentages from the published rows, statuses from the first row of
the table that applies. A question says as of which day it asks, and with the knowledge of which day.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import Case, open_case
from proverka.reporting import render_json

Json = Mapping[str, Any]
Ask = Callable[[str, str, str], Json]

SYRIA, UNITED_STATES = "syria-2013", "united-states"
TODAY = "2026-11-22"
AS_THEN = "as then"
LONGEST_QUOTATION = 15

P1, P2 = "EC-M-34/DEC.1/p1-removal", "EC-M-34/DEC.1/p2-removal"
ISOPROPANOL, STRUCTURES = "EC-M-34/DEC.1/ipa-destroy", "EC-CWPF-2014-07/12"
SITES = "EC-M-33/DEC.1/2-inspect"


@pytest.fixture(scope="session")
def ask(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Return the audit of a case as of a day and as known on a day, read back from its JSON."""
    folder = tmp_path_factory.mktemp("questions")
    cases: dict[str, Case] = {}
    audits: dict[tuple[str, str, str], Json] = {}

    def opened(name: str) -> Case:
        if name not in cases:
            authored = read_authored(repository / "cases" / name)
            build_case(authored, folder / name, demonstration_keyring(authored.words))
            cases[name] = open_case(folder / name)
        return cases[name]

    def answer(name: str, as_of: str, known_at: str) -> Json:
        asked = (name, as_of, as_of if known_at == AS_THEN else known_at)
        if asked not in audits:
            day, known = (date.fromisoformat(d) for d in asked[1:])
            audits[asked] = json.loads(render_json(audit_case(opened(name), as_of=day, known=known)))
        return audits[asked]

    return answer


def duty(audit: Json, name: str) -> Json:
    return next(o for o in audit["obligations"] if o["id"] == name)


def status(name: str) -> Callable[[Json], Any]:
    return lambda audit: duty(audit, name)["status"]


def judged(name: str) -> Callable[[Json], Any]:
    """Return status, due date, and most and least days late."""
    return lambda audit: tuple(duty(audit, name)[key] for key in ("status", "due", "days_late", "days_late_least"))


def fulfilled(name: str) -> Callable[[Json], Any]:
    return lambda audit: tuple(duty(audit, name)["fulfilled"][end] for end in ("earliest", "latest"))


def amount_of(achieved: Json | None) -> Any:
    return achieved and tuple(achieved[key] for key in ("value", "unit", "basis", "as_of"))


def achieved(name: str) -> Callable[[Json], Any]:
    return lambda audit: amount_of(duty(audit, name)["achieved"])


def at_due(name: str) -> Callable[[Json], Any]:
    return lambda audit: amount_of(duty(audit, name)["at_due"])


def dates(name: str) -> Callable[[Json], Any]:
    return lambda audit: [(d["date"], d["role"], d["state"]) for d in duty(audit, name)["dates"]]


def percent_on(basis: str, day: str) -> Callable[[Json], Any]:
    """Return the percentages that are published on a basis for a day and count as reached."""

    def read(audit: Json) -> Any:
        reached = [f for f in audit["figures"] if f["basis"] == basis and f["as_of"] == day]
        return sorted({f["percent"] for f in reached if f["nature"] in ("achieved", "derived")} - {None})

    return read


def figure(label: str, *keys: str) -> Callable[[Json], Any]:
    def read(audit: Json) -> Any:
        found = next(f for f in audit["figures"] if f["label"] == label)
        return found[keys[0]] if len(keys) == 1 else tuple(found[key] for key in keys)

    return read


def has_figure(label: str) -> Callable[[Json], Any]:
    return lambda audit: any(f["label"] == label for f in audit["figures"])


def entries_of(rule: str, about: str = "") -> Callable[[Json], Any]:
    """Return the labels under the findings of a rule, in order."""

    def read(audit: Json) -> Any:
        found = [f for f in audit["findings"] if f["rule"] == rule and (not about or f["about"] == about)]
        return [sorted(e["label"] for e in f["entries"]) for f in found]

    return read


def words_of(label: str, *keys: str) -> Callable[[Json], Any]:
    def read(audit: Json) -> Any:
        found = next(s for s in audit["statements"] if s["label"] == label)
        return tuple(found[key] for key in keys)

    return read


def speakers(first: str, last: str) -> Callable[[Json], Any]:
    """Return who spoke, and for whom, on days from the first to the last; a month alone is in no week."""

    def read(audit: Json) -> Any:
        dated = [s for s in audit["statements"] if s["kind"] == "statement" and len(s["date"]) == len(first)]
        said = [s for s in dated if first <= s["date"] <= last]
        return sorted({(s["speaker"], s["party"]) for s in said})

    return read


def issues(audit: Json) -> Any:
    return tuple(audit["issues"][key] for key in ("raised", "resolved", "open"))


def instruments(audit: Json) -> Any:
    return sorted(i["id"] for i in audit["instruments"])


def conference(audit: Json) -> Any:
    return next(s for s in audit["steps"] if "conference" in s["title"].lower())


def held_by(holder: str) -> Callable[[Json], Any]:
    return lambda audit: [
        (a["date"], a["by"], a["level"], a["about"]) for a in audit["allegations"] if a["holder"] == holder
    ]


def totals(audit: Json) -> Any:
    """Return every total of the stock that is printed, with what kind of number it is."""
    printed = [f for f in audit["figures"] if f["basis"] == "declared/all" and f["amount"] is not None]
    return sorted({(f["amount"], f["nature"]) for f in printed})


class Question(NamedTuple):
    name: str
    read: Callable[[Json], Any]
    expected: Any
    as_of: str = TODAY
    known_at: str = TODAY
    case: str = SYRIA


DEADLINES = [
    Question("priority 1: 31 December to 23 June is 174 days", judged(P1), ("met_late", "2013-12-31", 174, 174)),
    Question("priority 2: 5 February to 23 June is 138 days", judged(P2), ("met_late", "2014-02-05", 138, 138)),
    Question(
        "isopropanol: after 24 April, reported on 22 May", judged(ISOPROPANOL), ("met_late", "2014-03-01", 82, 55)
    ),
    Question("isopropanol stood at 93.1 percent on 24 April", fulfilled(ISOPROPANOL), ("2014-04-25", "2014-05-22")),
    Question(
        "all chemicals: 30 June 2014 to 4 January 2016 is 553 days",
        judged("EC-M-34/DEC.1/all-destroy"),
        ("met_late", "2014-06-30", 553, 553),
    ),
    Question(
        "both effluents: 31 December to 12 June is 163 days",
        judged("EC-M-34/DEC.1/effluent"),
        ("met_late", "2014-12-31", 163, 163),
    ),
    Question(
        "production facilities: 25 of 27 in November 2017, 27 by June 2019",
        fulfilled("EC-M-34/DEC.1/cwpf"),
        ("2017-12-01", "2019-06-24"),
    ),
    Question(
        "production facilities: 15 March 2014 to 24 June 2019 is 1927 days at most",
        lambda audit: duty(audit, "EC-M-34/DEC.1/cwpf")["days_late"],
        1927,
    ),
    Question("the list came on the last day of its week", judged("GF-2013/1"), ("met", "2013-09-21", 0, None)),
    Question(
        "the initial declaration came before its 30 days were over",
        lambda audit: (duty(audit, "EC-M-33/DEC.1/1b")["status"], duty(audit, "EC-M-33/DEC.1/1b")["due"]),
        ("met", "2013-10-27"),
    ),
    Question("equipment a day before its date", fulfilled("EC-M-33/DEC.1/1d"), ("2013-10-31", "2013-10-31")),
    Question("inspections began on the very day", fulfilled("EC-M-33/DEC.1/2-start"), ("2013-10-01", "2013-10-01")),
    Question("the isopropanol plan was early", fulfilled("EC-M-34/DEC.1/ipa-plan"), ("2013-12-16", "2013-12-16")),
    Question("munitions 56 days early", fulfilled("EC-M-34/DEC.1/munitions"), ("2013-12-06", "2013-12-06")),
    Question("milestones on their last day", judged("EC-M-33/DEC.1/milestones"), ("met", "2013-11-15", 0, None)),
    Question("90 days from 9 July 2020", lambda a: duty(a, "EC-94/DEC.2/5a")["due"], "2020-10-07"),
    Question("100 days from 9 July 2020", lambda a: duty(a, "EC-94/DEC.2/dg")["due"], "2020-10-17"),
    Question(
        "the report to the Security Council: 28 October for the 27th",
        lambda a: tuple(duty(a, "UNSCR-2118/12")[key] for key in ("status", "due", "days_late")),
        ("met_late", "2013-10-27", 1),
        as_of="2013-11-02",
    ),
    Question(
        "the own date for everything: 27 April to 23 June is 57 days",
        judged("SYR-PLAN-2014-03/all"),
        ("met_late", "2014-04-27", 57, 57),
    ),
]

ON_THE_DAY = [
    Question("nothing of priority 1 by its date", at_due(P1), (0, "percent", "removed/priority_1", "2013-12-31")),
    Question(
        "priority 1 as told in the last week before 5 February",
        achieved(P1),
        (4, "percent", "removed/priority_1", "2014-01-30"),
        as_of="2014-02-05",
        known_at=AS_THEN,
    ),
    Question("isopropanol on 1 March", at_due(ISOPROPANOL), (93, "percent", "destroyed/isopropanol", "2014-03-01")),
    Question(
        "no priority chemical destroyed abroad by 31 March",
        at_due("EC-M-34/DEC.1/p1-destroy"),
        (0, "percent", "destroyed/priority_1", "2014-03-31"),
    ),
    Question("21 sites by the 30-day date", lambda a: duty(a, SITES)["at_due"]["of"], "23 site"),
    Question("21 sites, known on 5 November", at_due(SITES), (21, "site", "inspected/declared_sites", "2013-10-27")),
    Question(
        "3 of 12 structures when the moved date passed",
        at_due(STRUCTURES),
        (3, "facility", "destroyed/cwpf_12", "2015-03-22"),
    ),
    Question(
        "projections of 4 March are not reached: priority 1 stays where it was",
        achieved(P1),
        (4.5, "percent", "removed/priority_1", "2014-02-21"),
        as_of="2014-03-05",
    ),
    Question(
        "the 35, 23 and 63 percent of 4 March are projections",
        lambda a: [figure(label, "nature", "percent")(a) for label in ("SY-E083", "SY-E084", "SY-E085")],
        [("projection", 35), ("projection", 23), ("projection", 63)],
    ),
    Question("11 percent after three consignments", percent_on("removed/removable", "2014-02-10"), [11]),
    Question("45.6 percent after ten", percent_on("removed/removable", "2014-03-17"), [45.6]),
    Question("65.1 percent on 14 April", percent_on("removed/removable", "2014-04-14"), [65.1]),
    Question("72.3 percent on 16 April", percent_on("removed_or_destroyed/all", "2014-04-16"), [72.3]),
    Question("92.5 percent on 24 April, other basis", percent_on("removed_or_destroyed/all", "2014-04-24"), [92.5]),
    Question("94.8 percent of category 1 on 14 August", percent_on("destroyed/category_1", "2014-08-14"), [94.8]),
    Question("84.3 percent of all on 14 August", percent_on("destroyed/all", "2014-08-14"), [84.3]),
]

KNOWLEDGE = [
    Question("11 percent was not known on 5 February", has_figure("SY-E068"), False, "2014-02-10", "2014-02-05"),
    Question(
        "50 of 1,300 tonnes is of 5 February, and was read later", has_figure("SY-E065"), False, "2014-02-05", AS_THEN
    ),
    Question("today it is known for that day", has_figure("SY-E065"), True, "2014-02-05"),
    Question("4.5 percent is of 21 February", has_figure("SY-E072b"), False, "2014-02-05"),
    Question(
        "priority 2 was due that very day: not late before its end",
        lambda a: (duty(a, P2)["status"] in ("pending", "on_track", "at_risk"), duty(a, P2)["days_late"]),
        (True, None),
        "2014-02-05",
        AS_THEN,
    ),
    Question("overdue one day after", judged(P2), ("overdue", "2014-02-05", 1, None), "2014-02-06", AS_THEN),
    Question("the excuse was reported on 31 October", status(SITES), "overdue", "2013-10-28", AS_THEN),
    Question("today the excuse is known", status(SITES), "partly_met", "2013-10-28"),
    Question(
        "why partly met: the finding on safety",
        lambda a: duty(a, SITES)["excused_by"],
        ["SY-E034b"],
    ),
    Question("22 of 23, and never the last", achieved(SITES), (22, "site", "inspected/declared_sites", "2013-11-06")),
    Question("'by November' runs to its end", status("GF-2013/2"), "on_track", "2013-11-02", AS_THEN),
    Question("then 22 of 23 is a miss with an excuse", status("GF-2013/2"), "partly_met", "2014-01-15", AS_THEN),
]

REVISIONS = [
    Question("the first plan was replaced", status("SYR-PLAN-2014-02/all"), "superseded", "2014-03-20", AS_THEN),
    Question("priority 1 missed while a plan ran", status(P1), "overdue", "2014-03-20", AS_THEN),
    Question(
        "the Council's date does not move",
        dates(P1),
        [("2013-12-31", "original", "missed")],
        "2014-04-15",
        AS_THEN,
    ),
    Question(
        "priority 2 missed while a plan ran", judged(P2), ("overdue", "2014-02-05", 69, None), "2014-04-15", AS_THEN
    ),
    Question("first date of the structures", judged(STRUCTURES), ("overdue", "2014-12-31", 10, None), "2015-01-10"),
    Question(
        "both dates of the structures passed",
        lambda a: dates(STRUCTURES)(a)[:2],
        [("2014-12-31", "original", "missed"), ("2015-06-30", "extended", "missed")],
        "2016-02-01",
    ),
    Question(
        "11 of 12 in February 2016",
        achieved(STRUCTURES),
        (11, "facility", "destroyed/cwpf_12", "2015-12-29"),
        "2016-02-01",
    ),
]

CONFLICTS = [
    Question(
        "the print that contradicts itself",
        entries_of("percent-contradicts-amount"),
        [["SY-E147", "SY-K01"]],
    ),
    Question(
        "what the source printed stays",
        lambda a: (figure("SY-E147", "amount")(a), "65.2 tonnes of 254.17" in figure("SY-E147", "printed")(a)),
        (62.5, True),
    ),
    Question("consignment 14 before 13", entries_of("consignments-out-of-order"), [["SY-E107", "SY-E109"]]),
    Question(
        "no conflict before the second source", entries_of("consignments-out-of-order"), [], "2014-04-17", AS_THEN
    ),
    Question(
        "92.5 then 92, and again 92.8 then 92",
        entries_of("figure-went-down", "removed_or_destroyed/all"),
        [["SY-E126", "SY-E128"], ["SY-E133", "SY-E135"]],
    ),
    Question("the latest figure counts on 10 May", figure("SY-E128", "percent", "current"), (92, True), "2014-05-10"),
    Question(
        "49.3 and 53.6 on one day, both right",
        lambda a: [{"SY-E100", "SY-E101"} <= set(x) for x in entries_of("bases-differ")(a)],
        [True],
        "2014-03-20",
        AS_THEN,
    ),
    Question("49.3 is removed from territory", percent_on("removed/removable", "2014-03-20"), [49.3]),
    Question("53.6 counts isopropanol", percent_on("removed_or_destroyed/all", "2014-03-20"), [53.6]),
    Question(
        "every total that was published",
        totals,
        [
            (1000, "estimate"),
            (1292.7, "achieved"),
            (1300, "achieved"),
            (1301.3, "achieved"),
            (1308, "achieved"),
            (1328, "achieved"),
            (1330, "achieved"),
            (1335, "achieved"),
        ],
    ),
    Question("1,335 tonnes is an NGO's", figure("SY-H20", "by", "bound"), ("green-cross", "about")),
    Question("1,328 tonnes is the inspectorate's", figure("SY-H31", "by", "bound", "of"), ("opcw-ts", "exact", None)),
    Question(
        "190 of 194, 335.5 of 400, 5,463 of 5,000",
        lambda a: sorted(f["about"] for f in a["findings"] if f["rule"] == "complete-but-amounts-differ"),
        ["destroyed/uk_consignment", "disposed/effluent_df", "disposed/effluent_mustard"],
    ),
    Question(
        "resolution 2118: New York's day and the world's",
        lambda a: next((i["adopted"], i["adopted_utc"]) for i in a["instruments"] if i["id"] == "UNSCR-2118"),
        ("2013-09-27", "2013-09-28"),
    ),
]

ISSUES = [
    Question("19 of 22 in December 2020", issues, (22, 3, 19), "2020-12-31", AS_THEN),
    Question("20 of 24 in January 2022", issues, (24, 4, 20), "2022-01-31", AS_THEN),
    Question("19 of 26 in June 2025", issues, (26, 7, 19), "2025-06-30", AS_THEN),
    Question("26 in September 2025 is the number raised", lambda a: a["issues"]["open"], 19, "2025-09-30"),
    Question("unknown before any count", issues, (None, None, None), "2020-11-01", AS_THEN),
    Question("the declaration may be short though all declared is destroyed", status("EC-94/DEC.2/5c"), "overdue"),
]

# What the two seed articles let ministers say: those of the shared table, and the rest of them.
SEED_STATEMENTS = {f"SY-S{n}" for n in (*range(11, 14), *range(17, 21), *range(89, 104))}

WORDS = [
    Question(
        "the week of 30 January 2014",
        speakers("2014-01-27", "2014-02-02"),
        [
            ("Ban Ki-moon", "un-sg"),
            ("Chuck Hagel", "united-states"),
            ("Jay Carney", "united-states"),
            ("Robert Mikulak", "united-states"),
        ],
    ),
    Question(
        "and Moscow in the days after",
        speakers("2014-02-03", "2014-02-05"),
        [("Gennady Gatilov", "russia"), ("Sergei Ryabkov", "russia")],
    ),
    Question(
        "Lavrov on cooperation, carried by Interfax",
        words_of("SY-S19", "speaker", "relay", "outlet"),
        ("Sergei Lavrov", "Interfax", "The Moscow Times"),
    ),
    Question(
        "Kerry in Bali, heard by the paper itself",
        words_of("SY-S17", "speaker", "relay", "outlet"),
        ("John Kerry", "", "The Moscow Times"),
    ),
    Question(
        "Lavrov in New York, carried by RIA Novosti",
        words_of("SY-S96", "speaker", "relay"),
        ("Sergei Lavrov", "RIA Novosti"),
    ),
    Question(
        "and what he expected there, for which the paper names no agency",
        words_of("SY-S13", "speaker", "relay", "claim", "about"),
        ("Sergei Lavrov", "", "plan", ["GF-2013/6", "UNSCR-2118/21"]),
    ),
    Question(
        "the opposition's components: an allegation, hedged, in his own words",
        words_of("SY-S12", "claim", "hedged", "relay", "quotation", "about"),
        ("allegation", True, "Interfax", "direct", ["UNSCR-2118/5"]),
    ),
    Question(
        "preconditions for Geneva: denied",
        words_of("SY-S95", "speaker", "claim", "denied", "about"),
        ("Sergei Lavrov", "precondition", True, ["BALI-2013/conference"]),
    ),
    Question(
        "strikes that could be avoided: on a condition",
        words_of("SY-S03", "speaker", "condition"),
        ("John Kerry", "if Syria handed over its whole stockpile within a week"),
    ),
    Question(
        "every duty and step beside which words of the two seed articles stand",
        lambda a: sorted({name for s in a["statements"] if s["label"] in SEED_STATEMENTS for name in s["about"]}),
        [
            "BALI-2013/conference",
            "EC-M-33/DEC.1/1d",
            "EC-M-33/DEC.1/1e",
            "GF-2013",
            "GF-2013/4",
            "GF-2013/6",
            "UNSCR-2118/21",
            "UNSCR-2118/5",
            "UNSCR-2118/6",
            "UNSCR-2118/7",
        ],
    ),
    Question(
        "what the opposition is alleged to hold: one suspicion, never raised",
        held_by("syrian-opposition"),
        [("2013-09-24", "russia", "suspected", ["UNSCR-2118/5"])],
    ),
    Question(
        "the second story of a page is no evidence",
        lambda a: [s["speaker"] for s in a["statements"] if "Putin" in s["speaker"]],
        [],
    ),
]

MANDATE = [
    Question(
        "in force on 1 October 2013",
        instruments,
        ["CWC-SYR", "EC-M-33/DEC.1", "GF-2013", "UNSCR-2118"],
        "2013-10-01",
        AS_THEN,
    ),
    Question("53 duties in all", lambda a: len(a["obligations"]), 53),
    Question("27 duties on 5 October 2013: 6, 12 and 9", lambda a: len(a["obligations"]), 27, "2013-10-05"),
    Question("the conference was planned for", lambda a: conference(a)["planned"], "mid-November 2013"),
    Question(
        "who should come",
        lambda a: sorted(conference(a)["participants"]),
        ["Russian Federation", "Syrian Arab Republic", "United States", "armed opposition groups in Syria"],
    ),
    Question(
        "who refuses preconditions",
        lambda a: [(p["party"], p["stance"]) for p in conference(a)["preconditions"]],
        [("russia", "rejects")],
    ),
    Question("no conference before it was announced", lambda a: a["steps"], [], "2013-10-06", AS_THEN),
    Question(
        "no measure under Chapter VII is automatic",
        lambda a: [(s["obligation"], s["taken"]) for s in duty(a, P1)["ladder"]][-1],
        ("UNSCR-2118/21", False),
    ),
]

SECOND_CASE = partial(Question, case=UNITED_STATES)

UNITED_STATES_QUESTIONS = [
    SECOND_CASE("45 percent overdue", judged("CWC/US-45"), ("overdue", "2004-04-27", 4, None), "2004-05-01"),
    SECOND_CASE("45 percent: between the date and 30 April 2009", fulfilled("CWC/US-45"), ("2004-04-28", "2009-04-30")),
    SECOND_CASE(
        "27 April 2004 to 30 April 2009 is 1829 days at most", lambda a: duty(a, "CWC/US-45")["days_late"], 1829
    ),
    SECOND_CASE(
        "7,000 of 30,610 short tons is 22.9 percent",
        lambda a: round(duty(a, "CWC/US-original")["achieved"]["fraction"] * 100, 1),
        22.9,
        "2004-05-01",
    ),
    SECOND_CASE(
        "extended date missed with 27,474 of 30,610",
        at_due("CWC/US-original"),
        (27474, "short_ton", "destroyed/all", "2012-01"),
        "2012-05-01",
    ),
    SECOND_CASE("overdue two days after", status("CWC/US-original"), "overdue", "2012-05-01"),
    SECOND_CASE(
        "the three dates",
        dates("CWC/US-original"),
        [
            ("2007-04-29", "original", "replaced"),
            ("2012-04-29", "extended", "missed"),
            ("2023-09-30", "rescheduled", "met"),
        ],
    ),
    SECOND_CASE(
        "29 April 2012 to 7 July 2023 is 4086 days", judged("CWC/US-original"), ("met_late", "2012-04-29", 4086, 4086)
    ),
]

QUESTIONS = [
    *DEADLINES,
    *ON_THE_DAY,
    *KNOWLEDGE,
    *REVISIONS,
    *CONFLICTS,
    *ISSUES,
    *WORDS,
    *MANDATE,
    *UNITED_STATES_QUESTIONS,
]


@pytest.mark.parametrize("question", QUESTIONS, ids=[q.name for q in QUESTIONS])
def test_question(ask: Ask, question: Question):
    audit = ask(question.case, question.as_of, question.known_at)
    assert question.read(audit) == question.expected


# The eleven days on which every duty was judged by hand, and what follows from the table for those that the
# rules decide without a choice: M met, L met late, O overdue, P pending, R at risk, N no evidence, W partly
# met, S superseded, a hyphen where the instrument was not adopted, ? where the rules leave a choice.
DAYS = (
    "2013-10-05", "2013-11-02", "2014-01-15", "2014-02-06", "2014-03-20", "2014-04-15", "2014-07-01", "2015-01-10",
    "2016-02-01", "2020-11-01", TODAY,
)  # fmt: skip
BY_HAND = {
    "GF-2013/1": "MMMMMMMMMMM",
    "GF-2013/3": "PMMMMMMMMMM",
    "GF-2013/6": "MMMMMMMMMMM",
    "EC-M-33/DEC.1/1b": "PMMMMMMMMMM",
    "EC-M-33/DEC.1/1d": "PMMMMMMMMMM",
    "EC-M-33/DEC.1/1f": "PPPPPPPPPPP",
    "EC-M-33/DEC.1/2-start": "MMMMMMMMMMM",
    "EC-M-33/DEC.1/2-inspect": "?WWWWWWWWWW",
    "EC-M-33/DEC.1/milestones": "PPMMMMMMMMM",
    "UNSCR-2118/8": "PMMMMMMMMMM",
    "UNSCR-2118/21": "PPPPPPPPPPP",
    P1: "--OOOOLLLLL",
    "EC-M-34/DEC.1/ipa-plan": "--MMMMMMMMM",
    "EC-M-34/DEC.1/ipa-review": "--PNNNNNNNN",
    ISOPROPANOL: "--PPOOLLLLL",
    "EC-M-34/DEC.1/munitions": "--MMMMMMMMM",
    "EC-M-34/DEC.1/cwpf": "--??OOOOOLL",
    "EC-M-34/DEC.1/p1-destroy": "--RRROO?LLL",
    "EC-M-34/DEC.1/all-destroy": "--?RRROOLLL",
    "SYR-PLAN-2014-02/all": "----SSSSSSS",
    STRUCTURES: "-------OOLL",
    "EC-94/DEC.2/5a": "---------OO",
    "EC-94/DEC.2/5b": "---------OO",
    "EC-94/DEC.2/5c": "---------OO",
    "EC-94/DEC.2/dg": "---------NN",
}
LETTERS = {
    "met": "M",
    "met_late": "L",
    "overdue": "O",
    "pending": "P",
    "at_risk": "R",
    "no_evidence": "N",
    "partly_met": "W",
    "superseded": "S",
    "on_track": "T",
    "contested": "C",
}


@pytest.mark.parametrize("name", BY_HAND)
def test_every_duty_stands_on_eleven_days_as_worked_out_by_hand(ask: Ask, name: str):
    found = ""
    for day in DAYS:
        of_that_day = {o["id"]: LETTERS[o["status"]] for o in ask(SYRIA, day, TODAY)["obligations"]}
        found += of_that_day.get(name, "-")
    left_open = {i for i, letter in enumerate(BY_HAND[name]) if letter == "?"}
    assert "".join("?" if i in left_open else letter for i, letter in enumerate(found)) == BY_HAND[name]


def test_no_agency_speaks_and_no_quotation_is_long(ask: Ask):
    statements = [s for s in ask(SYRIA, TODAY, TODAY)["statements"] if s["kind"] == "statement"]
    carriers = {s["relay"] for s in statements} - {""}
    assert carriers >= {"Interfax", "RIA Novosti", "Reuters", "AFP", "SANA"}
    assert not carriers & {s["speaker"] for s in statements}
    assert max(len(s["quote"].split()) for s in statements) <= LONGEST_QUOTATION


@pytest.mark.parametrize("case", [SYRIA, UNITED_STATES])
def test_every_figure_and_every_word_has_its_source(ask: Ask, case: str):
    audit = ask(case, TODAY, TODAY)
    nameless = [f["label"] for f in (*audit["figures"], *audit["statements"]) if not f["source"]]
    assert audit["figures"]
    assert nameless == []

"""What a statement claims, as a table: what it is, and the sentence. All sentences are invented.

The left side names the kind (`-` for none), the stance of an assessment, and `hedged` or `denied` where it is so. The
words of the condition stand in braces. Where a sentence holds quotation marks, the words between them are the
statement; a sentence without is an indirect one.
"""

import re

import pytest

from proverka.sources.claims import claim_of
from proverka.sources.passage import Passage
from proverka.sources.statement import Claim, Quotation

_MARKED = re.compile(r'"([^"]*)"')


def claim(sentence: str, *, quotation: Quotation | None = None, verb: str = "") -> Claim:
    """The claim of the quoted words, of the whole sentence where nothing is quoted."""
    words = tuple(Passage(found.start(1), found.end(1)) for found in _MARKED.finditer(sentence))
    whole = Passage(0, len(sentence))
    kind = quotation or ("direct" if words else "indirect")
    return claim_of(sentence, sentence=whole, words=words or (whole,), quotation=kind, verb=verb)


def told(found: Claim) -> str:
    """A claim as the left side of the table tells it."""
    parts = [found.kind or "-", "" if found.stance == "none" else found.stance]
    return " ".join(filter(None, [*parts, "hedged" * found.hedged, "denied" * found.denied]))


def rows(table: str) -> list[tuple[str, str]]:
    lines = [line.partition(":") for line in table.strip().splitlines()]
    return [(what.strip(), sentence.strip()) for what, _, sentence in lines]


DIRECT = rows("""
    threat: "We will respond with force."
    threat: "Those who used these weapons will be held accountable."
    threat: "We reserve the right to act alone."
    threat: "All options are still on the table."
    threat: "Damascus will face serious consequences."
    threat: "{Should the regime break its word}, it will pay a heavy price."
    threat: "We will not hesitate to use force {if diplomacy fails}."
    threat: "We will leave the talks {unless the shelling stops}."
    threat denied: "We are not threatening anybody."
    threat denied: "Force is off the table."
    precondition: "We will not attend {unless the president resigns}."
    precondition: "The prisoners must be released before talks can begin."
    precondition: "Disarmament is a prerequisite for any dialogue."
    precondition denied: "The talks must be held without preconditions."
    denial: "We did not use these weapons."
    denial: "These allegations are baseless."
    denial: "There is no evidence that our army was involved."
    denial: "We have nothing to hide."
    denial: "We have never possessed such weapons."
    allegation: "The regime has used sarin against its own people."
    allegation: "The rebels staged the attack."
    allegation hedged: "The opposition may possess components of chemical weapons."
    allegation: "They have violated the agreement again and again."
    allegation: "Damascus is concealing part of its arsenal."
    allegation hedged: "There are some concerns that the armed groups may have acquired sarin."
    commitment: "We will destroy every shell."
    commitment: "We are ready to host the conference."
    commitment: "We stand ready to help {if we are asked}."
    commitment: "Syria is committed to the convention."
    commitment: "We will spare no effort."
    commitment denied: "We will not give up our weapons."
    commitment denied: "We are not ready to sign."
    demand: "All parties must cooperate with the inspectors."
    demand: "The Council should act without delay."
    demand: "It is essential that the experts have access."
    demand: "We call on both sides to lay down their arms."
    demand: "It is time for the Council to act."
    demand: "Russia will insist on a political settlement."
    demand: "The deadline must not be missed."
    demand denied: "There is no need for another resolution."
    plan: "The first inspections are scheduled for next week."
    plan: "We expect the vote on Friday."
    plan hedged: "The ships may be sent in December."
    plan hedged: "We hope to finish by spring."
    assessment favourable: "The talks were very constructive."
    assessment favourable: "We have no reason to suspect that this cooperation will change."
    assessment favourable: "We are satisfied with the progress."
    assessment favourable: "The removal is on schedule."
    assessment favourable: "Cooperation has been excellent."
    assessment favourable: "There have been no delays."
    assessment critical: "We are not satisfied with the cooperation."
    assessment critical: "Syria has failed to meet the deadline."
    assessment critical: "Damascus has yet to declare its facilities."
    assessment critical: "The declaration is far from complete."
    assessment critical: "Progress has been too slow."
    assessment critical: "The regime is stalling."
    assessment critical: "They have not kept their promises."
    assessment mixed: "The start was good, but this is only the beginning."
    assessment mixed: "We welcome the cooperation, but the pace is too slow."
    assessment: "The attack was a crime."
    assessment: "I think the decision is justified."
    report: "The inspectors visited two sites."
    report: "Today we have agreed on the steps that must be taken."
    report: "The equipment has been destroyed."
    report: "The team is in Damascus."
    assessment critical hedged: "It appears that the declaration is incomplete."
    assessment favourable hedged: "We are perhaps on schedule."
    demand: "Any State that uses such weapons must answer for it."
    -: "Why should we sign?"
""")  # fmt: skip

INDIRECT = rows("""
    threat: The minister warned that his country would retaliate.
    threat: He threatened to walk out of the talks.
    threat denied: The ambassador ruled out the use of force.
    precondition: He said there could be no talks until the siege was lifted.
    precondition denied: Lavrov said the opposition could not set preconditions for the talks.
    precondition denied: The envoy rejected any preconditions.
    denial: The ministry denied that its forces had used gas.
    denial: He dismissed the report as propaganda.
    denial: The general denied that he had promised anything.
    allegation: Kerry accused Damascus of hiding part of its stockpile.
    allegation: The ambassador alleged that weapons had been smuggled over the border.
    commitment: He promised to hand over the list within a week.
    commitment: Moscow pledged to help with the transport.
    commitment: Lavrov said Moscow would do everything it could.
    commitment: The foreign minister assured the envoy that inspectors would have full access.
    demand: He called for the immediate destruction of all stocks.
    demand: Washington urged Damascus to move faster.
    demand: The secretary-general appealed to all sides to stop the fighting.
    demand denied: Russia is not demanding that the president leave, the envoy said.
    plan: The conference will take place in mid-November, the spokesman said.
    plan: The destruction is due to begin in March, he said.
    plan hedged: The conference could be held in November, he said.
    plan denied: He said no meeting was planned.
    assessment favourable: Kerry praised Syria for complying with its obligations.
    assessment favourable: The director-general welcomed the progress.
    assessment critical: The ambassador criticised Syria for dragging its feet.
    assessment critical: He said the removal was behind schedule.
    assessment mixed: He praised the inspectors' work but said that much remained to be done.
    assessment mixed: Kerry said that while Assad deserved credit, this was only the beginning of the process.
    report: The mission said that half of the stock had been removed.
    report: Six containers were loaded on Monday, the mission said.
    report hedged: The weapons are believed to have been moved, officials said.
""")  # fmt: skip

# A quotation of less than a clause stands in the reporter's own; what another says in the same sentence is not its own.
PARTIAL = rows("""
    assessment favourable: The minister was "very pleased" with the first steps towards destruction.
    assessment favourable: The talks were "the most productive we have had", he said, and Moscow is said to be waiting.
    commitment: The envoy said Paris would "do everything" to see that the deadline is met.
    allegation: She accused the army of "cynical lies" about the depots.
    demand: The opposition was urged to "speak with one voice" at the talks.
    denial: He dismissed the reports as "pure invention".
    assessment: She called the vote "a tragedy".
    threat: He said there would be "serious consequences".
    plan: The second stage will be finished "by the summer", according to the director.
    precondition denied: The envoy said that the groups could not set "preconditions of any kind".
    assessment favourable: She noted that cooperation was "exemplary", adding that two sites were out of reach.
""")  # fmt: skip


def split(sentence: str) -> tuple[str, str]:
    """The sentence without braces, and the words of the condition between them."""
    condition = re.search(r"\{(.*)\}", sentence)
    return sentence.replace("{", "").replace("}", ""), condition[1] if condition else ""


@pytest.mark.parametrize(("what", "sentence"), DIRECT + INDIRECT)
def test_whole_statements(what: str, sentence: str):
    plain, condition = split(sentence)
    found = claim(plain)
    assert told(found) == what
    assert (found.condition.of(plain) if found.condition else "") == condition


@pytest.mark.parametrize(("what", "sentence"), PARTIAL)
def test_partial_quotations(what: str, sentence: str):
    assert told(claim(sentence, quotation="partial")) == what


# The verb that reports the words is strong evidence, wherever it stands, and in any form.
VERBS = [
    ("accused", "allegation", 'He accused them. "They hid it in the hills," he said.'),
    ("promised", "commitment", '"Everything by Friday," the minister promised.'),
    ("call for", "demand", '"An end to the siege" is what the envoy called for.'),
    ("denied", "denial", '"We were elsewhere," the colonel denied.'),
    ("praised", "assessment favourable", '"A fine piece of work," the director praised.'),
    ("threatened", "threat", '"Then we shall see," he threatened.'),
    ("said", "report", '"The trucks left at noon," she said.'),
]


@pytest.mark.parametrize(("verb", "what", "sentence"), VERBS)
def test_the_reporting_verb(verb: str, what: str, sentence: str):
    assert told(claim(sentence, verb=verb)) == what


def test_a_verb_chooses_between_two_statements_of_a_sentence():
    sentence = "The envoy praised the inspectors, and the minister demanded an end to the siege."
    assert told(claim(sentence, verb="praised")) == "assessment favourable"
    assert told(claim(sentence, verb="demanded")) == "demand"


def test_every_cue_says_what_it_means_and_where():
    sentence = '"If the list is late, there may be serious concerns about the cooperation."'
    found = claim(sentence)
    assert [(cue.meaning, cue.passage.of(sentence)) for cue in found.cues] == [
        ("assessment", "serious concerns"),
        ("critical", "serious concerns"),
        ("hedge", "may"),
        ("condition", "If the list is late"),
    ]


def test_a_condition_of_the_reporter_counts_where_it_stands_next_to_the_words():
    sentence = 'If the depot is not opened, "we will go to the Council," she said, as she had done if asked before.'
    found = claim(sentence)
    assert found.condition is not None
    assert found.condition.of(sentence) == "If the depot is not opened"
    elsewhere = '"The trucks are ready," she said, while others asked what would follow if they were not.'
    assert claim(elsewhere).condition is None


def test_what_another_clause_says_of_something_else_does_not_count():
    assert told(claim('"We visited the depot, which must be emptied by June."')) == "report"
    assert told(claim('"They have left the country that we will visit."')) == "report"


def test_nothing_is_claimed_by_nothing():
    assert claim("") == Claim()
    assert claim('""') == Claim()
    assert claim('"…"') == Claim()

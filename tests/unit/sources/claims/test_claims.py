"""What a statement claims, as a table: what it is, and the sentence. All sentences are invented.

The left side names the kind (`-` for none), the stance of an assessment, and `hedged` or `denied` where it is so. The
words of the condition stand in braces. Where a sentence holds quotation marks, the words between them are the
statement; a sentence without is an indirect one.
"""

import re

import pytest

from proverka.sources.claims import ClaimTable, claim_of
from proverka.sources.claims.claim_kinds import ACTS, PRECEDENCE, TOGETHER
from proverka.sources.language import language_table
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
    threat: "{If Assad does not hand over his weapons}, the world will act."
    threat: "The credible threat of force must remain."
    threat: "The regime should be under no illusion: there will be a response."
    threat: "Failure to comply will lead to measures under Chapter VII."
    threat: "Any aggression against our country will be met with a decisive response."
    threat: "We would consider that an act of war and respond accordingly."
    threat: "Those responsible will be brought to justice."
    threat: "Non-compliance will have consequences."
    threat: "We retain the option of military action."
    threat: "We will respond to any attack."
    threat denied: "We are not threatening anybody."
    threat denied: "Force is off the table."
    threat denied: "There is no talk of using force."
    threat denied: "We have no intention of attacking anyone."
    precondition: "We will not attend {unless the president resigns}."
    precondition: "The prisoners must be released before talks can begin."
    precondition: "Disarmament is a prerequisite for any dialogue."
    precondition: "There can be no negotiations {as long as Assad is in power}."
    precondition: "Assad must go before any transition can begin."
    precondition: "First the shelling must stop, then we will talk."
    precondition: "Our participation depends on guarantees from the great powers."
    precondition: "No talks before the siege is lifted."
    precondition denied: "The talks must be held without preconditions."
    precondition denied: "Nobody should set any preconditions."
    precondition denied: "We will not accept any preconditions."
    precondition denied: "There can be no conditions for humanitarian access."
    denial: "We did not use these weapons."
    denial: "These allegations are baseless."
    denial: "There is no evidence that our army was involved."
    denial: "We have nothing to hide."
    denial: "We have never possessed such weapons."
    denial: "Syria has never used chemical weapons."
    denial: "It is absurd to say that our army did this."
    denial: "Reports that we moved the weapons to Iraq are false."
    denial: "The government has nothing to do with the attack."
    denial: "We have not supplied the rebels with such substances."
    denial: "There was no such agreement."
    denial: "This is not true."
    denial: "That is a lie."
    denial: "It's nonsense."
    denial: "Nobody has stolen anything."
    denial: "There is nothing of that sort in our depots."
    denial: "We have signed no contract."
    denial: "It is pure guesswork."
    allegation: "The regime has used sarin against its own people."
    allegation: "The rebels staged the attack."
    allegation hedged: "The opposition may possess components of chemical weapons."
    allegation: "They have violated the agreement again and again."
    allegation: "Damascus is concealing part of its arsenal."
    allegation hedged: "There are some concerns that the armed groups may have acquired sarin."
    allegation: "The opposition used sarin in Aleppo in March."
    allegation: "We have evidence that the rebels were behind the attack."
    allegation: "They are helping extremists get their hands on toxic agents."
    allegation: "Assad gassed his own people."
    allegation: "The regime is responsible for the attack of August 21."
    allegation: "Terrorists are preparing a chemical provocation."
    allegation: "Turkey lets fighters cross its border."
    allegation: "There are violations of the ceasefire on the part of the rebels."
    commitment: "We will destroy every shell."
    commitment: "We are ready to host the conference."
    commitment: "We stand ready to help {if we are asked}."
    commitment: "Syria is committed to the convention."
    commitment: "We will spare no effort."
    commitment: "Syria will fully cooperate with the OPCW."
    commitment: "Russia is prepared to help guard the facilities."
    commitment: "We undertake to submit the data within a month."
    commitment: "We will make every effort to bring the opposition to Geneva."
    commitment: "We guarantee the safety of the inspectors."
    commitment: "My country is willing to accept the effluent."
    commitment: "We remain committed to a political solution."
    commitment: "I can assure you that we will meet the deadline."
    commitment: "Russia will continue to support the mission."
    commitment: "We will destroy everything that must be destroyed."
    commitment: "You have our word."
    commitment: "Not a single truck will stop, and no crate will be opened."
    commitment: "There will be no storage at sea."
    commitment: "We can leave within the hour."
    commitment: "We will not attack the convoys."
    commitment: "Our country has always kept its word and will keep it now."
    commitment denied: "We will not give up our weapons."
    commitment denied: "We are not ready to sign."
    commitment denied: "We will not sign this document."
    demand: "All parties must cooperate with the inspectors."
    demand: "The Council should act without delay."
    demand: "It is essential that the experts have access."
    demand: "We call on both sides to lay down their arms."
    demand: "It is time for the Council to act."
    demand: "Russia will insist on a political settlement."
    demand: "The deadline must not be missed."
    demand: "Any State that uses such weapons must answer for it."
    demand: "Damascus has an obligation to destroy its arsenal."
    demand: "Assad must go."
    demand: "We need a strong resolution."
    demand: "The violence has to stop."
    demand: "It's important that the Security Council speak with one voice."
    demand: "What is needed now is a ceasefire."
    demand: "Both sides should refrain from any action that endangers the inspectors."
    demand: "We want Syria to declare everything it has."
    demand: "The process must be completed by mid-2014."
    demand: "No one should be allowed to hinder the inspectors."
    demand: "We ask the international community to put pressure on the opposition."
    demand: "Let the experts do their work."
    demand: "Those who have promised help must now give it."
    demand: "Let the doctors in."
    demand: "Please open the road."
    demand: "We expect the regime to open the last depot."
    demand: "Nobody who cares for peace can look away."
    demand: "We will insist on a strong text."
    demand: "It is up to the Security Council to decide, and it should decide soon."
    demand: "We cannot wait any longer."
    plan: "The first inspections are scheduled for next week."
    plan: "We expect the vote on Friday."
    plan hedged: "The ships may be sent in December."
    plan hedged: "We hope to finish by spring."
    plan: "Inspectors will arrive in Damascus on Tuesday."
    plan: "We are planning to hold the conference in the second half of November."
    plan: "The team is to visit 20 sites in the coming weeks."
    plan: "The draft will be put to the vote this week."
    plan: "The foreign ministers are going to meet again next month."
    plan hedged: "The destruction is likely to take a year."
    plan: "The vessel that should carry the cargo will arrive on Monday."
    assessment favourable: "The talks were very constructive."
    assessment favourable: "We have no reason to suspect that this cooperation will change."
    assessment favourable: "We are satisfied with the progress."
    assessment favourable: "The removal is on schedule."
    assessment favourable: "Cooperation has been excellent."
    assessment favourable: "There have been no delays."
    assessment favourable hedged: "We are perhaps on schedule."
    assessment favourable: "The Syrian government is cooperating."
    assessment favourable: "So far, the cooperation has been quite good."
    assessment favourable: "The inspectors have made good initial progress."
    assessment favourable: "The work is going according to plan."
    assessment favourable: "Syria deserves credit for its compliance."
    assessment favourable: "I am pleased with the way the mission is working."
    assessment favourable: "Damascus is honouring all its obligations."
    assessment favourable: "The meeting was productive and useful."
    assessment favourable: "The process began in record time."
    assessment favourable: "The declaration was submitted on time."
    assessment favourable: "It's a good beginning and we should welcome it."
    assessment favourable: "I am satisfied that the schedule is being kept."
    assessment favourable: "We cannot complain about the cooperation."
    assessment favourable: "Not a single deadline has been missed."
    assessment favourable: "The authorities have never refused access."
    assessment critical: "We are not satisfied with the cooperation."
    assessment critical: "Syria has failed to meet the deadline."
    assessment critical: "Damascus has yet to declare its facilities."
    assessment critical: "The declaration is far from complete."
    assessment critical: "Progress has been too slow."
    assessment critical: "The regime is stalling."
    assessment critical: "They have not kept their promises."
    assessment critical hedged: "It appears that the declaration is incomplete."
    assessment critical: "Syria has missed two deadlines."
    assessment critical: "The regime is dragging its feet."
    assessment critical: "The pace of removal is not satisfactory."
    assessment critical: "We are concerned about the delays."
    assessment critical: "The lack of progress is worrying."
    assessment critical: "The Syrians could do much better."
    assessment critical: "The declaration contains gaps and inconsistencies."
    assessment critical: "Less than five percent has been removed, and that is not good enough."
    assessment critical: "We doubt that the deadline will be met."
    assessment critical: "I am not at all satisfied."
    assessment critical: "There is no cooperation worth the name."
    assessment critical: "The regime has not met a single deadline."
    assessment critical: "Damascus has not fully complied."
    assessment critical hedged: "There may be gaps in the declaration."
    assessment mixed: "The start was good, but this is only the beginning."
    assessment mixed: "We welcome the cooperation, but the pace is too slow."
    assessment mixed: "There has been progress, but not enough."
    assessment mixed: "Cooperation is good, although some questions remain."
    assessment mixed: "This is a positive step, but a lot of work lies ahead."
    assessment mixed hedged: "We are cautiously optimistic."
    assessment mixed: "The first phase went well, but the difficult part begins now."
    assessment mixed: "Yes, they cooperate, but far too slowly."
    assessment mixed: "The delay is regrettable, but it can be made good."
    assessment: "The attack was a crime."
    assessment: "I think the decision is justified."
    assessment: "It was a barbaric act."
    assessment: "The use of force would be a mistake."
    assessment: "In our view, there is no military solution."
    assessment: "This is a question of trust."
    assessment hedged: "That may be true."
    assessment: "It is a matter of principle."
    assessment: "I am convinced that war is not the answer."
    assessment: "There is no need for another resolution."
    assessment: "It was about trust from the beginning."
    assessment: "They are walking in circles."
    report: "The inspectors visited two sites."
    report: "Today we have agreed on the steps that must be taken."
    report: "The equipment has been destroyed."
    report: "The team is in Damascus."
    report: "We have received the first declaration."
    report: "Five trucks crossed the border last night."
    report: "Twelve people were killed in the attack."
    report: "We discussed the preparations for the conference."
    report: "The equipment was rendered inoperable."
    report: "They have promised this many times."
    report: "The inspectors have sealed the depot that must be emptied in May."
    report: "We are waiting for the second ship."
    report: "You count the crates, you lock the door."
    report: "The road was shelled twice."
    report: "We have drawn up a list of steps which should be taken."
    report: "In all, 38 tonnes have been shipped."
    -: "They shrug and drink their tea."
    -: "Why should we sign?"
    -: "Will the weapons be destroyed in time?"
    -: "What should we do {if they refuse}?"
""")  # fmt: skip

INDIRECT = rows("""
    threat: The minister warned that his country would retaliate.
    threat: He threatened to walk out of the talks.
    threat: The president said the United States was prepared to strike {if diplomacy failed}.
    threat: Israel would not allow such weapons to reach Hezbollah, he said.
    threat: He vowed revenge for the attack.
    threat: She warned that the sanctions would be enforced.
    threat: The envoy said any breach would go straight to the Security Council.
    threat denied: The ambassador ruled out the use of force.
    threat denied: The resolution does not provide for the use of force, Lavrov said.
    precondition: He said there could be no talks until the siege was lifted.
    precondition: The coalition said it would take part {only if Assad stepped down}.
    precondition: The opposition insisted that Assad's departure be a precondition for talks.
    precondition: The opposition has set conditions for attending the conference.
    precondition: The rebels said the release of prisoners must come before any meeting.
    precondition denied: Lavrov said the opposition could not set preconditions for the talks.
    precondition denied: The envoy rejected any preconditions.
    denial: The ministry denied that its forces had used gas.
    denial: He dismissed the report as propaganda.
    denial: The general denied that he had promised anything.
    denial: Moscow rejected the accusations as unfounded.
    denial: The Foreign Ministry dismissed claims that Russia had supplied the precursors.
    denial: The ministry denied that it had promised anything of the kind.
    denial: Moscow denied accusing the rebels.
    denial: The report of a second depot was untrue, he said.
    denial: The manager insisted that the crates were not weapons.
    allegation: Kerry accused Damascus of hiding part of its stockpile.
    allegation: The ambassador alleged that weapons had been smuggled over the border.
    allegation: Damascus blamed rebels for the attack.
    allegation: Putin said the attack was a provocation by the rebels.
    allegation hedged: Western officials suspect that Damascus has not declared all of its sites.
    allegation: The report said that government forces had used chlorine.
    allegation: Iraq accused its neighbour of arming militants.
    allegation: According to the opposition, government troops fired rockets at the convoy.
    allegation: The rebels claimed that part of the stock was being taken over the border.
    allegation: The ambassador said the road had been mined by terrorists.
    commitment: He promised to hand over the list within a week.
    commitment: Moscow pledged to help with the transport.
    commitment: Lavrov said Moscow would do everything it could.
    commitment: The foreign minister assured the envoy that inspectors would have full access.
    commitment: Norway offered to provide a ship and an escort.
    commitment: Assad said his government would abide by the agreement.
    commitment: The United States agreed to pay for the trucks.
    commitment: Germany said it would destroy the residue in Munster.
    commitment: Assad vowed to abide by the resolution.
    commitment: Italy is to provide the port, the minister told parliament.
    commitment: Damascus was ready to attend without preconditions, the minister said.
    commitment: Russia is ready to guard the port, said Anton Belov, the head of its delegation.
    commitment: The minister was quoted by the agency as saying that the ships were ready to stay.
    commitment: Denmark will leave its ships there for as long as it takes, the minister said.
    commitment: The prime minister said his country would take part in the escort.
    commitment denied: Norway said it would not take the chemicals.
    commitment denied: He refused to promise that the date would be met.
    demand: He called for the immediate destruction of all stocks.
    demand: Washington urged Damascus to move faster.
    demand: The secretary-general appealed to all sides to stop the fighting.
    demand: The EU called on all sides to give the inspectors safe access.
    demand: Ban urged the Council to adopt an enforceable resolution.
    demand: France wants a text with teeth, the minister said.
    demand: Lavrov urged the West to press the opposition to attend.
    demand: He stressed the need for a swift removal.
    demand: The draft demands that Syria give inspectors unrestricted access.
    demand denied: Russia is not demanding that the president leave, the envoy said.
    plan: The conference will take place in mid-November, the spokesman said.
    plan: The destruction is due to begin in March, he said.
    plan hedged: The conference could be held in November, he said.
    plan: The Executive Council will meet on Friday, the spokesman said.
    plan: The first batch will leave Latakia by the end of the year, the OPCW said.
    plan: Experts are set to begin destroying equipment this week, an official said.
    plan: The ship would sail in January, the Pentagon said.
    plan hedged: A vote could come as early as Thursday, diplomats said.
    plan hedged: He hoped that the conference would take place in November.
    plan: The spokeswoman said the session would open on Tuesday.
    plan: According to the schedule, the most dangerous agents are to leave the country by the end of December.
    plan: The Council is expected to adopt the plan on Friday, diplomats said.
    plan denied: He said no meeting was planned.
    plan: The work will not be finished before March, the director said.
    plan: A new line between Norway and Sweden will open in May, the minister said.
    plan: A fast ferry will start running on Feb. 3, the deputy mayor, Ali Kaya, has announced.
    plan hedged: The first team could leave as early as next week, a diplomat said.
    plan hedged: The session may begin some days later, the head of the office, Ivan Petrov, said on Friday.
    assessment favourable: Kerry praised Syria for complying with its obligations.
    assessment favourable: The director-general welcomed the progress.
    assessment favourable: Lavrov and Kerry hailed the progress made in Syria.
    assessment favourable: He expressed satisfaction with the pace of the destruction.
    assessment favourable: He said Syria was meeting its obligations.
    assessment favourable: The OPCW chief said that cooperation had been full and constructive.
    assessment critical: The ambassador criticised Syria for dragging its feet.
    assessment critical: He said the removal was behind schedule.
    assessment critical: He expressed disappointment at the lack of cooperation.
    assessment critical: The operation was falling behind, she said.
    assessment critical: She said that Syria was not meeting its obligations.
    assessment mixed: He praised the inspectors' work but said that much remained to be done.
    assessment mixed: Kerry said that while Assad deserved credit, this was only the beginning of the process.
    assessment mixed: He welcomed the start of the work but warned that the hardest part was yet to come.
    report: The mission said that half of the stock had been removed.
    report: Six containers were loaded on Monday, the mission said.
    report hedged: The weapons are believed to have been moved, officials said.
    report: The OPCW said its team had inspected 11 sites.
    report: Syria has handed over an initial list of its weapons, the OPCW said.
    report: The minister said he had met the envoy in Paris.
    report: The spokesman confirmed that the ship had left port.
    report: Kerry said Assad had promised to give up the weapons.
    report: The envoy said that the opposition had demanded a delay.
    report: A convoy of 20 trucks left the depot on Sunday, the mission said.
    report: According to the OPCW, two further sites have been closed.
    report: The ministry says that 92.5 percent of the stock is out of the country.
    report: The mission blamed the weather for the delay.
    report: The envoy said Damascus had promised him that the work would be done by March.
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


def test_the_place_of_the_verb_tells_which_of_two_reports():
    sentence = 'He called it "a good day", but voiced concern about the delays.'
    words = (Passage(14, 24),)
    at = sentence.index("voiced")
    found = claim_of(
        sentence,
        sentence=Passage(0, len(sentence)),
        words=words,
        quotation="indirect",
        verb="express",
        cue=Passage(at, at + len("voiced")),
    )
    assert told(found) == "assessment critical"


def test_what_another_state_will_do_is_not_promised():
    sentence = "Syria will hand over the list by Saturday, the Russian minister said."
    whole = Passage(0, len(sentence))
    own = claim_of(sentence, sentence=whole, words=(whole,), quotation="indirect")
    other = claim_of(sentence, sentence=whole, words=(whole,), quotation="indirect", others=frozenset({"syria"}))
    assert (own.kind, other.kind) == ("commitment", "plan")


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


def test_every_meaning_of_the_table_is_one_that_the_rules_know():
    """A meaning misspelt in the table would be found in texts and never count."""
    table = language_table("en", "claims", ClaimTable)
    ranked = {meaning for meaning, _, _ in PRECEDENCE} | {one for rule in TOGETHER for one in rule.signs}
    assert set(table.cues) - ranked == {"topic", "hedge", "not-hedge", "negator", "nothing", "contrast"}
    assert set(table.speech) - set(ACTS) == {
        "plan",
        "plan-denied",
        "claim",
        "caution",
        "concern",
        "warning",
        "report",
        "insistence",
    }


def test_every_form_that_a_phrase_asks_for_is_in_the_table():
    table = language_table("en", "claims", ClaimTable)
    phrases = [phrase for group in (table.cues, table.speech) for listed in group.values() for phrase in listed]
    asked = {word for phrase in phrases for word in re.findall(r"~([^\s|?]+)", phrase)}
    assert len(asked) > 100
    assert asked <= {family.split()[0] for family in table.forms}

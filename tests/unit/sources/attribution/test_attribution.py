"""Who spoke, and who carried it: one way of attributing words to a line. All names and words are invented."""

import pytest

from proverka.sources.article import Story
from proverka.sources.attribution import statements_of
from proverka.sources.passage import Passage
from proverka.sources.statement import FoundStatement

SPOKE = [
    # --- after the quotation ---
    ('"We are ready," Ivan Petrov said.', "Ivan Petrov", ""),
    ('"We are ready," said Ivan Petrov.', "Ivan Petrov", ""),
    ('"We are ready", said Ivan Petrov, the foreign minister.', "Ivan Petrov", ""),
    ("“We are ready,” Ivan Petrov said on Monday.", "Ivan Petrov", ""),
    ("'We are ready,' Ivan Petrov said.", "Ivan Petrov", ""),
    ("«We are ready», Ivan Petrov said.", "Ivan Petrov", ""),
    ('"We are ready," Russian Foreign Minister Ivan Petrov told reporters in Geneva.', "Ivan Petrov", ""),
    ('"We are ready," Ivan Petrov, a deputy foreign minister, told reporters.', "Ivan Petrov", ""),
    ('"We are ready," the head of the mission, Anna Berg, said on Friday.', "Anna Berg", ""),
    ('"Are you ready?" Ivan Petrov asked.', "Ivan Petrov", ""),
    ('"We are ready!" said Ivan Petrov.', "Ivan Petrov", ""),
    ('"We are ready," a senior U.S. official said on condition of anonymity.', "senior U.S. official", ""),
    ('"We are ready," one Western diplomat said.', "one Western diplomat", ""),
    ('"We are ready," said a spokesman for the ministry.', "spokesman for the ministry", ""),
    ('"We are ready," the Foreign Ministry said in a statement.', "Foreign Ministry", ""),
    ('"We are ready," said the statement from the OPCW.', "OPCW", ""),
    ('"We are ready," according to Ivan Petrov.', "Ivan Petrov", ""),
    ('"We are ready," he said. Ivan Petrov said so.', None, ""),
    # --- before the quotation ---
    ('Ivan Petrov said: "We are ready."', "Ivan Petrov", ""),
    ('Ivan Petrov said "we are ready" for talks.', "Ivan Petrov", ""),
    ('Ivan Petrov said that "we are ready" for talks.', "Ivan Petrov", ""),
    ('Ivan Petrov, speaking in Geneva, said: "We are ready."', "Ivan Petrov", ""),
    ('Ivan Petrov, who met Paul Weber in Geneva, said: "We are ready."', "Ivan Petrov", ""),
    ('Speaking in Geneva after a meeting with Paul Weber, Ivan Petrov said: "We are ready."', "Ivan Petrov", ""),
    ('In a statement, the Foreign Ministry said it was "deeply concerned" by the delay.', "Foreign Ministry", ""),
    ('In a letter to the council, Ivan Petrov wrote that the work was "on track for spring".', "Ivan Petrov", ""),
    ('On Monday, Ivan Petrov told parliament: "We are ready."', "Ivan Petrov", ""),
    ('Ivan Petrov flew to Geneva on Monday and told reporters: "We are ready."', "Ivan Petrov", ""),
    ('Ivan Petrov met the inspectors, saying their work was "nothing short of heroic".', "Ivan Petrov", ""),
    ('Ivan Petrov was quoted as saying: "We are ready."', "Ivan Petrov", ""),
    ('Asked about the delay, Ivan Petrov replied: "We are ready."', "Ivan Petrov", ""),
    ('Ivan Petrov: "We are ready."', "Ivan Petrov", ""),
    ('Petrov called the plan "a step in the right direction".', "Petrov", ""),
    ('The plan was described as "a step in the right direction" by Ivan Petrov.', "Ivan Petrov", ""),
    ('Russia\'s foreign minister, Ivan Petrov, called the plan "a step in the right direction".', "Ivan Petrov", ""),
    ('The head of the OPCW mission in Syria, Anna Berg, said the work was "on track for spring".', "Anna Berg", ""),
    ('U.S. Ambassador to the United Nations Mary Stone said Syria must "do far more" than that.', "Mary Stone", ""),
    ('Maj. Gen. Salim al-Nuri accused the rebels of "open and deliberate lies".', "Salim al-Nuri", ""),
    ('Dr. Abu Bakr al-Halabi said the town was "cut off from everything".', "Abu Bakr al-Halabi", ""),
    ('Pieter van der Hoeven of the Dutch ministry said it was "a long way to go".', "Pieter van der Hoeven", ""),
    ('A spokesman for Petrov, Oleg Ryabov, said talks would "go on as planned".', "Oleg Ryabov", ""),
    ('Petrov\'s spokesman Oleg Ryabov said talks would "go on as planned".', "Oleg Ryabov", ""),
    ('Ivan Petrov and Paul Weber said the talks were "very good indeed".', "Ivan Petrov, Paul Weber", ""),
    ('Both Ivan Petrov and Paul Weber said the talks were "very good indeed".', "Ivan Petrov, Paul Weber", ""),
    ('"We are ready," said Commodore Lars Holm with the Danish unit.', "Lars Holm", ""),
    ('"We are ready", - said Ivan Petrov.', "Ivan Petrov", ""),
    ('"We fear it," said one of the protesters.', "one of the protesters", ""),
    ('"We fear it," said a statement from special envoy Anna Berg.', "Anna Berg", ""),
    ('The ministry issued a statement saying the work was "on track for spring".', "ministry", ""),
    ('Here is more from the ministry statement: "We are ready."', "ministry", ""),
    ('Paul Weber hailed what Ivan Petrov called "a very good list".', "Ivan Petrov", None),
    ('Italy told of a deal, angering a mayor who said people would "come with pitchforks".', "mayor", None),
    ('The plan, described by Petrov as "a good start", was adopted.', "Petrov", ""),
    ('Experts came, with Paul Weber, the minister, warning of "a long way to go".', "Paul Weber", ""),
    ('Ivan "The Bear" Petrov said "we are ready" for talks.', "Ivan Petrov", ""),
    ("'He said \"go home\" to us all,' Ivan Petrov said.", "Ivan Petrov", ""),
    ('Minister of Roads and Transport Carlo Lanti said the port was "ready at any hour".', "Carlo Lanti", ""),
    ('High Representative for Disarmament Affairs Rosa Klein said it was "a good list".', "Rosa Klein", ""),
    ("The list was complete, an official and an activist group said.", "official, activist group", ""),
    ("It freed 13 men, an official and an activist group said.", "official, activist group", ""),
    ("Russian and Syrian diplomats said the list was complete.", "Russian and Syrian diplomats", ""),
    (
        "The president's spokesman, Oleg Ryabov, and Foreign Minister Ivan Petrov said it worked.",
        "Oleg Ryabov, Ivan Petrov",
        "",
    ),
    ("Norwegian minister, Ivar Moe and his Danish counterpart, Liv Holm, said it worked.", "Ivar Moe, Liv Holm", ""),
    ("In a joint statement, Ivan Petrov and Paul Weber said it worked.", "Ivan Petrov, Paul Weber", ""),
    ("Syria's envoy to the United Nations, Omar Jabri said the list was complete.", "Omar Jabri", ""),
    (
        "The head of the opposition Supreme Military Council said it worked.",
        "head of the opposition Supreme Military Council",
        "",
    ),
    ("That did not calm Renato Bellori, who said he had not been warned.", "Renato Bellori", ""),
    ("The boxes will go by sea, confirmed Italian authorities Thursday.", "Italian authorities", ""),
    ("Ivan Petrov, responding to Paul Weber, said the list was complete.", "Ivan Petrov", ""),
    ("A Ministry of Defence statement said it worked.", "Ministry of Defence", ""),
    ("An official at Veolan Waste, which runs it, said it worked.", "official at Veolan Waste", ""),
    ("Anna Berg, the firm's head, UK and Ireland said it worked.", "-", ""),
    ("Vice Minister Zhai Jun said it worked.", "Zhai Jun", ""),
    ("Russia's FM Petrov said it worked.", "Petrov", ""),
    ("HE the Foreign Minister Sheikh Ali and his Danish counterpart, Lars Holm, said it worked.", "Ali, Lars Holm", ""),
    ("At a joint news conference with Paul Weber in Geneva Ivan Petrov said it worked.", "Ivan Petrov", ""),
    ('As one diplomat put it, "it works as well as it can".', "one diplomat", ""),
    ("In Russia, Ivan Petrov and Paul Weber said it worked.", "Ivan Petrov, Paul Weber", ""),
    # --- carried by somebody ---
    ("SANA reported that Ivan Petrov said it worked.", "Ivan Petrov", "SANA"),
    ("It worked, according to a diplomat quoted by Reuters.", "diplomat", "Reuters"),
    ("A ministry source cited by SANA said it worked.", "ministry source", "SANA"),
    ("Ivan Petrov, speaking to BBC radio, said it worked.", "Ivan Petrov", "BBC"),
    ("Ivan Petrov wrote in the New York Times that it worked.", "Ivan Petrov", ""),
    ("Ivan Petrov, the agency said, stressed that it worked.", "Ivan Petrov", ""),
    ('"We are ready," Renato Bellori told the Kurz news agency.', "Renato Bellori", "Kurz"),
    ('"We are ready," Renato Bellori told the Corriere Lanti newspaper.', "Renato Bellori", "Corriere Lanti"),
    ("In a statement carried by the official SANA news agency, Ivan Petrov said it worked.", "Ivan Petrov", "SANA"),
    ("Ivan Petrov, in an interview with Fox News, claimed he was ready.", "Ivan Petrov", "Fox News"),
    ("In a speech broadcast by Al Arabiya, Ivan Petrov said it worked.", "Ivan Petrov", "Al Arabiya"),
    ("The boxes will be burned at sea, said the Guardian.", "The Guardian", ""),
    ('"We are ready," Ivan Petrov told Interfax.', "Ivan Petrov", "Interfax"),
    ('"We are ready," Ivan Petrov said, Interfax reported.', "Ivan Petrov", "Interfax"),
    ('"We are ready," Ivan Petrov said, according to Interfax.', "Ivan Petrov", "Interfax"),
    ('"We are ready," Interfax quoted Ivan Petrov as saying.', "Ivan Petrov", "Interfax"),
    ('"We are ready," Interfax news agency quoted Ivan Petrov as saying on Monday.', "Ivan Petrov", "Interfax"),
    ('"We are ready," RIA Novosti quoted Ivan Petrov.', "Ivan Petrov", "RIA Novosti"),
    ('"We are ready," Interfax reported Ivan Petrov as saying in Moscow.', "Ivan Petrov", "Interfax"),
    ('"We are ready," Ivan Petrov was quoted by Interfax as saying.', "Ivan Petrov", "Interfax"),
    ('"We are ready," Ivan Petrov was quoted as saying by the state news agency SANA.', "Ivan Petrov", "SANA"),
    ('Ivan Petrov was quoted by Itar-Tass as saying: "We are ready."', "Ivan Petrov", "Itar-Tass"),
    ('"We are ready," Ivan Petrov said in an interview with CNN.', "Ivan Petrov", "CNN"),
    ('In an interview with Der Spiegel, Ivan Petrov said: "We are ready."', "Ivan Petrov", "Der Spiegel"),
    ('"We are ready," Ivan Petrov said in remarks carried by SANA.', "Ivan Petrov", "SANA"),
    ('Reuters quoted a diplomat as saying the work was "far from over yet".', "diplomat", "Reuters"),
    ('Interfax, citing Ivan Petrov, reported that the plan was "still on the table".', "Ivan Petrov", "Interfax"),
    ("Inspectors have left, Interfax reported, citing Ivan Petrov.", "Ivan Petrov", "Interfax"),
    ("The convoy has left the port, Interfax reported.", "Interfax", ""),
    ("The convoy has left the port, according to Interfax.", "Interfax", ""),
    # --- indirect ---
    ("Ivan Petrov said that the work would end in June.", "Ivan Petrov", ""),
    ("The work will end in June, Ivan Petrov said.", "Ivan Petrov", ""),
    ("The work will end in June, said Ivan Petrov, the head of the mission.", "Ivan Petrov", ""),
    ("Ivan Petrov urged all sides to let the convoy pass.", "Ivan Petrov", ""),
    ("Damascus denied that it had hidden anything.", "Damascus", ""),
    ("The United States said the list was incomplete.", "United States", ""),
    ("The U.N. Security Council on Friday called for a conference.", "UN Security Council", ""),
    ("Syrian state television said the road was open.", "Syrian state television", ""),
    ("Petrov said Weber had promised him a list.", "Petrov", ""),
    ("Petrov, for his part, warned that the talks could fail.", "Petrov", ""),
    # --- nobody's words ---
    ("If the ministry believes that it works, we go.", "-", ""),
    ("I've said what I believe.", "-", ""),
    ("It works with the group, a source often cited in reports on the town.", "-", ""),
    ('A plan to rid Syria of its boxes, says "priority" ones go first.', "-", ""),
    ('An estimated 60 boxes are due "without any storing on land".', None, ""),
    ('The escort is the cruiser "Great Bear".', "-", ""),
    ("Neither Petrov nor Weber said the list was complete.", "-", ""),
    ('The so-called "axis of resistance" stayed away from the talks.', "-", ""),
    ('The frigate, nicknamed "Iron Lady", left the port on Monday.', "-", ""),
    ("The road has been closed since March.", "-", ""),
    ("The convoy is said to have left the port.", "-", ""),
    ("He declined to say when the work would end.", "-", ""),
    ("Syria has declared 1,300 tonnes of chemicals.", "-", ""),
]  # fmt: skip

# Several sentences; a bar parts paragraphs. Whom each statement is given to, in order; ? where nobody can be sure.
IN_A_STORY = [
    ("Carl Berg Jr. said it worked. Berg added that it was late.", "Carl Berg Jr.; Carl Berg Jr."),
    ("Ivan Petrov III said it worked. Petrov added that it was late.", "Ivan Petrov III; Ivan Petrov III"),
    ('Carl Berg Jr., the minister, said: "It worked." Berg was glad, he said.', "Carl Berg Jr.; Carl Berg Jr."),
    ('"It works," Ivan Petrov said. "We saw it."', "Ivan Petrov; Ivan Petrov"),
    ('"It works," Ivan Petrov said, "and we saw it."', "Ivan Petrov"),
    ('Ivan Petrov said it worked. "We saw it."', "Ivan Petrov; Ivan Petrov"),
    ('Ivan Petrov was more cautious. "We saw little of it."', "Ivan Petrov"),
    ('"It works," Ivan Petrov said.|"We saw it."', "Ivan Petrov; Ivan Petrov"),
    ('"It works," Ivan Petrov said. "We saw it.|"It was not easy."', "Ivan Petrov; Ivan Petrov"),
    ('Ivan Petrov said it worked.|"We saw it," he said.', "Ivan Petrov; Ivan Petrov"),
    ('Ivan Petrov met Anna Berg.|"We saw it," she said.', "?"),
    ('Anna Berg said it worked. Petrov had met her before.|"We saw it," she said.', "Anna Berg; Anna Berg"),
    ("Anna Berg said it worked.|She added that it was late.", "Anna Berg; Anna Berg"),
    ('Russian Foreign Minister Ivan Petrov left. Paul Weber stayed.|"It works," the minister said.', "Ivan Petrov"),
    ('U.S. Secretary of State Paul Weber left.|"It works," the U.S. secretary of state said.', "Paul Weber"),
    (
        'Foreign Minister Ivan Petrov met Foreign Minister Paul Weber.|Petrov and his counterpart called it "good".',
        "Ivan Petrov, Paul Weber",
    ),
    ("Ivan Petrov and Paul Weber met in Geneva.|Both men said the talks were good.", "Ivan Petrov, Paul Weber"),
    ('A Russian diplomat said so.|"We saw it," Deputy Foreign Minister Ivan Petrov said.', "Ivan Petrov; Ivan Petrov"),
    ('A U.S. official said it worked.|"We saw it," the official said.', "U.S. official; U.S. official"),
    ("The Foreign Ministry said it worked.|The ministry added that it was late.", "Foreign Ministry; Foreign Ministry"),
    ("The OPCW said it worked.|It said it was late.", "OPCW; OPCW"),
    ("State Department spokeswoman Anna Berg left.|The State Department spokeswoman said it worked.", "Anna Berg"),
    ('In a joint statement Ivan Petrov and Paul Weber said:|"It works."', "Ivan Petrov, Paul Weber"),
    ("Talks with Russian Foreign Minister Ivan Petrov went well.|Mr. Petrov said it worked.", "Ivan Petrov"),
    ("Jean-Marc Le Goff said it worked.|Le Goff added it was late.", "Jean-Marc Le Goff; Jean-Marc Le Goff"),
    ("Renato Lari said it worked.|The mayor of Bergen said it was late.", "Renato Lari; mayor of Bergen"),
    ('Life on board is "one long wait", a crewman says.', "crewman"),
    ('The Danish Embassy in Riga spoke.|"It works," the embassy statement said.', "Danish Embassy in Riga"),
    ('Ivan Petrov said it worked.|As a court summed it up in its ruling: "It works."', "Ivan Petrov; ?"),
    ('Ivan Petrov said it worked.|"It does not," snarled on the radio an angry caller who said so.', "Ivan Petrov; ?"),
    ("Ivan Petrov said it worked.|Paul Weber's aim, as he told the council, was peace.", "Ivan Petrov; ?"),
    ("The Syrian Watch said it worked. The LCX said it was late.", "Syrian Watch; LCX"),
    ('"It works," said Omar Sheikh, the director.|"It was late," Sheikh said.', "Omar Sheikh; Omar Sheikh"),
    ("Russian Foreign Minister Ivan Petrov met an aide to the president.|The president said it worked.", "?"),
    ("Paul Weber said it worked.|His spokesman said it was late.", "Paul Weber; spokesman"),
    ("Dale Combs met Rita Combs.|Combs said it worked.", "?"),
    ('The road was open.|"We saw it."', "?"),
]  # fmt: skip


def story_of(text: str) -> tuple[str, Story]:
    text = text.replace("|", "\n\n")
    found, start = [], 0
    for part in text.split("\n\n"):
        found.append(Passage(start, start + len(part)))
        start += len(part) + 2
    return text, Story(paragraphs=tuple(found))


def read(text: str) -> tuple[FoundStatement, ...]:
    plain, story = story_of(text)
    return statements_of(plain, story)


def named(statement: FoundStatement) -> str:
    return ", ".join(speaker.name for speaker in statement.speakers) or "?"


@pytest.mark.parametrize(("text", "speaker", "relay"), SPOKE, ids=[text[:60] for text, _, _ in SPOKE])
def test_one_statement_has_its_speaker_and_relay(text: str, speaker: str | None, relay: str | None) -> None:
    found = read(text)
    if speaker == "-":
        assert found == ()
    elif speaker is None:
        assert named(found[0]) == "?"
    elif relay is None:
        assert named(found[0]) == speaker
    else:
        assert [(named(one), one.relay) for one in found] == [(speaker, relay)]


@pytest.mark.parametrize(("text", "speakers"), IN_A_STORY, ids=[text[:60] for text, _ in IN_A_STORY])
def test_statements_of_a_story_go_to_those_who_spoke(text: str, speakers: str) -> None:
    assert "; ".join(named(one) for one in read(text)) == speakers

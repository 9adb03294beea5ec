"""The page of an article in a real browser: read, corrected, confirmed and saved; nothing in an article can run."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Dialog, Page

from proverka.case.alias_tables import read_aliases
from proverka.case.authored import read_authored
from proverka.case.confirming import read_confirmed
from proverka.case.folder import CaseFolder
from proverka.case.glossary import glossary_of
from proverka.case.scaffold import write_scaffold
from proverka.reporting.reading_drafts import DraftTerms, drafts_toml
from proverka.reporting.reading_page import reading_page
from proverka.sources.analysis import analyse
from proverka.sources.gathered import Gathered, gathered
from proverka.sources.reading import read_article

PHONE, TABLET, DESK = 360, 820, 1280
# A4 less its margins, in CSS pixels.
A4 = 688
HEIGHT = 900
TERMS = DraftTerms(known=date(2024, 5, 2), party="desk")

ARTICLE = """\
Support our paper!

Stock Will Be Gone by July, Minister Says

The Northern Herald, 30 April 2024

STRELSAU — “All of the stock will be destroyed by July,” Foreign Minister Anna Petrova said on Monday, Interfax \
reported.

“Nobody here has seen the lists,” said Paul Rassendyll, a spokesman for the Inspectorate. “We shall be very glad to be \
shown all of them, one after another, before the commission meets again in the summer of this year.”

Petrova promised that the lists would be handed over if the commission asked for them.

Read more
"""
HOSTILE = """\
<script>window.ran = 1</script> Envoy “speaks” <img src=x onerror="window.ran = 2">

The Northern Herald, 30 April 2024

“</textarea></form><script>window.ran = 3</script><svg onload=window.ran=4>,” said Envoy <b \
onclick=alert(1)>Petrova</b>.

“\u202eyltseun\u202c and \u2066moved\u2069 {{ 7 * 7 }} ${window.ran = 5} javascript:window.ran=6,” said Anna Petrova.

"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reading")


def page_of(folder: Path, name: str, *texts: str) -> tuple[Path, Gathered]:
    """Write the page of articles that are read for the small case that everybody begins from."""
    case = folder / "case"
    if not case.exists():
        write_scaffold(case, "case")
    authored = read_authored(case)
    aliases = read_aliases(CaseFolder(case), "en")
    read = (read_article(text.encode(), name=f"article-{number}.txt") for number, text in enumerate(texts))
    found = gathered([analyse(one, aliases) for one in read], aliases)
    page = folder / f"{name}.html"
    glossary = glossary_of(authored.words, authored.meaning.mandate)
    page.write_text(reading_page(found.articles, TERMS, glossary), encoding="utf-8")
    return page, found


@pytest.fixture(scope="module")
def article(folder: Path) -> tuple[Path, Gathered]:
    return page_of(folder, "article", ARTICLE)


@contextmanager
def opened(browser: Browser, file: Path, width: int = DESK, **options: Any) -> Iterator[Page]:
    """The page in a window of its own; fails at the end where it complained or asked for anything."""
    told: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, accept_downloads=True, **options)
    page = context.new_page()
    page.on("request", lambda request: told.append(request.url) if not request.url.startswith("blob:") else None)
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert told == [file.as_uri()], "the file is all that is asked for, and nothing is complained of"


def saved(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save confirmed drafts").click()
    assert download.value.suggested_filename == "DRAFTS.toml"
    download.value.save_as(folder / "DRAFTS.toml")
    return folder / "DRAFTS.toml"


def fill(page: Page, number: str, **fields: str) -> None:
    card = page.locator(f"#a1-s{number}")
    for name, value in fields.items():
        card.locator(f'[data-key="body.{name}"]').fill(value)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, TABLET, DESK])
def test_it_fits_its_window(browser: Browser, article, screenshots: Path, width: int, scheme: Any):
    with opened(browser, article[0], width, color_scheme=scheme) as page:
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=screenshots / f"reading-{width}-{scheme}.png")


def test_what_nobody_touched_is_saved_as_it_was_drafted(browser: Browser, article, tmp_path: Path):
    file, found = article
    with opened(browser, file) as page:
        text = saved(page, tmp_path).read_text(encoding="utf-8")
    assert tomllib.loads(text) == tomllib.loads(drafts_toml(found.articles, TERMS))


def test_a_corrected_speaker_is_saved_in_the_form_that_confirm_takes(browser: Browser, article, tmp_path: Path):
    with opened(browser, article[0]) as page:
        page.locator('a.n[href="#a1-s1"]').first.click()
        card = page.locator("#a1-s1")
        fill(page, "1", speaker='Paul "the" Rassendyll\\', role="Envoy", relay="", text="It will be gone.\nBy July.")
        card.locator('[data-key="by"]').select_option("inspectorate")
        card.locator('[data-key="body.claim"]').select_option("commitment")
        card.get_by_label("confirm", exact=True).check()
        card.locator('input[data-list="bears_on"][type=text]').fill("AGREEMENT; DESTROY-ALL")
        assert page.locator("#tally").inner_text().startswith("1 confirmed, 0 rejected")
        path = saved(page, tmp_path)
    confirmed = read_confirmed(path)
    (draft,) = confirmed.drafts
    body: Any = draft.body
    assert (body.speaker, body.role, body.relay) == ('Paul "the" Rassendyll\\', "Envoy", "")
    assert (body.text, body.claim, draft.by) == ("It will be gone.\nBy July.", "commitment", "inspectorate")
    assert draft.bears_on == ("DESTROY-ALL", "AGREEMENT")
    assert confirmed.unconfirmed == len(article[1].articles[0][1]) - 1


def test_what_lacks_something_is_not_saved_as_confirmed(browser: Browser, article, tmp_path: Path):
    with opened(browser, article[0]) as page:
        page.locator('a.n[href="#a1-s2"]').first.click()
        card = page.locator("#a1-s2")
        card.get_by_label("confirm", exact=True).check()
        assert "a paraphrase" in card.locator(".missing").inner_text()
        page.get_by_role("button", name="Save confirmed drafts").click()
        assert page.evaluate("document.activeElement.dataset.key") == "body.text"
        fill(page, "2", text="Nobody has seen the lists.", quote=" ".join(["word"] * 16))
        card.locator('[data-key="by"]').select_option("inspectorate")
        assert "15 words or fewer" in card.locator(".missing").inner_text()
        fill(page, "2", quote="seen the papers")
        assert "in the words of the statement" in card.locator(".missing").inner_text()
        fill(page, "2", quote="seen the lists")
        assert card.locator(".missing").inner_text() == ""
        assert len(read_confirmed(saved(page, tmp_path)).drafts) == 1


def test_what_is_rejected_stays_unconfirmed(browser: Browser, article, tmp_path: Path):
    with opened(browser, article[0]) as page:
        page.locator('a.n[href="#a1-s1"]').first.click()
        page.locator("#a1-s1").get_by_label("reject", exact=True).check()
        path = saved(page, tmp_path)
    assert "# rejected" in path.read_text(encoding="utf-8")
    assert read_confirmed(path).drafts == ()


def test_a_speaker_named_elsewhere_brings_role_and_party_along(browser: Browser, article):
    with opened(browser, article[0]) as page:
        page.locator('a.n[href="#a1-s2"]').first.click()
        speaker = page.locator('#a1-s2 [data-key="body.speaker"]')
        speaker.fill("Anna Petrova")
        speaker.press("Tab")
        assert page.locator('#a1-s2 [data-key="body.role"]').input_value() == "Foreign Minister"
        assert page.locator('#a1-s2 [data-key="by"]').input_value() == "state"


def test_words_selected_in_the_text_become_the_quote(browser: Browser, article):
    with opened(browser, article[0]) as page:
        page.locator('a.n[href="#a1-s2"]').first.click()
        page.evaluate("""() => {
          const words = document.createRange();
          words.selectNodeContents([...document.querySelectorAll("mark")].find((m) => m.textContent.includes("seen")));
          getSelection().addRange(words);
        }""")
        page.locator("#a1-s2").get_by_role("button", name="Take what is selected").click()
        assert "seen the lists" in page.locator('#a1-s2 [data-key="body.quote"]').input_value()


def test_it_can_be_done_with_the_keyboard_alone(browser: Browser, article, tmp_path: Path):
    with opened(browser, article[0]) as page:
        page.get_by_role("button", name="Next to decide").focus()
        page.keyboard.press("Enter")
        page.keyboard.type("It will all be gone by July.")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("ArrowDown")
        assert page.locator("#tally").inner_text().startswith("1 confirmed")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.get_by_role("button", name="Save confirmed drafts").focus()
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        download.value.save_as(tmp_path / "DRAFTS.toml")
    (draft,) = read_confirmed(tmp_path / "DRAFTS.toml").drafts
    body: Any = draft.body
    assert body.text == "It will all be gone by July."


def test_what_is_unsaved_is_not_lost_without_a_word(browser: Browser, article, tmp_path: Path):
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    with opened(browser, article[0]) as page:
        page.on("dialog", answer)
        page.locator('a.n[href="#a1-s1"]').first.click()
        page.locator('#a1-s1 [data-key="note"]').press("x")
        page.close(run_before_unload=True)
        page.wait_for_timeout(200)
        assert asked == ["beforeunload"]
        saved(page, tmp_path)
        with page.expect_event("close"):
            page.close(run_before_unload=True)
        assert asked == ["beforeunload"]


def test_it_is_read_without_javascript(browser: Browser, article):
    with opened(browser, article[0], java_script_enabled=False) as page:
        assert page.get_by_text("Without JavaScript this page is for reading").is_visible()
        assert page.locator(".correct:visible, form:visible").count() == 0
        assert page.locator(".labels").first.inner_text().count("Anna Petrova") == 1
        page.locator('a.n[href="#a1-s1"]').first.click()
        page.locator("#a1-s1 .facts").wait_for(state="visible")
        assert "Interfax" in page.locator("#a1-s1").inner_text()


def test_it_prints_the_text_and_what_was_found(browser: Browser, article, screenshots: Path):
    with opened(browser, article[0], A4, color_scheme="dark") as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.locator(".save").is_hidden()
        assert page.locator(".correct:visible").count() == 0
        assert page.locator(".labels").first.is_visible()
        page.screenshot(path=screenshots / "reading-print.png", full_page=True)


def test_a_hostile_article_runs_nothing_and_hides_nobody(browser: Browser, folder: Path, tmp_path: Path):
    file, _ = page_of(folder, "hostile", HOSTILE + "“Much,” she said. " * 100)
    with opened(browser, file) as page:
        page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
        page.wait_for_timeout(100)
        assert page.evaluate("window.ran") is None
        assert page.locator("main img, main script, main svg, [onclick], [onerror]").count() == 0
        assert "{{ 7 * 7 }}" in page.locator("main").inner_text()
        assert not set(page.locator("body").inner_text()) & set("\u202e\u202c\u2066\u2069")
        assert page.evaluate("document.documentElement.scrollWidth") <= DESK
        assert tomllib.loads(saved(page, tmp_path).read_text(encoding="utf-8"))["entries"]


def test_no_script_but_its_own_can_be_put_in(browser: Browser, article):
    told: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("console", lambda message: told.append(message.text))
    page.goto(article[0].as_uri())
    page.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "window.ran = 1";
      document.body.append(script);
      document.body.insertAdjacentHTML("beforeend", '<img src="data:image/png;base64,AAAA" onerror="window.ran = 2">');
    }""")
    page.wait_for_timeout(100)
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in one for one in told)
    context.close()

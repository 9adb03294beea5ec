"""Takes pictures of an edition's pages for a person to look at: `make screenshots`.

    python -m tools.screenshots EDITION OUT

Each page at three widths, in the light and in the dark, and in Arabic; all of them side by side on OUT/index.html.
Pages are opened from the disk; what is further down than HEIGHT_MAX is cut off.
"""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright
from rich.progress import track

PAGES = (
    "index", "obligations/index", "obligations/EC-M-34~DEC.1~p1-removal", "holdings", "places", "views", "changes",
    "inspections", "findings", "figures/index", "figures/removed~all", "record/index", "record/001", "sources",
    "charts/burn-down-removed", "reports/index", "downloads", "search", "verify", "about",
)  # fmt: skip
WIDTHS = (360, 768, 1440)
HEIGHT, HEIGHT_MAX = 900, 3600
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Look:
    """How pages are looked at: in a language, in the light or in the dark."""

    language: str
    scheme: Literal["light", "dark"]

    @property
    def name(self) -> str:
        """What its pictures are called by."""
        return f"{self.language}-{self.scheme}"


LOOKS = (Look("en", "light"), Look("en", "dark"), Look("ar", "light"))


def main(edition: Path, out: Path) -> int:
    """Take the pictures, and write the page that shows them."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None or not (edition / "en" / "index.html").is_file():
        missing = "Chromium (make debian-packages)" if browser is None else f"an edition in {edition} (make demo)"
        sys.stderr.write(f"no {missing}\n")
        return 2
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    there = [path for path in PAGES if (edition / "en" / f"{path}.html").is_file()]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        for look in LOOKS:
            for width in WIDTHS:
                context = running.new_context(
                    viewport={"width": width, "height": HEIGHT}, color_scheme=look.scheme, reduced_motion="reduce"
                )
                page = context.new_page()
                for path in track(there, description=f"{look.name}, {width} pixels", transient=True):
                    page.goto((edition / look.language / f"{path}.html").resolve().as_uri())
                    taken(page, width, out / picture(path, look, width))
                context.close()
        running.close()
    (out / "index.html").write_text("".join(sheet(there)), encoding="utf-8")
    sys.stdout.write(f"{len(there) * len(LOOKS) * len(WIDTHS)} pictures, side by side: {out / 'index.html'}\n")
    return 0


def taken(page: Page, width: int, out: Path) -> None:
    """Take the picture of a page, from its top."""
    whole = int(page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": width, "height": min(whole, HEIGHT_MAX)}
    page.screenshot(path=out, full_page=True, clip=clip)  # type: ignore[arg-type]


def picture(path: str, look: Look, width: int) -> str:
    """Return the name of a picture."""
    return f"{path.replace('/', '_')}-{look.name}-{width}.png"


def sheet(paths: list[str]) -> Iterator[str]:
    """Yield a page with all pictures: a row to each page and look."""
    yield '<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>'
    yield "<style>body{font:14px sans-serif;background:#888}div{display:flex;gap:12px;align-items:start}</style>"
    for path in paths:
        for look in LOOKS:
            yield f"<h2>{escape(path)}, {look.name}</h2><div>"
            for width in WIDTHS:
                name = escape(picture(path, look, width))
                yield f'<a href="{name}"><img src="{name}" width="{width // 2}" loading="lazy" alt="{name}"></a>'
            yield "</div>\n"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))

"""The setting of type: WeasyPrint, kept to the fonts that are named and away from everything else of the machine.

It is loaded when something is to be set, because it needs libraries that Python packages do not bring along; whatever
else this product does works without them.
"""

import io
import logging
import os
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

from proverka.model.errors import Refusal, RefusedError
from proverka.reporting.paper.fonts import Face

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
VARIANT = "pdf/ua-1"
_CLOCK = "SOURCE_DATE_EPOCH"
# Letters whose shapes depend on those beside them, as the Unicode Character Database names their direction.
_JOINING = frozenset({"AL"})

Finisher = Callable[[Any, Any], None]


class Typesetter(NamedTuple):
    """The parts of WeasyPrint that are needed here."""

    weasyprint: ModuleType
    fonts: type
    fetcher: type
    counters: type


def typeset(
    page: str,
    style: str,
    faces: Sequence[Face],
    *,
    identifier: bytes,
    finisher: Finisher,
    progress: Callable[[int], None] | None = None,
) -> bytes:
    """Return a page of HTML as a tagged PDF, set in some fonts and no others, so that every machine sets it alike.

    `finisher` is called with the document and its PDF before it is written, `progress` with the number of each page
    that is set; where a page names the numbers of others, all are set more than once. Raises RefusedError
    (not-installed) where a library is missing.
    """
    setter = _typesetter()
    weasyprint = setter.weasyprint
    fonts = setter.fonts()
    fetcher = setter.fetcher(frozenset(face.path.as_uri() for face in faces))
    rules = "\n".join([*(face.rule for face in faces), style])
    counters = setter.counters()
    sheet = weasyprint.CSS(string=rules, font_config=fonts, counter_style=counters, url_fetcher=fetcher)
    with _told(progress):
        document = weasyprint.HTML(string=page, url_fetcher=fetcher).render(
            stylesheets=[sheet], font_config=fonts, counter_style=counters, pdf_variant=VARIANT
        )
    with _no_clock():
        written: bytes = document.write_pdf(finisher=finisher, pdf_variant=VARIANT, pdf_identifier=identifier)
    return written


@contextmanager
def _no_clock() -> Iterator[None]:
    """Keep the clock out of the fonts in a PDF: fontTools dates what it cuts out of a font, by this if it is set.

    See https://reproducible-builds.org/specs/source-date-epoch/.
    """
    before = os.environ.get(_CLOCK)
    os.environ[_CLOCK] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_CLOCK]
        else:
            os.environ[_CLOCK] = before


@contextmanager
def _told(progress: Callable[[int], None] | None) -> Iterator[None]:
    """Tell of each page that WeasyPrint sets, which it says in a log of its own and nowhere else."""
    if progress is None:
        yield
        return
    log, told = logging.getLogger("weasyprint.progress"), _Teller(progress)
    level = log.level
    log.addHandler(told)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.setLevel(level)
        log.removeHandler(told)


class _Teller(logging.Handler):
    def __init__(self, progress: Callable[[int], None]) -> None:
        super().__init__()
        self.progress = progress

    def emit(self, record: logging.LogRecord) -> None:
        """Tell the number of a page, where the line is about one."""
        if isinstance(record.msg, str) and record.msg.endswith("Page %d") and isinstance(record.args, tuple):
            self.progress(int(str(record.args[0])))


@lru_cache(maxsize=1)
def _typesetter() -> Typesetter:
    """Return WeasyPrint, or refuse (not-installed) where what it needs of the system is missing."""
    try:
        return _load()
    except OSError as missing:
        raise RefusedError(
            Refusal.NOT_INSTALLED,
            where="the report as PDF",
            expected=f"the libraries Pango and HarfBuzz, which set its type (Debian: {PACKAGES})",
            got=str(missing).splitlines()[0],
            remedy=f"apt-get install {PACKAGES}; the report as HTML and as DOCX needs none of them",
        ) from missing


def _load() -> Typesetter:
    """Return WeasyPrint; raise OSError, which names a library, where one that it needs is missing."""
    # It prints advice about its own installation; ours is in the refusal.
    with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
        # A machine without any font of its own is no reason for a warning: none of them would be used.
        warnings.simplefilter("ignore")
        import weasyprint  # noqa: PLC0415 - it looks for libraries when it is imported
        from weasyprint import pdf  # noqa: PLC0415
        from weasyprint.css.counters import CounterStyle  # noqa: PLC0415
        from weasyprint.text import ffi, fonts  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    if ffi.harfbuzz_subset is None:
        # WeasyPrint would go on without it, and put other bytes into the same report.
        raise OSError("cannot load library 'libharfbuzz-subset0'")
    pdf.Stream = _own_stream(pdf.Stream, pdf.pydyf.String)
    ffi.ffi.cdef("FcConfig *FcConfigCreate(void);", override=True)
    return Typesetter(
        weasyprint=weasyprint,
        fonts=_own_fonts(ffi, fonts.FontConfiguration),
        fetcher=_own_fetcher(URLFetcher),
        counters=CounterStyle,
    )


def _own_fonts(ffi: ModuleType, base: type) -> type:
    """Return a list of fonts that begins empty, where WeasyPrint's begins with those of the machine.

    So a letter that our fonts do not have is a box on every machine, and not another font on each.
    """

    class OwnFonts(base):  # type: ignore[misc]
        def __init__(self) -> None:
            config = ffi.fontconfig.FcConfigCreate()
            font_map = ffi.ffi.gc(ffi.pangoft2.pango_ft2_font_map_new(), ffi.gobject.g_object_unref)
            ffi.pangoft2.pango_fc_font_map_set_config(ffi.ffi.cast("PangoFcFontMap *", font_map), config)
            ffi.fontconfig.FcConfigDestroy(config)  # the map keeps a reference of its own
            self._config, self.font_map, self._folder = config, font_map, None
            self.strut_layouts: dict[Any, Any] = {}
            self.font_features: dict[Any, Any] = {}

    return OwnFonts


def _own_stream(base: type, string: type) -> type:
    """Return a page to write on that says in letters what stands on it, where the shapes do not.

    An Arabic letter is drawn as a shape that it shares with others, and dots beside it. A PDF that knew the letters by
    their shapes alone would be read out, copied and searched with the wrong ones (ISO 32000-1, 14.9.4).
    """

    class OwnStream(base):  # type: ignore[misc]
        @contextmanager
        def marked(self, box: Any, tag: str) -> Iterator[None]:  # noqa: ANN401 - a box of WeasyPrint
            with super().marked(box, tag):
                words = getattr(box, "text", "")
                if self._tags is not None and any(unicodedata.bidirectional(letter) in _JOINING for letter in words):
                    properties = self.stream[-2]
                    properties["ActualText"] = string(words)
                yield

    return OwnStream


def _own_fetcher(base: type) -> type:
    """Return a fetcher that hands out some files and what stands in the page itself, and refuses everything else."""

    class OwnFetcher(base):  # type: ignore[misc]
        def __init__(self, allowed: frozenset[str]) -> None:
            super().__init__()
            self.allowed = allowed

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ANN401 - as the base has it
            if url not in self.allowed and not url.startswith("data:"):
                raise ValueError(f"nothing is fetched for a report, and not {url!r}")
            return super().fetch(url, headers)

    return OwnFetcher

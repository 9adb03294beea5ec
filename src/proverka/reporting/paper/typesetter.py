"""The setting of type: WeasyPrint, kept to the fonts that are named and away from everything else of the machine.

It is loaded when something is to be set, because it needs libraries that Python packages do not bring along; whatever
else this product does works without them.
"""

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

from proverka.model.errors import Refusal, RefusedError
from proverka.reporting.paper.fonts import Face

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
VARIANT = "pdf/ua-1"

Finisher = Callable[[Any, Any], None]


class Typesetter(NamedTuple):
    """The parts of WeasyPrint that are needed here."""

    weasyprint: ModuleType
    fonts: type
    fetcher: type


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
    sheet = weasyprint.CSS(string=rules, font_config=fonts, url_fetcher=fetcher)
    with _told(progress):
        document = weasyprint.HTML(string=page, url_fetcher=fetcher).render(
            stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT
        )
    written: bytes = document.write_pdf(finisher=finisher, pdf_variant=VARIANT, pdf_identifier=identifier)
    return written


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
        with warnings.catch_warnings():
            # A machine without any font of its own is no reason for a warning: none of them would be used.
            warnings.simplefilter("ignore")
            import weasyprint  # noqa: PLC0415 - it looks for libraries when it is imported
            from weasyprint.text import ffi, fonts  # noqa: PLC0415
            from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as missing:
        raise RefusedError(
            Refusal.NOT_INSTALLED,
            where="the report as PDF",
            expected=f"the libraries Pango and HarfBuzz, which set its type (Debian: {PACKAGES})",
            got=str(missing).splitlines()[0],
            remedy=f"apt-get install {PACKAGES}; the report as HTML and as DOCX needs none of them",
        ) from missing
    ffi.ffi.cdef("FcConfig *FcConfigCreate(void);")
    return Typesetter(
        weasyprint=weasyprint, fonts=_own_fonts(ffi, fonts.FontConfiguration), fetcher=_own_fetcher(URLFetcher)
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

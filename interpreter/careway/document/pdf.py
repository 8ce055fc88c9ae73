"""A document as PDF, set by Typst: tagged for those who hear it (PDF/UA), with the same bytes each time.

No clock and no path goes in. The fonts are those inside Typst; only where they lack a letter (of Chinese, say) are
those of the system asked, and what is then set depends on them.
"""

from __future__ import annotations

import re

from careway.document.blocks import Document
from careway.document.drawing import printed
from careway.document.typst import typst as source

_UNKNOWN = re.compile(r'the text `"(.+?)"` could not be displayed')


class NoFont(Exception):
    """No font has these letters."""

    def __init__(self, letters: str) -> None:
        super().__init__(f"no font of this system has these letters of the guideline: {letters}")


def pdf(document: Document) -> bytes:
    """The whole document."""
    import typst

    text = source(document, printed).encode()
    for alone in (True, False):
        compiler = typst.Compiler(ignore_system_fonts=alone)
        try:
            made = compiler.compile(text, format="pdf", pdf_standards="ua-1", timestamp=0)
        except typst.TypstError as error:
            unknown = sorted(set(_UNKNOWN.findall(error.diagnostic)))
            if not unknown:
                raise
            continue
        assert isinstance(made, bytes)
        return made
    raise NoFont(" ".join(unknown))

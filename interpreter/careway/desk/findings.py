"""What an editor says of a finding, and of the edit that mends it."""

from __future__ import annotations

from careway.base.diagnostics import Diagnostic, Edit


def said(found: Diagnostic) -> str:
    """What is wrong, with what is to be said of the place."""
    return ". ".join(part for part in (found.title, found.label.text) if part)


def fix_title(edit: Edit) -> str:
    """What an edit does, in a few words."""
    written = edit.text.strip()
    return f"Write `{written}`" if written else "Leave it out"

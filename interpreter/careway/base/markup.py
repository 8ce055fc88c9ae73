"""The frame of every HTML page, and text that is safe in it.

In: what a page is called, how it looks, and its body as markup. Out: the page. It has no script and asks for nothing
from elsewhere: the policy in its head forbids both, whatever a guideline or a timeline says.
"""

from __future__ import annotations

from html import escape

from careway.base.rendering import visible


def safe(text: str) -> str:
    """A text that cannot become markup: escaped, and what cannot be seen made visible."""
    return escape(visible(text))


def whole_page(title: str, style: str, body: str) -> str:
    """A page. `title` is plain text; `style` and `body` are markup that was made safe."""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{safe(title)}</title>
<style>
{style}</style>
</head>
<body>
{body}
</body>
</html>
"""

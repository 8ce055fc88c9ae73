"""The studio in a browser, where Python itself runs in it: the same questions and answers, without a server."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from careway.studio.ask import Asking
from careway.studio.folder import Folder


def answers(root: str) -> Callable[[str], str]:
    """What answers the questions about a folder: from JSON text to JSON text."""
    asking = Asking(Folder(Path(root)))

    def answer(question: str) -> str:
        return json.dumps(asking.answered(question), ensure_ascii=False, separators=(",", ":"))

    return answer

"""One question that may take minutes, worked out in a process of its own: JSON comes in, and JSON goes out."""

from __future__ import annotations

import sys

from careway.studio.ask import Asking
from careway.studio.workers import as_json


def main() -> None:
    """Answer the question on standard input. There is no folder here: it is answered from its texts alone."""
    sys.stdout.buffer.write(as_json(Asking(None).answered(sys.stdin.buffer.read().decode())))


if __name__ == "__main__":
    main()

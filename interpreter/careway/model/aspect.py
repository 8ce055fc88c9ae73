"""What a patient may show of a criterion: coverage looks for it in runs, proofs for whether any patient can."""

from __future__ import annotations

from enum import Enum


class Aspect(Enum):
    """What is looked for in the answers of a decision, or of a criterion in it."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    ALONE_TRUE = "alone decisive, being true"
    ALONE_OTHER = "alone decisive, not being true"

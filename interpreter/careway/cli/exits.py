"""The exit codes, the same for every command and told in its help."""

from __future__ import annotations

FINE = 0
FINDINGS = 1
"""What was asked about is not in order: a guideline has errors, a case fails, a text is not formatted."""
BAD_INPUT = 2
"""What was given cannot be used: an unknown option, an unreadable file, a guideline with errors that was to run."""
BUG = 3
INTERRUPTED = 130
CLOSED_PIPE = 141

"""How the page of a guideline's coverage looks: on paper, on a phone, by night. Nothing rests on colour alone."""

from __future__ import annotations

STYLE = """\
:root { --ink: #1b1f24; --paper: #ffffff; --faint: #57606a; --rule: #d0d7de; --good: #1a7f37; --some: #9a6700;
  --bad: #b3261e; --bad-ground: #fdecea; --some-ground: #fff6db; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #0f1419; --faint: #9aa4af; --rule: #30363d; --good: #57c470; --some: #e3b341;
    --bad: #ff8a80; --bad-ground: #3a1815; --some-ground: #332a0f; }
}
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 75rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 0.5rem; }
code { font: 0.9em/1.5 ui-monospace, monospace; }
a { color: inherit; }
.total strong { font-size: 1.5rem; }
progress { width: 12rem; max-width: 100%; vertical-align: middle; accent-color: var(--good); }
.groups { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; list-style: none; padding: 0; color: var(--faint); }
section { border-top: 1px solid var(--rule); padding: 0.25rem 0; break-inside: avoid; }
section p { margin: 0; }
section ul, details > ul { margin: 0.25rem 0 0.5rem; padding-left: 2.5rem; }
details > ul { padding-left: 5rem; list-style: none; }
details > ul ul { padding-left: 1rem; margin-bottom: 0.5rem; color: var(--faint); list-style: none; }
.sign { font-family: system-ui, sans-serif; font-weight: bold; }
.all > p > .sign, .line.all .number .sign, .sign.all { color: var(--good); }
.some > p > .sign, .line.some .number .sign { color: var(--some); }
.nothing > p > .sign, .line.nothing .number .sign, .sign.nothing { color: var(--bad); }
.text { border: 1px solid var(--rule); border-radius: 0.5rem; padding: 0.5rem 0; }
.line { display: grid; grid-template-columns: 4.5rem 1fr; padding-right: 0.5rem; }
.line code { white-space: pre-wrap; }
.number { color: var(--faint); text-align: right; padding-right: 0.75rem; font-variant-numeric: tabular-nums;
  user-select: none; }
summary { cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary:hover, summary:focus-visible, :target > summary, div:target { background: var(--some-ground); }
mark { color: inherit; background: none; border-bottom: 2px solid var(--good); }
mark.some { border-bottom: 2px dashed var(--some); background: var(--some-ground); }
mark.nothing { border-bottom: 3px double var(--bad); background: var(--bad-ground); }
mark .sign { font-size: 0.8em; padding-left: 0.2em; }
@media (max-width: 40rem) {
  .line { grid-template-columns: 3.25rem 1fr; }
  .number { padding-right: 0.4rem; }
  details > ul { padding-left: 1.5rem; }
  section ul { padding-left: 1.5rem; }
}
@media print {
  html { font-size: 9pt; }
  main { max-width: none; padding: 0; }
  .text { border: 0; }
  mark, .sign { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .legend { display: none; }
}
"""

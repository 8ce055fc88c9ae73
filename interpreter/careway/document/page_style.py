"""How the page looks: on paper, on a phone, by night. Nothing rests on colour alone, and every pair of colours has the
contrast that WCAG 2.2 asks for at level AA."""

from __future__ import annotations

STYLE = """\
:root { --ink: #1b1f24; --paper: #ffffff; --faint: #57606a; --rule: #d0d7de; --link: #0a4f9e; --ground: #f3f6f9;
  --notice: #8a5300; --due: #d7e8fb; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --paper: #0f1419; --faint: #a3adb8; --rule: #3a424c; --link: #82b8ff; --ground: #182029;
    --notice: #e3b341; --due: #1d3a5c; }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: var(--ink); background: var(--paper);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0.5rem 0; }
h2 { font-size: 1.35rem; margin: 2.5rem 0 0.75rem; border-bottom: 2px solid var(--rule); padding-bottom: 0.25rem; }
h3 { font-size: 1.1rem; margin: 0 0 0.5rem; }
a { color: var(--link); }
p { margin: 0.5rem 0; }
ul, ol { margin: 0.35rem 0; padding-left: 1.5rem; }
li { margin: 0.2rem 0; }
.skip { position: absolute; left: -100rem; }
.skip:focus { position: static; }
.notice { border-left: 4px solid var(--notice); padding: 0.15rem 0 0.15rem 0.75rem; }
dl { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; }
dl div { display: flex; gap: 0.4rem; min-width: 0; }
dt { color: var(--faint); white-space: nowrap; }
dd { margin: 0; }
nav ol { columns: 2; list-style: none; padding: 0.75rem 1rem; background: var(--ground); border-radius: 0.5rem; }
nav li { margin: 0 0 0.3rem; }
article { border: 1px solid var(--rule); border-radius: 0.5rem; padding: 0.75rem 1rem; margin: 0.9rem 0; }
article:target, tr:target, li:target { outline: 3px solid var(--link); outline-offset: 2px; }
.words { font-size: 0.85rem; color: var(--faint); }
.trace { color: var(--faint); font-size: 0.8rem; }
li > .trace, th > .trace, td > .trace { white-space: nowrap; font-weight: normal; }
.cite { font-size: 0.85em; text-decoration: none; }
h3 .cite { font-weight: normal; }
.more { font-size: 0.9em; font-weight: normal; white-space: nowrap; }
.wide { overflow-x: auto; margin: 0.75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.93rem; }
caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
th, td { border: 1px solid var(--rule); padding: 0.35rem 0.55rem; text-align: left; vertical-align: top;
  overflow-wrap: break-word; min-width: 3rem; }
thead th { background: var(--ground); }
tbody th { font-weight: normal; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.calendar { font-variant-numeric: tabular-nums; }
.calendar th, .calendar td { text-align: center; min-width: 2.1rem; padding: 0.25rem; }
.calendar th:first-child { white-space: nowrap; min-width: 5rem; }
.calendar td { color: var(--faint); }
.calendar .due { background: var(--due); color: var(--ink); font-weight: 600; }
.calendar caption { font-weight: normal; color: var(--faint); }
figure { margin: 1rem 0; }
figure svg { display: block; max-width: 100%; height: auto; margin: 0 auto; color: var(--ink); }
figcaption { color: var(--faint); font-size: 0.9rem; text-align: center; }
pre { background: var(--ground); border-radius: 0.5rem; padding: 0.75rem; white-space: pre-wrap; font-size: 0.85rem; }
.mark { font-weight: 700; }
.changes { border-left: 4px solid var(--link); padding-left: 0.75rem; margin: 0.5rem 0; }
article.new { border-left: 6px double var(--link); }
article.changed { border-left: 6px solid var(--link); }
article.gone { border-left: 6px dashed var(--link); }
article.gone h3, tr.gone th, tr.gone td { text-decoration: line-through; }
article.gone .mark, tr.gone .mark { text-decoration: none; display: inline-block; }
.was { color: var(--faint); font-size: 0.85rem; }
footer { border-top: 1px solid var(--rule); margin-top: 2rem; color: var(--faint); }
@media (max-width: 40rem) {
  body { padding: 0.75rem; }
  nav ol { columns: 1; }
  article { padding: 0.6rem 0.7rem; }
  .wide > svg { min-width: 34rem; }
  th, td { min-width: 5rem; }
  td.number, .calendar th, .calendar td { min-width: 1.35rem; padding: 0.2rem 0.1rem; }
  .calendar { font-size: 0.8rem; }
  .calendar th:first-child { min-width: 3.5rem; }
}
@media print {
  :root { --ink: #000000; --paper: #ffffff; --faint: #444444; --rule: #999999; --link: #000000; --ground: #ffffff;
    --due: #e6e6e6; --notice: #000000; }
  html { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  nav, .skip, .more { display: none; }
  h2, h3, caption { break-after: avoid; }
  .words, article > .trace { break-before: avoid; }
  tr, li, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
  .calendar .due { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { text-decoration: none; }
}
"""

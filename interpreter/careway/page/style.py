"""How the page of a run looks: on a screen, on a phone, by night, on paper. Nothing rests on colour alone."""

from __future__ import annotations

from careway.picture import palette

_NIGHT = "\n".join(
    f'  .picture [fill="{day}" i] {{ fill: {night}; }} .picture [stroke="{day}" i] {{ stroke: {night}; }}'
    for day, night in palette.BY_NIGHT.items()
)

STYLE = f"""\
:root {{ --ink: #1b1f24; --paper: #ffffff; --faint: #57606a; --rule: #d0d7de; --link: #0a4fa3;
  --stop: #b3261f; --stop-ground: #fdecea; --warn: #7a5200; --warn-ground: #fff6db; --good: #1a6f37; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; color: var(--ink); background: var(--paper); font: 1rem/1.5 system-ui, sans-serif; }}
main, header, footer {{ max-width: 58rem; margin: 0 auto; padding: 0 1rem; overflow-wrap: anywhere; }}
header {{ padding-top: 1rem; }}
footer {{ padding-bottom: 2rem; color: var(--faint); font-size: 0.9rem; }}
h1 {{ font-size: 1.25rem; line-height: 1.3; margin: 0; }}
h2 {{ font-size: 1.1rem; margin: 1.75rem 0 0.4rem; }}
h3 {{ font-size: 1rem; margin: 1rem 0 0.25rem; }}
p {{ margin: 0.3rem 0; }}
header p {{ color: var(--faint); }}
a {{ color: var(--link); text-underline-offset: 0.15em; }}
a:focus-visible, summary:focus-visible, .scroll:focus-visible {{ outline: 3px solid var(--link); outline-offset: 2px; }}
.decision {{ border-left: 0.4rem solid var(--rule); padding: 0.5rem 0 0.5rem 0.9rem; margin: 1rem 0; }}
.decision h2 {{ margin-top: 0; }}
.decision.stop {{ border-left-color: var(--stop); background: var(--stop-ground); padding-right: 0.9rem; }}
.decision.stop h2 {{ font-size: 1.5rem; line-height: 1.25; }}
.decision.warning {{ border-left-color: var(--warn); border-left-style: double; }}
.stop > h2, p.stop {{ color: var(--stop); }}
.warning > h2, p.warning {{ color: var(--warn); }}
.cites {{ font-weight: normal; font-size: 0.9rem; }}
.under {{ padding-left: 1.5rem; font-weight: 600; }}
ul {{ margin: 0.25rem 0; padding-left: 1.5rem; }}
ul.criteria {{ list-style: none; padding-left: 1rem; }}
.word {{ display: inline-block; min-width: 3.2em; font-weight: 600; font-size: 0.9em; color: var(--faint); }}
.word.yes {{ color: var(--ink); }}
.word.unknown {{ color: var(--warn); }}
.refs {{ padding-left: 0.2em; white-space: nowrap; }}
.ref {{ display: inline-block; min-width: 1.5rem; min-height: 1.5rem; line-height: 1.45rem; text-align: center;
  border: 1px solid currentColor; border-radius: 0.75rem; padding: 0 0.25rem; font-size: 0.8rem; font-weight: bold;
  text-decoration: none; color: var(--ink); background: var(--paper); vertical-align: baseline; }}
.decision.stop li .ref.decisive {{ color: var(--stop); border-width: 2px; }}
.ref:hover, .ref:focus-visible, .refs:target .ref {{ background: var(--warn-ground); }}
.hidden {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }}
figure {{ margin: 0.5rem 0; }}
.picture {{ display: block; width: 100%; height: auto; }}
svg a:target > *, svg a:hover > * {{ stroke-width: 3; }}
svg a:focus-visible > * {{ stroke-width: 4; }}
.narrow {{ display: none !important; }}
table {{ border-collapse: collapse; width: 100%; }}
caption {{ text-align: left; font-weight: 600; padding: 0.75rem 0 0.25rem; }}
th, td {{ text-align: left; vertical-align: top; padding: 0.25rem 0.75rem 0.25rem 0; font-weight: normal;
  border-bottom: 1px solid var(--rule); }}
th[scope="row"] {{ color: var(--faint); min-width: 6.2rem; max-width: 18rem; font-variant-numeric: tabular-nums; }}
table.short th {{ white-space: nowrap; width: 1%; }}
table.short td:nth-child(2):not(:last-child) {{ white-space: nowrap; width: 1%; }}
th[scope="col"] {{ font-weight: 600; }}
tr:target {{ background: var(--warn-ground); }}
.scroll {{ overflow-x: auto; }}
.scroll td, .scroll th {{ overflow-wrap: normal; font-variant-numeric: tabular-nums; }}
summary {{ cursor: pointer; padding: 0.5rem 0; color: var(--link); }}
code {{ font: 0.85em/1.5 ui-monospace, monospace; }}
@media screen and (max-width: 44rem) {{
  .wide {{ display: none !important; }}
  .narrow {{ display: block !important; }}
  a.ref.narrow {{ display: inline-block !important; }}
  th[scope="row"] {{ min-width: 5.6rem; max-width: 38vw; }}
  table.short th {{ white-space: normal; }}
  table.three tr {{ display: block; border-bottom: 1px solid var(--rule); padding: 0.25rem 0; }}
  table.three tbody {{ display: block; }}
  table.three th, table.three td {{ display: inline-block; width: auto; border: 0; padding: 0 0.75rem 0 0; }}
  table.three td:last-child {{ display: block; }}
  table.short.three td:nth-child(2):not(:last-child) {{ width: auto; }}
  ul.criteria ul.criteria {{ padding-left: 0.6rem; }}
}}
@media screen and (prefers-color-scheme: dark) {{
  :root {{ --ink: #e6edf3; --paper: #0f1419; --faint: #9fa9b4; --rule: #30363d; --link: #7db7ff;
    --stop: #ff8a80; --stop-ground: #3a1815; --warn: #e3b341; --warn-ground: #332a0f; --good: #57c470; }}
{_NIGHT}
}}
@media print {{
  html {{ font-size: 9.5pt; }}
  details:not([open]) {{ display: none; }}
  main, header, footer {{ max-width: none; padding: 0; }}
  .decision, figure, tr {{ break-inside: avoid; }}
  h2, h3 {{ break-after: avoid; }}
  .scroll {{ overflow: visible; }}
  .decision, svg {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
}}
"""

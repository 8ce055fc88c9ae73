"""How the document looks as PDF: functions of Typst, one for each part that the writer names.

The fonts are those inside Typst. Nothing rests on colour alone, and every grey has contrast enough on white.
"""

from __future__ import annotations

STYLE = """\
#let ink = rgb("#1b1f24")
#let faint = rgb("#57606a")
#let rule = rgb("#c3cad1")
#let accent = rgb("#0a4f9e")
#let ground = rgb("#f3f6f9")

#let frame(name: "", about: "", warning: "", hash: "", body) = {
  set document(title: name, date: none)
  set text(lang: "en", region: "GB", size: 10pt, fill: ink, font: "Libertinus Serif", hyphenate: false)
  set par(leading: 0.6em, spacing: 0.75em)
  set page(
    paper: "a4",
    margin: (x: 20mm, top: 26mm, bottom: 22mm),
    header: {
      set text(size: 8pt, fill: faint)
      block(width: 100%, stroke: (bottom: 0.5pt + rule), inset: (bottom: 3pt),
        name + linebreak() + about + h(1fr) + strong(warning))
    },
    footer: context {
      set text(size: 8pt, fill: faint)
      grid(columns: (1fr, auto), gutter: 1em,
        [SHA-256 #text(size: 6.5pt, font: "DejaVu Sans Mono", hash)],
        [page #counter(page).display() of #counter(page).final().first()])
    },
  )
  set list(indent: 0.4em, spacing: 0.5em)
  set enum(indent: 0.4em, spacing: 0.5em)
  set table(stroke: 0.5pt + rule, inset: (x: 5pt, y: 4pt), align: left + top)
  set terms(separator: h(0.6em), spacing: 0.4em)
  show title: set text(size: 20pt, hyphenate: false)
  show heading.where(level: 1): it => block(above: 2em, below: 0.9em, width: 100%, sticky: true,
    stroke: (bottom: 1pt + rule), inset: (bottom: 3pt), text(size: 14pt, it.body))
  show heading.where(level: 2): it => block(above: 0pt, below: 0.6em, sticky: true, text(size: 11pt, it.body))
  show figure: set block(breakable: true)
  show figure: set align(left)
  show figure.caption: it => block(above: 0.4em, below: 0.5em, sticky: true, strong(it.body))
  show figure.where(kind: table): set figure.caption(position: top)
  show table: set text(size: 9pt)
  show table: set par(justify: false)
  show link: it => if type(it.dest) == label { text(fill: accent, it) } else { it }
  show regex("[\\w^]{1,6}/[A-Za-z]{1,4}\\b"): box  // no line ends within `mg/day`
  show raw.where(block: true): it => block(fill: ground, inset: 6pt, width: 100%, text(size: 7.5pt, it))
  body
}

#let place(name) = [#metadata(none)#label(name)]
#let to(name, body) = link(label(name), body)
#let small(body) = text(size: 8.5pt, fill: faint, body)
#let notice(body) = block(above: 0.6em, stroke: (left: 2pt + faint), inset: (left: 7pt, y: 2pt), body)
#let contents() = block(above: 1.5em, outline(title: none, depth: 1, indent: 0pt))

// The bar at the left of a rule: thick where it changed, two of them where it is new, dashed where it is gone.
#let bars = (
  "": 0.5pt + rule,
  "new": stroke(paint: accent, thickness: 2.5pt),
  "changed": stroke(paint: accent, thickness: 2.5pt),
  "gone": stroke(paint: accent, thickness: 2.5pt, dash: "dashed"),
)
#let entry(mark, body) = block(above: 1.3em, below: 1.3em, width: 100%, stroke: (left: bars.at(mark)),
  inset: (left: 8pt, y: 3pt), body)
#let changes(body) = block(inset: (left: 7pt), stroke: (left: 0.5pt + accent), body)

#let grid-table(columns, head, caption, cells) = figure(
  kind: table, supplement: none, numbering: none, caption: caption,
  table(columns: columns, table.header(..head.map(one => table.cell(fill: ground, strong(one)))), ..cells))
#let calendar(head, caption, cells) = {
  set text(number-type: "lining", number-width: "tabular")
  set table(align: center + horizon, inset: (x: 3pt, y: 3pt))
  grid-table((auto,) + (1fr,) * (head.len() - 1), head, caption, cells)
}
#let due(body) = table.cell(fill: rgb("#d7e8fb"), strong(body))
#let chart(svg, alt, caption) = figure(kind: image, supplement: none, numbering: none, caption: caption,
  align(center, image(bytes(svg), format: "svg", alt: alt)))
"""

// The picture of the course: drawn by Vega, which evaluates no text as a script here, with rings that lead to their
// reasons, and with the spots at which results can be taken hold of.
import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Drawing, Panel } from "../protocol";
import { type Box, both, type Domain, domainOf, timeOf, up } from "./scales";

const SVG = "http://www.w3.org/2000/svg";
const RING = /^point-(\d+)$/;

/** Where a result stands in the picture, in pixels, and the time and the number that are drawn there. */
export interface Spot {
  readonly key: string;
  readonly x: number;
  readonly y: number;
  readonly time: number;
  readonly value: number;
}

/** A panel as it was drawn, with the spots of what can be moved in it, in the order of time. */
export interface DrawnPanel {
  readonly panel: Panel;
  readonly box: Box;
  readonly domain: Domain;
  readonly spots: readonly Spot[];
}

export interface Drawn {
  readonly width: number;
  readonly height: number;
  readonly panels: readonly DrawnPanel[];
}

/** The numbers that a panel has to show at least, while something in it is moved. */
export interface Held {
  readonly concept: string;
  readonly domain: Domain;
}

/** What is looked at of a specification of Vega-Lite. */
interface Specification {
  readonly vconcat: readonly { readonly height: number; readonly layer: readonly Layer[] }[];
}

interface Layer {
  readonly data?: { readonly values?: readonly Row[] };
  readonly encoding?: { readonly y?: { readonly field?: string; readonly scale?: { domain?: unknown } | null } };
}

interface Row {
  readonly key?: string;
  readonly at?: string;
  readonly value?: number;
  readonly to?: number;
  y?: number;
}

/** Draw into an element that is not yet shown: the SVG, and where in it things lie. */
export async function draw(drawing: Drawing, held: Held | null): Promise<{ svg: SVGSVGElement; drawn: Drawn }> {
  const spec = JSON.parse(drawing.spec) as Specification;
  const domains = new Map<Panel, Domain>();
  for (const panel of drawing.panels) {
    const own = domainOf(panel);
    const domain = held !== null && held.concept === panel.concept ? both(own, held.domain) : own;
    domains.set(panel, domain);
    if (domain.low !== own.low || domain.high !== own.high) widen(spec, panel, domain);
  }
  const place = document.createElement("div");
  const view = new vega.View(vega.parse(compile(spec as unknown as TopLevelSpec).spec, {}, { ast: true }), {
    container: place,
    renderer: "svg",
    expr: expressionInterpreter,
    hover: false,
    logLevel: vega.Error,
  });
  await view.runAsync();
  const svg = place.querySelector("svg");
  if (svg === null) throw new Error("Vega has drawn nothing");
  const boxes = boxesOf(view);
  const drawn = {
    width: Number(svg.getAttribute("width")),
    height: Number(svg.getAttribute("height")),
    panels: drawing.panels.flatMap((panel) => {
      const box = boxes.get(panel.place);
      const domain = domains.get(panel);
      if (box === undefined || domain === undefined) return [];
      return [{ panel, box, domain, spots: spotsOf(spec, drawing, panel, domain, box) }];
    }),
  };
  view.finalize();
  dress(svg, drawing.words);
  return { svg, drawn };
}

// --- while something is moved -----------------------------------------------------------------------------------------

/** Another scale for a panel, and labels that were put beside the lines of the first one. */
function widen(spec: Specification, panel: Panel, domain: Domain): void {
  const drawn = spec.vconcat[panel.place];
  if (drawn === undefined) return;
  const own = domainOf(panel);
  for (const layer of drawn.layer) {
    const y = layer.encoding?.y;
    if (y?.field === "value" && y.scale) y.scale.domain = [domain.low, domain.high];
    if (y?.field !== "y" || y.scale !== null) continue;
    for (const row of layer.data?.values ?? []) {
      const value = own.high - ((row.y ?? 0) / drawn.height) * (own.high - own.low);
      row.y = Math.max(4, (1 - up(value, domain, panel.logarithmic)) * drawn.height);
    }
  }
}

// --- where things lie -------------------------------------------------------------------------------------------------

/** The panels by their place from the top, as Vega has laid them out. */
function boxesOf(view: vega.View): Map<number, Box> {
  const [left, top] = view.origin();
  const padding = view.padding() as { left: number; top: number };
  const root = (view.scenegraph() as unknown as { root: SceneMark }).root.items[0];
  const found = new Map<number, Box>();
  for (const mark of root?.items ?? []) {
    const place = /^concat_(\d+)_group$/.exec(mark.name ?? "")?.[1];
    const item = mark.items[0];
    if (place === undefined || item === undefined) continue;
    const [x, y] = [padding.left + left + (item.x ?? 0), padding.top + top + (item.y ?? 0)];
    found.set(Number(place), { left: x, top: y, width: item.width ?? 0, height: item.height ?? 0 });
  }
  return found;
}

interface SceneMark {
  readonly name?: string;
  readonly items: readonly SceneItem[];
}

interface SceneItem {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly items: readonly SceneMark[];
}

function spotsOf(spec: Specification, drawing: Drawing, panel: Panel, domain: Domain, box: Box): Spot[] {
  const wanted = new Set(panel.keys);
  const found = new Map<string, Spot>();
  for (const layer of spec.vconcat[panel.place]?.layer ?? []) {
    for (const row of layer.data?.values ?? []) {
      const { key, value } = { key: row.key, value: row.to ?? row.value };
      if (key === undefined || value === undefined || row.at === undefined || !wanted.has(key) || found.has(key)) continue;
      const time = timeOf(row.at);
      found.set(key, { key, value, time, ...spotOf(drawing, { panel, box, domain }, time, value) });
    }
  }
  return [...found.values()].sort((one, other) => one.x - other.x);
}

/** Where in a panel a time and a number lie, or the edge that they lie beyond. */
export function spotOf(
  drawing: Drawing,
  { panel, box, domain }: Pick<DrawnPanel, "panel" | "box" | "domain">,
  time: number,
  value: number,
): { readonly x: number; readonly y: number } {
  const [start, end] = [timeOf(drawing.start), timeOf(drawing.end)];
  const across = Math.min(1, Math.max(0, (time - start) / (end - start)));
  const above = Math.min(1, Math.max(0, up(value, domain, panel.logarithmic)));
  return { x: box.left + across * box.width, y: box.top + (1 - above) * box.height };
}

// --- the drawing as a part of the page --------------------------------------------------------------------------------

/** Name the drawing to a screen reader, and make each ring a link to its reason. */
function dress(svg: SVGSVGElement, words: string): void {
  svg.setAttribute("class", "picture");
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", `Picture: ${words}`);
  svg.style.backgroundColor = "";
  for (const one of svg.querySelectorAll("[role], [aria-roledescription], [aria-label]")) {
    const ring = RING.exec(one.getAttribute("aria-label") ?? "")?.[1];
    for (const name of ["role", "aria-roledescription", "aria-label"]) one.removeAttribute(name);
    if (ring === undefined) continue;
    const link = document.createElementNS(SVG, "a");
    link.setAttribute("id", `point-${ring}`);
    link.setAttribute("href", `#reason-${ring}`);
    link.setAttribute("aria-label", `${ring}, to its reason`);
    one.replaceWith(link);
    link.append(one);
  }
}

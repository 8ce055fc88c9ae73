// Results that can be moved: each a handle over its spot in the picture, dragged by a pointer (up and down its value,
// left and right its day) or moved by arrow keys. What a move comes to is asked elsewhere; here is only where to.
import { element } from "../elements";
import type { Drawing, RecordSeen } from "../protocol";
import type { Keys } from "./keys";
import { type Drawn, type DrawnPanel, type Held, type Spot, spotOf } from "./picture";
import { A_DAY, daysBetween, daysLater, inSteps, pixelsOfDay, up, valueAt } from "./scales";

const REACH = 22;
const SLACK = 4;
const SIDEWAYS = 14;
const MANY_STEPS = 10;
const A_WEEK = 7;

/** Where a result is to go: its value in the unit of the picture, and its day; null leaves it as it is. */
export interface Aim {
  readonly key: string;
  readonly value: string | null;
  readonly at: string | null;
}

export interface Moves {
  /** Whether a result can be taken hold of now. */
  ready(): boolean;
  /** A result is on its way; `held` is what its panel has to show meanwhile. */
  move(aim: Aim, held: Held): void;
  /** It has been let go of where it was last. */
  drop(): void;
  /** It goes back to where it was. */
  cancel(): void;
  /** Moved by a key: at once, and for good. */
  step(aim: Aim): void;
}

interface Grip {
  readonly panel: DrawnPanel;
  readonly spot: Spot;
  readonly record: RecordSeen;
  readonly element: HTMLElement;
}

interface Gesture {
  readonly grip: Grip;
  readonly pointer: number;
  readonly from: { readonly x: number; readonly y: number };
  readonly zoom: number;
  readonly dayWidth: number;
  way: "unknown" | "up" | "across" | "both";
  moved: boolean;
  aim: Aim;
}

export class Handles {
  readonly layer = element("div", { class: "handles" });
  private readonly ghost = element("div", { class: "ghost", hidden: true });
  private readonly label = element("div", { class: "ghost-label", hidden: true });
  private readonly groups = element("div");
  private readonly grips: Map<string, Grip> = new Map();
  private drawn: Drawn | null = null;
  private drawing: Drawing | null = null;
  private gesture: Gesture | null = null;
  private readonly chosen: Map<string, string> = new Map();
  /** Where steps lead that are not yet in the picture: the next one goes on from there. */
  private ahead: Aim | null = null;

  constructor(
    private readonly moves: Moves,
    private readonly keys: Keys,
  ) {
    this.layer.append(this.groups, this.ghost, this.label);
    this.layer.addEventListener("pointerdown", (event) => this.take(event));
    this.layer.addEventListener("pointermove", (event) => this.follow(event));
    this.layer.addEventListener("pointerup", (event) => this.release(event));
    this.layer.addEventListener("pointercancel", () => this.letGo(false));
    this.layer.addEventListener("keydown", (event) => this.press(event));
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || this.gesture === null) return;
        event.preventDefault();
        event.stopPropagation();
        this.letGo(false);
      },
      true,
    );
  }

  /** Put a handle on each spot. A handle that has the focus keeps it, also under another key. `settled`: all steps that
   * were made are in the picture. */
  put(drawing: Drawing, drawn: Drawn, records: readonly RecordSeen[], settled: boolean): void {
    this.drawing = drawing;
    this.drawn = drawn;
    if (this.gesture !== null) {
      this.showGhost(this.gesture);
      return;
    }
    if (settled) this.ahead = null;
    const focused = this.focusedKey();
    const byKey = new Map(records.map((record) => [record.key, record]));
    this.grips.clear();
    this.groups.replaceChildren(
      ...drawn.panels.map((panel) => {
        const group = element("div", { role: "group", "aria-label": `${named(panel.panel.concept)}: move a result` });
        for (const spot of panel.spots) {
          const record = byKey.get(spot.key);
          if (record !== undefined) group.append(this.grip(panel, spot, record));
        }
        this.stopAt(panel);
        return group;
      }),
    );
    if (focused === null) return;
    const now = this.keys.among(focused, this.grips);
    if (now !== null) this.grips.get(now)?.element.focus({ preventScroll: true });
  }

  /** The key of the result whose handle has the focus. */
  focusedKey(): string | null {
    for (const [key, grip] of this.grips) if (grip.element === document.activeElement) return key;
    return null;
  }

  /** Show the handle of a record, with the focus; false where it has none. */
  focus(key: string): boolean {
    const grip = this.grips.get(key);
    grip?.element.focus({ preventScroll: true });
    grip?.element.scrollIntoView({ block: "center" });
    return grip !== undefined;
  }

  private grip(panel: DrawnPanel, spot: Spot, record: RecordSeen): HTMLElement {
    const made = element("div", {
      class: "handle",
      role: "slider",
      tabindex: "-1",
      "aria-orientation": "vertical",
      "aria-label": `${named(record.concept)} on ${record.at}`,
      "aria-valuetext": `${record.value} on ${record.at}`,
      "aria-valuenow": String(spot.value),
      "aria-valuemin": String(panel.domain.low),
      "aria-valuemax": String(panel.domain.high),
      "aria-describedby": "how-to-move",
      onfocus: () => {
        this.chosen.set(panel.panel.concept, spot.key);
        this.stopAt(panel);
      },
    });
    made.dataset["key"] = spot.key;
    this.place(made, spot.x, spot.y);
    this.grips.set(spot.key, { panel, spot, record, element: made });
    return made;
  }

  /** One handle of a panel is a stop of the Tab key: the one that had the focus last, else the last in time. */
  private stopAt(panel: DrawnPanel): void {
    const chosen = this.chosen.get(panel.panel.concept);
    const keys = panel.spots.map((spot) => spot.key).filter((key) => this.grips.has(key));
    const stop = (chosen === undefined ? null : this.keys.among(chosen, new Set(keys))) ?? keys.at(-1);
    for (const key of keys) this.grips.get(key)?.element.setAttribute("tabindex", key === stop ? "0" : "-1");
  }

  private place(one: HTMLElement, x: number, y: number): void {
    if (this.drawn === null) return;
    one.style.left = `${(x / this.drawn.width) * 100}%`;
    one.style.top = `${(y / this.drawn.height) * 100}%`;
  }

  // --- by a pointer ---------------------------------------------------------------------------------------------------

  private take(event: PointerEvent): void {
    if (event.button !== 0 || this.gesture !== null || this.drawn === null || this.drawing === null) return;
    if (!this.moves.ready()) return;
    if (!(event.target instanceof Element) || event.target.closest(".handle") === null) return;
    const grip = this.nearest(event);
    if (grip === null) return;
    event.preventDefault();
    this.layer.setPointerCapture(event.pointerId);
    grip.element.focus({ preventScroll: true });
    const zoom = this.layer.getBoundingClientRect().width / this.drawn.width;
    this.gesture = {
      grip,
      pointer: event.pointerId,
      from: { x: event.clientX, y: event.clientY },
      zoom,
      dayWidth: pixelsOfDay(this.drawing.start, this.drawing.end, grip.panel.box.width) * zoom,
      way: "unknown",
      moved: false,
      aim: { key: grip.spot.key, value: null, at: null },
    };
    this.layer.classList.add("dragging");
  }

  /** The handle that is nearest to a pointer: those of neighbouring days may lie over each other. */
  private nearest(event: PointerEvent): Grip | null {
    let best: Grip | null = null;
    let least = REACH;
    for (const grip of this.grips.values()) {
      const box = grip.element.getBoundingClientRect();
      const away = Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY);
      if (away < least) [best, least] = [grip, away];
    }
    return best;
  }

  private follow(event: PointerEvent): void {
    const gesture = this.gesture;
    if (gesture === null || event.pointerId !== gesture.pointer) return;
    const [x, y] = [event.clientX - gesture.from.x, event.clientY - gesture.from.y];
    gesture.way = wayOf(gesture.way, Math.abs(x), Math.abs(y));
    if (gesture.way === "unknown") return;
    const { grip } = gesture;
    const { panel, domain, box } = grip.panel;
    const before = gesture.aim;
    const share = up(grip.spot.value, domain, panel.logarithmic) - y / (box.height * gesture.zoom);
    const value = valueAt(share, domain, panel.logarithmic);
    const least = domain.low >= 0 ? Math.max(0, value) : value;
    const days = gesture.way === "up" ? 0 : Math.round(x / gesture.dayWidth);
    gesture.aim = {
      key: grip.spot.key,
      value: gesture.way === "across" ? null : inSteps(least, panel.step),
      at: days === 0 ? null : daysLater(grip.record.at, days),
    };
    if (gesture.moved && gesture.aim.value === before.value && gesture.aim.at === before.at) return;
    gesture.moved = true;
    this.showGhost(gesture);
    this.moves.move(gesture.aim, { concept: panel.concept, domain });
  }

  private release(event: PointerEvent): void {
    if (this.gesture !== null && event.pointerId === this.gesture.pointer) this.letGo(true);
  }

  private letGo(dropped: boolean): void {
    const gesture = this.gesture;
    if (gesture === null) return;
    this.gesture = null;
    this.ghost.hidden = true;
    this.label.hidden = true;
    this.layer.classList.remove("dragging");
    if (this.layer.hasPointerCapture(gesture.pointer)) this.layer.releasePointerCapture(gesture.pointer);
    if (!gesture.moved) return;
    if (dropped) this.moves.drop();
    else this.moves.cancel();
  }

  /** What is dragged, where it is now, with its value and day in words. */
  private showGhost({ grip, aim }: Gesture): void {
    const panel = this.drawn?.panels.find((one) => one.panel.concept === grip.panel.panel.concept);
    if (panel === undefined || this.drawing === null || !this.gesture?.moved) return;
    const value = aim.value === null ? grip.spot.value : Number(aim.value);
    const days = aim.at === null ? 0 : daysBetween(grip.record.at, aim.at);
    const { x, y } = spotOf(this.drawing, panel, grip.spot.time + days * A_DAY, value);
    this.place(this.ghost, x, y);
    this.place(this.label, x, y);
    this.label.classList.toggle("leftwards", x > (this.drawn?.width ?? 0) * 0.6);
    this.label.textContent = told(grip.record, aim);
    this.ghost.hidden = false;
    this.label.hidden = false;
  }

  // --- by keys --------------------------------------------------------------------------------------------------------

  private press(event: KeyboardEvent): void {
    const key = this.focusedKey();
    const grip = key === null ? undefined : this.grips.get(key);
    if (grip === undefined || this.gesture !== null || event.ctrlKey || event.metaKey || event.altKey) return;
    const aim = this.stepOf(event, grip);
    if (aim === null) return;
    event.preventDefault();
    if (aim === undefined) return;
    this.ahead = aim;
    this.moves.step(aim);
  }

  /** What a key does: null: nothing; undefined: it went to another result. */
  private stepOf(event: KeyboardEvent, grip: Grip): Aim | null | undefined {
    const steps = event.shiftKey ? MANY_STEPS : 1;
    const days = event.shiftKey ? A_WEEK : 1;
    switch (event.key) {
      case "ArrowUp":
        return this.further(grip, steps, 0);
      case "ArrowDown":
        return this.further(grip, -steps, 0);
      case "ArrowLeft":
        return this.further(grip, 0, -days);
      case "ArrowRight":
        return this.further(grip, 0, days);
      case "PageUp":
        return this.go(grip, -1);
      case "PageDown":
        return this.go(grip, 1);
      default:
        return null;
    }
  }

  private further(grip: Grip, steps: number, days: number): Aim {
    const { panel, domain } = grip.panel;
    const ahead = this.ahead !== null && this.keys.now(this.ahead.key) === this.keys.now(grip.spot.key) ? this.ahead : null;
    const value = Number(ahead?.value ?? grip.spot.value) + steps * Number(panel.step);
    const least = domain.low >= 0 ? Math.max(0, value) : value;
    return {
      key: grip.spot.key,
      value: steps === 0 ? (ahead?.value ?? null) : inSteps(least, panel.step),
      at: days === 0 ? (ahead?.at ?? null) : daysLater(ahead?.at ?? grip.record.at, days),
    };
  }

  private go(grip: Grip, by: number): undefined {
    const spots = grip.panel.spots;
    const at = spots.findIndex((spot) => spot.key === grip.spot.key);
    const next = spots[Math.min(spots.length - 1, Math.max(0, at + by))];
    if (next !== undefined) this.focus(next.key);
    return undefined;
  }
}

/** Which way a pointer goes: small ways aside do not count, so that a value can be moved without its day. */
function wayOf(way: Gesture["way"], across: number, upward: number): Gesture["way"] {
  switch (way) {
    case "unknown":
      if (Math.max(across, upward) < SLACK) return "unknown";
      return across > upward ? "across" : "up";
    case "up":
      return across > SIDEWAYS ? "both" : "up";
    case "across":
      return upward > SIDEWAYS ? "both" : "across";
    case "both":
      return "both";
  }
}

function told(record: RecordSeen, aim: Aim): string {
  const value = aim.value === null ? record.value : `${aim.value} ${record.unit === "1" ? "" : record.unit}`.trim();
  return `${named(record.concept)} ${value} on ${aim.at ?? record.at}`;
}

function named(concept: string): string {
  return concept.replaceAll("_", " ");
}

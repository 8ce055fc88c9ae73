// The picture with its handles: drawn anew when there is something new to show, one drawing at a time.
import { element } from "../elements";
import type { Drawing, RecordSeen } from "../protocol";
import { Handles, type Moves } from "./handles";
import type { Keys } from "./keys";
import { Newest } from "./newest";
import { nightStyle } from "./night";
import { draw, type Held } from "./picture";

const LEAST_CHANGE = 12;

interface Sight {
  readonly drawing: Drawing;
  readonly records: readonly RecordSeen[];
  readonly held: Held | null;
  /** Whether the picture shows all that was done. */
  readonly settled: () => boolean;
}

export class Course {
  readonly part: HTMLElement;
  readonly handles: Handles;
  private readonly paper = element("div", { class: "paper" });
  private readonly notes = element("div", { class: "faint" });
  private readonly room = element("div", { class: "room" });
  private readonly drawing: Newest<Sight, void>;
  private width_ = 0;
  private waiting = 0;

  /** `widened` is called when there is more or less room than the picture was made for. */
  constructor(moves: Moves, keys: Keys, widened: () => void) {
    this.handles = new Handles(moves, keys);
    this.drawing = new Newest((sight) => this.draw(sight));
    this.part = element(
      "section",
      { class: "course", "aria-label": "Course" },
      this.room,
      element("div", { class: "sheet" }, this.paper, this.handles.layer),
      element(
        "p",
        { class: "hint", id: "how-to-move" },
        "Drag a result up or down to change its value, left or right to change its day; Escape puts it back. By keys: ",
        "arrows move it (with Shift by ten steps or a week), Page Up and Page Down go to another result of the same lab.",
      ),
      this.notes,
    );
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, nightStyle()];
    new ResizeObserver(() => {
      if (Math.abs(this.room.clientWidth - this.width_) >= LEAST_CHANGE) widened();
    }).observe(this.room);
  }

  /** How many pixels wide a picture may be now. */
  width(): number {
    this.width_ = this.room.clientWidth;
    return this.width_;
  }

  async show(sight: Sight): Promise<void> {
    this.waiting += 1;
    this.part.setAttribute("aria-busy", "true");
    try {
      await this.drawing.ask(sight);
    } finally {
      this.waiting -= 1;
      if (this.waiting === 0) this.part.removeAttribute("aria-busy");
    }
  }

  private async draw({ drawing, records, held, settled }: Sight): Promise<void> {
    const { svg, drawn } = await draw(drawing, held);
    this.paper.replaceChildren(svg);
    this.notes.replaceChildren(...drawing.notes.map((note) => element("p", {}, note)));
    this.handles.put(drawing, drawn, records, settled());
  }
}

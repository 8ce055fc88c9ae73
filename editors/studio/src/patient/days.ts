// The days of a patient: a slider from the first to the last, with marks where something is, and what was told on the
// day that it stands on. The last day stands for all that is recorded. Of a long time in which nothing is, only the
// first and the last days are on the slider, so that the others have room.
import { button, element } from "../elements";
import type { Day, Tone } from "../protocol";
import { daysBetween, daysLater } from "./scales";

const WEIGHT: Readonly<Record<Tone, number>> = { plain: 0, open: 1, caution: 2, stop: 3 };
const SAID: Readonly<Record<Tone, string>> = { stop: "stop", caution: "caution", open: "cannot decide", plain: "" };
const A_LOOK = 1100;
const LONG = 21;
const AT_ENDS = 7;

export class Days {
  readonly part: HTMLElement;
  private readonly slider = element("input", { type: "range", min: "0", step: "1", id: "day" });
  private readonly date = element("output", { for: "day", class: "date" });
  private readonly marks = element("div", { class: "marks", "aria-hidden": "true" });
  private readonly told = element("ul", { class: "told-of-day", tabindex: "0", "aria-label": "What is told of this day" });
  private readonly back: HTMLButtonElement;
  private readonly on: HTMLButtonElement;
  private readonly playing: HTMLButtonElement;
  private readonly whole: HTMLButtonElement;
  private days: readonly Day[] = [];
  /** The days of the slider. */
  private dates: readonly string[] = [];
  private last = "";
  /** null: the last one. */
  private day: string | null = null;
  private player: ReturnType<typeof setTimeout> | undefined;

  /** `changed` shows the patient as of a day, and is done when that is seen. */
  constructor(private readonly changed: (day: string | null) => Promise<void>) {
    this.back = button("◀", () => this.jump(-1), { "aria-label": "to the day before on which something is told" });
    this.on = button("▶", () => this.jump(1), { "aria-label": "to the next day on which something is told" });
    this.playing = button("Play", () => this.togglePlay(), { "aria-pressed": "false", class: "play" });
    this.whole = button("All records", () => this.go(null));
    this.slider.addEventListener("input", () => this.go(this.dayAt(Number(this.slider.value))));
    this.slider.addEventListener("pointerdown", () => this.stop());
    this.part = element(
      "section",
      { class: "days", "aria-label": "Days" },
      element("div", { class: "day-line" }, element("label", { for: "day" }, "Shown as of"), this.date, element("span", { class: "grow" }), this.back, this.on, this.playing, this.whole),
      element("div", { class: "track" }, this.marks, this.slider),
      this.told,
    );
  }

  /** The day that is shown; null: the last one. */
  get asOf(): string | null {
    return this.day;
  }

  /** Begin with another patient. */
  reset(): void {
    this.stop();
    this.day = null;
  }

  show(days: readonly Day[], last: string): void {
    this.last = last.slice(0, 10);
    this.days = days.filter((day) => day.date <= this.last);
    const { dates, gaps } = onSlider([...this.days.map((day) => day.date), this.last]);
    this.dates = dates;
    if (this.day !== null && !dates.slice(0, -1).includes(this.day)) this.day = null;
    this.slider.max = String(dates.length - 1);
    const across = (place: number): string => `${dates.length === 1 ? 100 : (place / (dates.length - 1)) * 100}%`;
    const marks = [...this.days]
      .sort((one, other) => WEIGHT[one.tone] - WEIGHT[other.tone])
      .map((day) => {
        const mark = element("span", { class: `mark ${day.tone}` });
        mark.style.left = across(dates.indexOf(day.date));
        return mark;
      });
    const breaks = gaps.map((place) => {
      const mark = element("span", { class: "gap" }, "⋯");
      mark.style.left = across(place);
      return mark;
    });
    this.marks.replaceChildren(...breaks, ...marks);
    this.showDay();
  }

  private dayAt(place: number): string | null {
    return place >= this.dates.length - 1 ? null : (this.dates[place] ?? null);
  }

  private showDay(): void {
    const shown = this.day ?? this.last;
    const day = this.days.find((one) => one.date === shown);
    this.slider.value = String(this.dates.indexOf(shown));
    this.date.textContent = this.day === null ? `the last record · ${shown}` : shown;
    this.slider.setAttribute(
      "aria-valuetext",
      [this.day === null ? `the last record, ${shown}` : shown, SAID[day?.tone ?? "plain"]].filter((part) => part !== "").join(", "),
    );
    this.told.replaceChildren(...(day?.told ?? []).map((sentence) => element("li", {}, sentence)));
    this.part.classList.toggle("earlier", this.day !== null);
    this.back.disabled = this.beside(-1) === undefined;
    this.on.disabled = this.day === null;
    this.whole.disabled = this.day === null;
  }

  private go(day: string | null): Promise<void> {
    this.day = day;
    this.showDay();
    return this.changed(day);
  }

  /** The marked day before or after the one that is shown; null: the last one, undefined: there is none. */
  private beside(by: -1 | 1): string | null | undefined {
    const shown = this.day ?? this.last;
    const dates = this.days.map((day) => day.date).sort();
    if (by < 0) return dates.filter((date) => date < shown).at(-1);
    if (this.day === null) return undefined;
    const next = dates.find((date) => date > shown);
    return next === undefined || next >= this.last ? null : next;
  }

  private jump(by: -1 | 1): void {
    this.stop();
    const day = this.beside(by);
    if (day !== undefined) void this.go(day);
  }

  // --- playing --------------------------------------------------------------------------------------------------------

  private togglePlay(): void {
    if (this.playing.getAttribute("aria-pressed") === "true") {
      this.stop();
      return;
    }
    this.playing.setAttribute("aria-pressed", "true");
    this.playing.textContent = "Pause";
    void this.play(this.day ?? this.dayAt(0));
  }

  private async play(day: string | null): Promise<void> {
    await this.go(day);
    const next = this.beside(1);
    if (this.playing.getAttribute("aria-pressed") !== "true") return;
    if (next === undefined) this.stop();
    else this.player = setTimeout(() => void this.play(next), A_LOOK);
  }

  private stop(): void {
    clearTimeout(this.player);
    this.playing.setAttribute("aria-pressed", "false");
    this.playing.textContent = "Play";
  }
}

/** All days from the first to the last of some, without the middle of long times between them; `gaps` are the places
 * between days at which some are left out. */
function onSlider(marked: readonly string[]): { dates: string[]; gaps: number[] } {
  const dates: string[] = [];
  const gaps: number[] = [];
  for (const next of [...new Set(marked)].sort()) {
    const before = dates.at(-1);
    if (before !== undefined) {
      const length = daysBetween(before, next);
      for (let day = 1; day < length; day += 1) {
        if (length > LONG && day > AT_ENDS && length - day > AT_ENDS) {
          if (day === AT_ENDS + 1) gaps.push(dates.length - 0.5);
        } else dates.push(daysLater(before, day));
      }
    }
    dates.push(next);
  }
  return { dates, gaps };
}

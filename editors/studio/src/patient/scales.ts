// Where in the picture a value and a day lie, and which value and day a place means. The numbers here say only where
// something is drawn or pointed at: what is decided, is decided by Careway, of the decimal text that leaves here.
import type { Panel } from "../protocol";

export const A_DAY = 86_400_000;

/** The numbers at the lower and the upper edge of a panel. */
export interface Domain {
  readonly low: number;
  readonly high: number;
}

/** A panel as it is drawn, in pixels of the picture. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function domainOf(panel: Panel): Domain {
  return { low: Number(panel.low), high: Number(panel.high) };
}

/** A domain that holds all of two. */
export function both(one: Domain, other: Domain): Domain {
  return { low: Math.min(one.low, other.low), high: Math.max(one.high, other.high) };
}

/** How far up a value lies, from 0 at the lower edge to 1 at the upper. */
export function up(value: number, domain: Domain, logarithmic: boolean): number {
  if (!logarithmic) return (value - domain.low) / (domain.high - domain.low);
  return Math.log(value / domain.low) / Math.log(domain.high / domain.low);
}

/** The value that lies so far up; beyond the edges it grows the faster, so that high values are within reach. */
export function valueAt(share: number, domain: Domain, logarithmic: boolean): number {
  if (logarithmic) return domain.low * Math.exp(share * Math.log(domain.high / domain.low));
  const beyond = share > 1 ? share - 1 : share < 0 ? share : 0;
  return domain.low + (share + 3 * beyond * Math.abs(beyond)) * (domain.high - domain.low);
}

/** A number as a decimal text, rounded to a multiple of a step such as `0.1`. */
export function inSteps(value: number, step: string): string {
  const places = (step.split(".")[1] ?? "").length;
  const unit = Math.round(Number(step) * 10 ** places);
  const whole = Math.round((value * 10 ** places) / unit) * unit;
  const digits = String(Math.abs(whole)).padStart(places + 1, "0");
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return whole < 0 ? `-${text}` : text;
}

/** A local date or time of the picture as a number. */
export function timeOf(at: string): number {
  const [day = "", clock = ""] = at.replace(/Z$/, "").split(/[T ]/);
  return Date.parse(`${day}T${clock.length === 0 ? "00:00:00" : clock}Z`);
}

/** A day, so many days later. */
export function daysLater(day: string, days: number): string {
  return new Date(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) + days * A_DAY).toISOString().slice(0, 10);
}

/** How many days lie between two. */
export function daysBetween(from: string, to: string): number {
  return Math.round((timeOf(to.slice(0, 10)) - timeOf(from.slice(0, 10))) / A_DAY);
}

/** How many pixels a day is wide. */
export function pixelsOfDay(start: string, end: string, width: number): number {
  return width / Math.max(1, (timeOf(end) - timeOf(start)) / A_DAY);
}

// What is decided, in lines that stay in sight: told by word and sign, never by colour alone.
import { element } from "../elements";
import type { Headline, Tone } from "../protocol";

const SIGNS: Readonly<Record<Tone, string>> = { stop: "■", caution: "▲", open: "?", plain: "●" };

/** The sign of a tone, which a screen reader passes over: the words say the same. */
export function sign(tone: Tone): HTMLElement {
  return element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[tone]);
}

/** The headlines as cards. */
export function headlineCards(headlines: readonly Headline[]): HTMLElement[] {
  return headlines.map((one) => element("li", { class: `card ${one.tone}` }, sign(one.tone), " ", one.text));
}

/** The headlines as a sentence to be read out. */
export function spoken(headlines: readonly Headline[]): string {
  return headlines.map((one) => one.text).join(". ");
}

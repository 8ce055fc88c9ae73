// What may be written next: while a word is being typed, and when asked for.
import { autocompletion, type CompletionContext, type CompletionResult } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import type { Asking } from "../asking";

const MOST_ON_LINE = 48;

const theme = EditorView.baseTheme({
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.15rem 0.5rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--button-ink)", background: "var(--button)" },
  ".cm-completionDetail": { fontFamily: "system-ui, sans-serif", fontStyle: "normal", color: "var(--faint)" },
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-tooltip.cm-completionInfo": { padding: "0.4rem 0.6rem", font: "0.875rem/1.4 system-ui, sans-serif" },
});

export function completing(asking: Asking, name: string): Extension {
  return [
    theme,
    autocompletion({ override: [(context) => offered(asking, name, context)], icons: false, maxRenderedOptions: 200 }),
  ];
}

async function offered(asking: Asking, name: string, context: CompletionContext): Promise<CompletionResult | null> {
  // unasked for only within a word, so that Enter at the end of a line stays the end of the line
  if (!context.explicit && context.matchBefore(/[\p{L}\p{N}_]+/u) === null) return null;
  const text = context.state.doc.toString();
  const answer = await asking.ask("complete", { guideline: { name, text }, at: context.pos });
  if (context.aborted || answer.node === "refusal") return null;
  const written = text.slice(answer.place.start, context.pos);
  const offers = answer.offers.filter((offer) => context.explicit || offer.text !== written);
  if (offers.length === 0) return null;
  return {
    from: answer.place.start,
    to: Math.max(answer.place.end, context.pos),
    options: offers.map((offer, index) => ({
      label: offer.text,
      detail: ` ${isShort(offer.detail) ? offer.detail : offer.what}`, // the space parts them for a screen reader
      boost: Math.max(-99, 50 - index),
      ...(offer.detail === "" || isShort(offer.detail) ? {} : { info: () => paragraph(offer.detail) }),
    })),
  };
}

/** Whether it can stand on the line of what is offered. */
function isShort(detail: string): boolean {
  return detail !== "" && detail.length <= MOST_ON_LINE;
}

function paragraph(text: string): HTMLElement {
  const made = document.createElement("div");
  made.textContent = text;
  return made;
}

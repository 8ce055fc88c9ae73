// The guideline as a clinician reads it. The document has a style of its own, and stands apart from the page in a shadow
// root; in there, a link to another part of the document has to be followed by hand.
import type { Asking, Refused } from "./asking";
import type { Documents } from "./documents";
import { element } from "./elements";
import type { Guideline } from "./guideline";
import { Latest } from "./latest";
import type { Shown } from "./protocol";

const TYPING = 500;

export class DocumentTab {
  readonly panel: HTMLElement;
  private readonly trouble = element("p", { class: "trouble", role: "status" });
  private readonly place = element("div", { class: "document-place", tabindex: "0" });
  private readonly inside = this.place.attachShadow({ mode: "open" });
  private readonly showing: Latest<({ readonly node: "shown" } & Shown) | Refused>;
  private visible = false;
  private shownOf = "";

  constructor(asking: Asking, documents: Documents, guideline: Guideline) {
    this.panel = element("div", {}, this.trouble, this.place);
    this.showing = new Latest(
      TYPING,
      () => {
        const text = guideline.text();
        return text === null ? null : asking.ask("show", { guideline: text });
      },
      (answer) => this.take(answer),
    );
    const soon = (): void => {
      const text = guideline.text();
      const of = JSON.stringify(text);
      if (!this.visible || of === this.shownOf) return;
      this.shownOf = of;
      this.showing.soon();
    };
    documents.on((event) => {
      if (event.about === "text") soon();
    });
    guideline.chosen.on(soon);
    this.soon = soon;
    this.inside.addEventListener("click", (event) => this.follow(event));
  }

  private readonly soon: () => void;

  /** The tab is chosen, or another one is. */
  show(visible: boolean): void {
    this.visible = visible;
    this.soon();
  }

  private take(answer: ({ readonly node: "shown" } & Shown) | Refused): void {
    if (answer.node === "refusal") {
      const words = this.inside.childElementCount === 0 ? "No document" : "No document of the text as it stands now";
      this.trouble.textContent = `${words}: ${answer.why}`;
      return;
    }
    this.trouble.textContent = "";
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(answer.style);
    this.inside.adoptedStyleSheets = [sheet];
    const read = this.place.scrollTop;
    const template = element("template");
    template.innerHTML = answer.html; // made by Careway, with every text in it escaped
    for (const link of template.content.querySelectorAll<HTMLAnchorElement>("a[href]:not([href^='#'])")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
    this.inside.replaceChildren(template.content);
    this.place.scrollTop = read;
  }

  private follow(event: Event): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const href = link?.getAttribute("href") ?? "";
    if (!href.startsWith("#")) return;
    event.preventDefault();
    const target = this.inside.getElementById(decodeURIComponent(href.slice(1)));
    if (target === null) return;
    target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "start" });
  }
}

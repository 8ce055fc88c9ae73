// The patient, as they stand and with what the guideline says of them now, as a case of the guideline.
import { element } from "../elements";
import type { Setting, Text } from "../protocol";
import type { Surroundings } from "../surroundings";

/** What a case is made of; null: there is nothing to keep now. */
export type Material = () => { readonly patient: Text; readonly setting: Setting } | null;

export class Keeping {
  readonly part: HTMLFormElement;
  private readonly name = element("input", { id: "case-name", autocomplete: "off", required: true, placeholder: "what the case shows" });
  private readonly said = element("p", { role: "status" });

  constructor(
    private readonly around: Surroundings,
    private readonly material: Material,
  ) {
    this.part = element(
      "form",
      { class: "keeping line", "aria-label": "Keep this as a case", onsubmit: (event) => void this.keep(event) },
      element("label", { for: "case-name" }, "Keep this as a case"),
      this.name,
      element("button", {}, "Keep"),
      this.said,
    );
  }

  private async keep(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.name.value.trim();
    const guideline = this.around.guideline();
    const material = this.material();
    if (guideline === null || material === null) return this.say("There is no decision to keep now.", false);
    const question = { guideline: guideline.text, cases: this.around.cases(), ...material, name };
    const answer = await this.around.asking.ask("keep", question);
    if (answer.node === "refusal") return this.say(answer.why, false);
    this.around.keepCase(answer);
    this.name.value = "";
    this.say(`“${name}” stands at the end of the cases now; save to keep it.`, true);
  }

  private say(sentence: string, good: boolean): void {
    this.said.textContent = sentence;
    this.said.className = good ? "good" : "problem";
  }
}

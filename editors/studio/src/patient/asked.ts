// What is asked of a patient while they are looked at: a run, and before it the move of a result that is on its way.
import type { Refused } from "../asking";
import type { Answers, Changed, Drag, Setting, Text } from "../protocol";
import type { Surroundings } from "../surroundings";
import { Newest } from "./newest";

/** What is wanted: the patient's text as it stands, or with a result moved to where a pointer is. */
export interface Wanted {
  readonly guideline: Text;
  readonly patient: Text;
  readonly setting: Setting;
  readonly width: number;
  readonly aim: Pick<Drag, "key" | "value" | "at"> | null;
}

/** What came of it. `changed`: the text with the result moved. */
export interface Looked {
  readonly wanted: Wanted;
  readonly changed: Changed | null;
  readonly seen: Answers["run"] | Refused;
}

export function lookingAt(around: Surroundings): Newest<Wanted, Looked> {
  return new Newest(async (wanted) => {
    const { guideline, patient, setting, width, aim } = wanted;
    let changed: Changed | null = null;
    if (aim !== null) {
      const answer = await around.asking.ask("drag", { guideline, patient, ...aim });
      if (answer.node === "refusal") return { wanted, changed, seen: answer };
      changed = answer;
    }
    const text = changed === null ? patient : { name: patient.name, text: changed.text };
    const seen = await around.asking.ask("run", { guideline, patient: text, setting, width });
    return { wanted, changed, seen };
  });
}

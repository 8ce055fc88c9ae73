// The page: what stands where, and which guideline, cases and patients are at hand.
import "./page.css";
import type { Asking } from "./asking";
import { documentsOf } from "./documents";
import { keptIn } from "./drafts";
import { element } from "./elements";

/** Begin the page with whatever answers its questions. */
export async function begin(asking: Asking): Promise<void> {
  const documents = await documentsOf(asking, (folder) => keptIn(localStorage, folder));
  if ("node" in documents) {
    document.body.append(element("main", { class: "nothing" }, element("p", { role: "alert" }, documents.why)));
    return;
  }
  document.body.append(element("main", {}, documents.listed.folder));
}

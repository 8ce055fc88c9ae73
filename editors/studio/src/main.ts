// The page: what stands where, and which guideline, cases and patients are at hand.
import "./page.css";
import type { Asking } from "./asking";
import { Author } from "./author";
import { showConflicts } from "./conflicts";
import { type Documents, documentsOf } from "./documents";
import { keptIn } from "./drafts";
import { yamlEditor } from "./editor/yaml";
import { element } from "./elements";
import { frameIn } from "./frame";
import { Guideline } from "./guideline";
import { patientPane } from "./patient/pane";
import { keepSaved } from "./saving";
import type { Surroundings } from "./surroundings";

/** Begin the page with whatever answers its questions; its texts, where there is a folder to show. */
export async function begin(asking: Asking): Promise<Documents | null> {
  const documents = await documentsOf(asking, (folder) => keptIn(() => localStorage, folder));
  if ("node" in documents) {
    document.body.append(element("main", { class: "nothing" }, element("p", { role: "alert" }, documents.why)));
    return null;
  }
  const frame = frameIn(document.body, documents.listed.folder);
  const guideline = new Guideline(asking, documents);
  const author = new Author(frame, asking, documents, guideline);
  const around: Surroundings = {
    asking,
    documents,
    guideline() {
      const text = guideline.text();
      return text === null ? null : { text };
    },
    onGuideline: (listener) => guideline.changed.on(listener),
    patients: () => documents.names("timeline"),
    cases: () => guideline.cases(),
    keepCase: (kept) => author.keepCase(kept),
    editor: (place, text, label) => yamlEditor(documents, text, place, label),
    showNotices: (notices) => frame.showNotices(notices),
    announce: (sentence) => frame.announce(sentence),
  };
  keepSaved(documents, frame);
  showConflicts(frame.warnings, documents);
  patientPane(frame.patient, around);
  await author.begin();
  return documents;
}

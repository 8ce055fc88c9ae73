// The line above the playground's page: that nothing leaves the browser, and the way of files into it and out of it.
import type { Documents } from "../documents";
import { keptIn } from "../drafts";
import { button, element } from "../elements";
import type { OverWorker } from "../over_worker";

const KINDS = ".care,.yaml,.yml,.json,.ndjson,.csv";
const PRIVATE = "Everything runs in this browser, and nothing that you type or open leaves it.";
const KEPT = "What you save is kept in it.";
const NOT_KEPT = "This browser keeps no files: download what you want to keep.";
/** Whether all that is open was given up: then nobody is asked about it when the page goes. */
let leaving = false;
addEventListener("beforeunload", (event) => leaving && event.stopImmediatePropagation()); // before any other listener

const BEGIN_AGAIN = "Have all files as they were at first? What you have written or opened here is lost.";

export function ownFiles(asking: OverWorker, documents: Documents, kept: boolean): HTMLElement {
  const said = element("span", { class: "said", role: "status" });
  const say = (sentence: string) => said.replaceChildren(sentence);
  const chosen = element("input", { type: "file", accept: KINDS, multiple: true, hidden: true, "aria-label": "Files" });
  chosen.addEventListener("change", () => {
    void openAll([...(chosen.files ?? [])], asking, documents).then(say);
    chosen.value = ""; // so that the same file can be chosen again
  });
  return element(
    "aside",
    { class: "playground", "aria-label": "Playground" },
    element("strong", {}, "Playground"),
    element("span", {}, `${PRIVATE} ${kept ? KEPT : NOT_KEPT}`),
    said,
    element(
      "span",
      { class: "buttons" },
      chosen,
      button("Open files…", () => chosen.click()),
      button("Download…", () => chooseDownload(asking, documents, say)),
      button("Start over…", () => void startOver(asking, documents, say)),
    ),
  );
}

/** Bring files of this computer into the folder; what came of it, in a sentence. */
async function openAll(files: readonly File[], asking: OverWorker, documents: Documents): Promise<string> {
  const told: string[] = [];
  for (const file of files) told.push(await open(file, asking, documents));
  await documents.look();
  return told.join(" ");
}

async function open(file: File, asking: OverWorker, documents: Documents): Promise<string> {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()).replace(/\r\n?/g, "\n");
  } catch {
    return `${file.name} is not UTF-8 text.`;
  }
  const there = documents.listed.files.find((one) => one.name === file.name);
  if (there !== undefined && !confirm(`${file.name} is here already. Have the opened file in its place?`)) {
    return `${file.name} was left as it is.`;
  }
  const answer = await asking.ask("save", { file: { name: file.name, text }, expected: there?.sha256 ?? null });
  switch (answer.node) {
    case "saved":
      return `${file.name} is here now.`;
    case "changed_on_disk":
      return `${file.name} has changed meanwhile, and was left as it is.`;
    case "refusal":
      return `${file.name}: ${answer.why}`;
  }
}

/** Offer each file as it stands in the page, saved or not. */
function chooseDownload(asking: OverWorker, documents: Documents, say: (sentence: string) => void): void {
  const names = new Set([...documents.listed.files, ...documents.all()].map((one) => one.name));
  const close = button("Close", () => dialog.close());
  const dialog = element(
    "dialog",
    { class: "downloads", "aria-labelledby": "downloads", onclose: () => dialog.remove() },
    element("h2", { id: "downloads" }, "Download a file"),
    element(
      "ul",
      {},
      ...[...names].sort().map((name) =>
        element("li", {}, button(name, () => void download(name, asking, documents).then(say), { class: "plain" })),
      ),
    ),
    close,
  );
  document.body.append(dialog);
  dialog.showModal();
}

async function download(name: string, asking: OverWorker, documents: Documents): Promise<string> {
  let text = documents.get(name)?.text;
  if (text === undefined) {
    const opened = await asking.ask("open", { name });
    if (opened.node === "refusal") return `${name}: ${opened.why}`;
    text = opened.text;
  }
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  element("a", { href: address, download: name.slice(name.lastIndexOf("/") + 1) }).click();
  setTimeout(() => URL.revokeObjectURL(address));
  return `${name} is downloaded.`;
}

async function startOver(asking: OverWorker, documents: Documents, say: (sentence: string) => void): Promise<void> {
  if (!confirm(BEGIN_AGAIN)) return;
  const why = await asking.startOver();
  if (why !== null) {
    say(why);
    return;
  }
  const drafts = keptIn(() => localStorage, documents.listed.folder);
  addEventListener("pagehide", () => {
    for (const name of drafts.names()) {
      drafts.read(name); // only what was read is removed
      drafts.remove(name);
    }
  });
  leaving = true;
  location.reload();
}

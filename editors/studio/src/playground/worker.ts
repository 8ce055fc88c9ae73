// Careway in a worker of the browser: Python, the package, and a folder of files that outlives the page. It loads from
// the playground's own place, and the policy of the page, which it inherits, lets it ask nobody else.
import { type PyodideAPI, loadPyodide } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import { KeptFolder, StoreFailed } from "./kept_folder";
import { bytesOf, countLoaded } from "./loading";
import type { Parts, Said, Told } from "./messages";

const HOME = "/own";
const FOLDER = "/playground";
/** The page names what it asks first. */
const OF_FILES = /^\{"question": ?\{"node": ?"(?:list_files|open|save)"/;
const NOT_KEPT = "The browser's store did not take this. Download the file to keep it.";
const MISTAKE = "Careway has failed at this; that is a mistake in Careway.";

interface Begun {
  readonly folder: KeptFolder;
  readonly answer: (question: string) => string;
}

/** Load the parts that stand at `place`, then answer what the page says, in order. */
export function work(place: string, parts: Parts): void {
  countLoaded((bytes) => tell({ node: "loading", bytes }));
  const begun = begin(place, parts);
  let last: Promise<unknown> = begun;
  onmessage = (event: MessageEvent<Said>) => {
    last = last.then(async () => tell(await answered(event.data, await begun)));
  };
  begun.then(
    ({ folder }) => tell({ node: "ready", kept: folder.kept }),
    (error: unknown) => tell({ node: "failed", why: error instanceof Error ? error.message : String(error) }),
  );
}

async function begin(place: string, parts: Parts): Promise<Begun> {
  const archives = Promise.all([bytesOf(place + parts.examples), bytesOf(place + parts.table)]);
  const packed = Promise.all(parts.wheels.map((name) => bytesOf(place + name)));
  const loading = loadPyodide({
    indexURL: place + parts.pyodide,
    createPyodideModule,
    lockFileContents: parts.lock,
    packageBaseUrl: place,
    env: { HOME },
  });
  const [[examples, table], wheels, python] = await Promise.all([archives, packed, loading]);
  tell({ node: "starting" });
  unpack(python, table, "/");
  const packages = python.pyimport("sysconfig").get_path("purelib") as string;
  for (const wheel of wheels) unpack(python, wheel, packages);
  const folder = new KeptFolder(python, FOLDER, () => unpack(python, examples, FOLDER));
  await folder.begin();
  const answer = python.pyimport("careway.studio.in_browser").answers(FOLDER) as Begun["answer"];
  return { folder, answer };
}

async function answered(said: Said, { folder, answer }: Begun): Promise<Told> {
  const id = said.id;
  try {
    if (said.node === "start_over") {
      await folder.startOver();
      return { node: "answer", id, answer: "" };
    }
    const its = () => answer(said.question);
    return { node: "answer", id, answer: OF_FILES.test(said.question) ? await folder.during(its) : its() };
  } catch (error) {
    // what Python says of a mistake may hold something of a patient, and is shown nowhere
    return { node: "broken", id, why: error instanceof StoreFailed ? NOT_KEPT : MISTAKE };
  }
}

function unpack(python: PyodideAPI, archive: ArrayBuffer, folder: string): void {
  python.unpackArchive(archive, "zip", { extractDir: folder });
}

function tell(told: Told): void {
  postMessage(told);
}

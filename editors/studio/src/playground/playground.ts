// The page of the playground: the studio's, with Careway in a worker of the browser in place of a server.
import "./playground.css";
import { begin } from "../main";
import { OverWorker } from "../over_worker";
import type { Parts, Told } from "./messages";
import { ownFiles } from "./own_files";

const MEGABYTE = 1_000_000;

const loading = found("loading");
const stage = found("stage");
const progress = found("progress") as HTMLProgressElement;

const lacking = whatLacks();
if (lacking === null) start(JSON.parse(found("parts").textContent) as Parts);
else fail(lacking);

function start(parts: Parts): void {
  stage.textContent = `Loading Careway and Python: ${megabytes(parts.bytes)} MB, which your browser keeps for the next time.`;
  progress.max = parts.bytes;
  progress.hidden = false;
  const worker = workerOf(parts);
  const asking = new OverWorker(worker, () => workerOf(parts));
  worker.addEventListener("error", () => {
    fail("This browser cannot run the playground: it has no workers that are modules. A newer one can.");
  });
  worker.addEventListener("message", (event: MessageEvent<Told>) => {
    const told = event.data;
    if (told.node === "loading") progress.value = told.bytes;
    else if (told.node === "starting") stage.textContent = "Starting Python.";
    else if (told.node === "failed") fail(`Careway could not be loaded: ${told.why}`);
    else if (told.node === "ready") void ready(asking, told.kept);
  });
}

async function ready(asking: OverWorker, kept: boolean): Promise<void> {
  loading.remove();
  const documents = await begin(asking);
  if (documents !== null) document.body.prepend(ownFiles(asking, documents, kept));
}

/** The worker by way of an address that the page makes: so the page's policy holds for it too, and it asks nobody. */
function workerOf(parts: Parts): Worker {
  const place = new URL(".", document.baseURI).href;
  const program = `import { work } from ${JSON.stringify(place + parts.worker)}; work(${JSON.stringify(place)}, ${JSON.stringify(parts)});`;
  const address = URL.createObjectURL(new Blob([program], { type: "text/javascript" }));
  return new Worker(address, { type: "module" });
}

function whatLacks(): string | null {
  if (location.protocol === "file:") {
    return "A browser runs this page from a file server only. In its folder: python3 -m http.server --bind 127.0.0.1";
  }
  if (typeof WebAssembly !== "object") {
    return "This browser has no WebAssembly, with which Python runs here, or it is switched off.";
  }
  return null;
}

function fail(why: string): void {
  progress.hidden = true;
  stage.textContent = why;
  stage.setAttribute("role", "alert");
  stage.classList.add("failed");
}

function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(0);
}

function found(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`#${id} is not in the page`);
  return element;
}

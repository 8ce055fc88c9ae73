// Runs a Python program with what the playground carries: node in_node.mjs PYODIDE PLAYGROUND PROGRAM. `told` is what
// came on standard input, and what the program leaves in `said` goes to standard output.
import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, playground, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.join(pyodide, "pyodide.mjs")).href);
const python = await loadPyodide({ indexURL: pyodide, env: { HOME: "/own" } });
const folder = path.join(playground, "python");
for (const name of await readdir(folder)) {
  const archive = new Uint8Array(await readFile(path.join(folder, name)));
  const place = name.endsWith(".whl") ? python.pyimport("sysconfig").get_path("purelib") : "/";
  python.unpackArchive(archive, "zip", { extractDir: place });
}
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
python.globals.set("told", Buffer.concat(chunks).toString("utf8"));
try {
  python.runPython(await readFile(program, "utf8"));
  process.stdout.write(python.globals.get("said"));
} catch (error) {
  console.error(error.message); // and not the line of a million characters in which it was thrown
  process.exitCode = 1;
}

// Makes the page of the playground in FOLDER, where its Python part stands already: node page.mjs FOLDER. Each file is
// named with a few letters of its digest behind it, so that no browser takes an old one beside new ones.
import { createHash } from "node:crypto";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { notice } from "../../notice.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const studio = path.dirname(here);
const modules = path.join(studio, "node_modules");
const folder = path.resolve(process.argv[2]);

const shared = {
  absWorkingDir: studio,
  outdir: folder,
  bundle: true,
  platform: "browser",
  target: ["es2022", "chrome110", "firefox114", "safari16.4"], // the first with workers that are modules
  minify: true,
  legalComments: "none", // the licences stand in NOTICE.txt
  metafile: true,
  logLevel: "warning",
};
// the page is a script and no module, so that it can say what is wrong where it is opened as a file
const page = await esbuild.build({ ...shared, entryPoints: ["src/playground/playground.ts"], outbase: "src/playground", format: "iife" });
const worker = await esbuild.build({
  ...shared,
  entryPoints: ["src/playground/worker.ts"],
  outbase: "src/playground",
  format: "esm",
  external: ["node:*", "ws"], // what Pyodide takes of Node only
});

const { version } = JSON.parse(await readFile(path.join(modules, "pyodide", "package.json"), "utf8"));
const { info } = JSON.parse(await readFile(path.join(modules, "pyodide", "pyodide-lock.json"), "utf8"));
const pyodide = `pyodide-${version}/`;
const runtime = ["pyodide.asm.wasm", "python_stdlib.zip"];
await mkdir(path.join(folder, pyodide));
for (const name of runtime) await cp(path.join(modules, "pyodide", name), path.join(folder, pyodide, name));

const python = (await readdir(path.join(folder, "python"))).sort().map((name) => `python/${name}`);
const loaded = [...runtime.map((name) => pyodide + name), ...python];
const parts = {
  bytes: (await Promise.all(loaded.map(content))).reduce((sum, one) => sum + one.length, 0),
  worker: await fresh("worker.js"),
  pyodide,
  lock: { info, packages: {} },
  wheels: await Promise.all(python.filter((name) => name.endsWith(".whl")).map(fresh)),
  table: await fresh("python/table.zip"),
  examples: await fresh("python/examples.zip"),
};
const html = (await readFile(path.join(here, "index.html"), "utf8"))
  .replace("playground.css", await fresh("playground.css"))
  .replace("playground.js", await fresh("playground.js"))
  .replace("{}", () => JSON.stringify(parts));
await writeFile(path.join(folder, "index.html"), html);

const licences = await Promise.all(["MPL-2.0", "Python"].map((name) => readFile(path.join(here, "licences", `${name}.txt`), "utf8")));
const inputs = [page, worker].flatMap((one) => Object.keys(one.metafile.inputs));
await writeFile(
  path.join(folder, "NOTICE.txt"),
  `${await notice("The script of this page", studio, inputs.filter((name) => !name.includes("node_modules/pyodide/")))}
----

The folder ${pyodide} and the script of the worker hold Pyodide ${version} (MPL-2.0), which holds CPython. The source of
Pyodide is at https://github.com/pyodide/pyodide. The licences of Pyodide and of CPython:

${licences.join("\n----\n\n")}
----

The licences of the packages in the folder python stand in them.
`,
);

function content(name) {
  return readFile(path.join(folder, name));
}

async function fresh(name) {
  return `${name}?${createHash("sha256").update(await content(name)).digest("hex").slice(0, 12)}`;
}

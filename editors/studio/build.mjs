// Makes the page of the studio: node build.mjs [FOLDER]. The files come to stand in FOLDER, which is the assets of the
// Python package if none is named. Nothing is fetched, and the same sources give the same bytes.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const top = path.resolve(here, "../..");
const folder = path.resolve(process.argv[2] ?? path.join(top, "interpreter", "careway", "studio", "assets"));

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });

const bundle = await esbuild.build({
  absWorkingDir: here,
  entryPoints: { page: "src/page.ts" },
  outdir: folder,
  bundle: true,
  platform: "browser",
  format: "esm",
  target: ["es2022", "chrome110", "firefox110", "safari16.4"],
  minify: true,
  legalComments: "none", // the licences stand in NOTICE.txt
  metafile: true,
  logLevel: "warning",
});
await cp(path.join(here, "index.html"), path.join(folder, "index.html"));
await writeFile(path.join(folder, "NOTICE.txt"), await notice(Object.keys(bundle.metafile.inputs)));

/** The licences of the packages that are in the bundle. */
async function notice(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const found = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
    if (found !== null) folders.add(found[0]);
  }
  const parts = [];
  for (const each of [...folders].sort()) {
    const about = JSON.parse(await readFile(path.join(here, each, "package.json"), "utf8"));
    const text = await licence(path.join(here, each));
    parts.push(`${about.name} ${about.version} (${about.license})\n\n${text.trim()}\n`);
  }
  return `The script of this page holds these packages.\n\n${parts.join("\n----\n\n")}`;
}

async function licence(folder) {
  for (const name of ["LICENSE", "LICENSE.md", "LICENSE.txt", "License.txt", "license.txt", "License"]) {
    try {
      return await readFile(path.join(folder, name), "utf8");
    } catch (error) {
      if (error.code !== "ENOENT") throw error;
    }
  }
  throw new Error(`${folder} has no licence`);
}

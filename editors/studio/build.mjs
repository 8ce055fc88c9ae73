// Makes the page of the studio: node build.mjs [FOLDER]. The files come to stand in FOLDER, which is the assets of the
// Python package if none is named. Nothing is fetched, and the same sources give the same bytes.
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { notice } from "../notice.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const top = path.resolve(here, "../..");
const folder = path.resolve(process.argv[2] ?? path.join(top, "interpreter", "careway", "studio", "assets"));

const bundle = await esbuild.build({
  absWorkingDir: here,
  entryPoints: { page: "src/page.ts" },
  outdir: folder,
  write: false,
  bundle: true,
  platform: "browser",
  format: "esm",
  target: ["es2022", "chrome110", "firefox110", "safari16.4"],
  minify: true,
  legalComments: "none", // the licences stand in NOTICE.txt
  metafile: true,
  logLevel: "warning",
});
const made = new Map(bundle.outputFiles.map((file) => [path.basename(file.path), file.contents]));
made.set("index.html", await readFile(path.join(here, "index.html")));
made.set("NOTICE.txt", await notice("The script of this page", here, Object.keys(bundle.metafile.inputs)));

// each file takes the place of the one before at once: a studio that starts meanwhile finds a whole page
await mkdir(folder, { recursive: true });
for (const [name, contents] of made) {
  await writeFile(path.join(folder, `${name}.new`), contents);
  await rename(path.join(folder, `${name}.new`), path.join(folder, name));
}
for (const name of await readdir(folder)) {
  if (!made.has(name)) await rm(path.join(folder, name), { recursive: true });
}

// Makes the page of the studio: node build.mjs [FOLDER]. The files come to stand in FOLDER, which is the assets of the
// Python package if none is named. Nothing is fetched, and the same sources give the same bytes.
import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { notice } from "./notice.mjs";

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
await writeFile(path.join(folder, "NOTICE.txt"), await notice(here, Object.keys(bundle.metafile.inputs)));

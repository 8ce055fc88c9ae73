// Runs the tests of modules that need no browser: node test/run.mjs.
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = await mkdtemp(path.join(os.tmpdir(), "careway-page-"));
try {
  const tests = (await readdir(here)).filter((name) => name.endsWith("_test.ts")).map((name) => path.join(here, name));
  await esbuild.build({ entryPoints: tests, outdir: folder, bundle: true, platform: "node", format: "esm", outExtension: { ".js": ".mjs" } });
  const made = (await readdir(folder)).map((name) => path.join(folder, name));
  process.exitCode = spawnSync(process.execPath, ["--test", ...made], { stdio: "inherit" }).status ?? 1;
} finally {
  await rm(folder, { recursive: true });
}

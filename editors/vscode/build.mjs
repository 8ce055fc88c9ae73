// Makes the extension: node build.mjs [FOLDER]. It is put together in FOLDER/vscode and packed as
// FOLDER/careway-VERSION.vsix; FOLDER is `out` at the top of the checkout if none is named. Nothing is fetched.
//
// vsce is 2.22, the last that only packs: later ones bring twice the packages, among them a tool that signs for the
// marketplace and is not free software.
import { cp, mkdir, readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import vsce from "@vscode/vsce";
import * as esbuild from "esbuild";
import { notice } from "../notice.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const top = path.resolve(here, "../..");
const folder = path.resolve(process.argv[2] ?? path.join(top, "out"));
const stage = path.join(folder, "vscode");

await rm(stage, { recursive: true, force: true });
await mkdir(stage, { recursive: true });

const bundle = await esbuild.build({
  absWorkingDir: here,
  entryPoints: ["src/extension.ts"],
  outfile: path.join(stage, "extension.js"),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: true,
  legalComments: "none", // the licences stand in NOTICE.txt
  metafile: true,
  logLevel: "warning",
});

const kept = ["README.md", "CHANGELOG.md", "language-configuration.json", "markdown.tmLanguage.json", "snippets", "images"];
for (const name of kept) {
  await cp(path.join(here, name), path.join(stage, name), {
    recursive: true,
    filter: (from) => !from.endsWith(".svg"), // editors show no pictures of this kind in a package
  });
}
await cp(path.join(top, "grammar", "careway.tmLanguage.json"), path.join(stage, "careway.tmLanguage.json"));
await cp(path.join(top, "LICENSE"), path.join(stage, "LICENSE"));
await writeFile(path.join(stage, "NOTICE.txt"), await notice("The program of this extension", here, Object.keys(bundle.metafile.inputs)));

const description = JSON.parse(await readFile(path.join(here, "package.json"), "utf8"));
const { devDependencies, scripts, ...shipped } = description;
await writeFile(path.join(stage, "package.json"), JSON.stringify(shipped, null, 2) + "\n");

// the same files, the same package: no time of its making is in it
const then = new Date(1980, 0, 1);
for (const entry of await readdir(stage, { recursive: true })) {
  await utimes(path.join(stage, entry), then, then);
}
const { ZipFile } = createRequire(createRequire(import.meta.url).resolve("@vscode/vsce"))("yazl");
const { addBuffer } = ZipFile.prototype;
ZipFile.prototype.addBuffer = function (content, name, options) {
  return addBuffer.call(this, content, name, { ...options, mtime: then });
};
const packed = path.join(folder, `careway-${description.version}.vsix`);
await vsce.createVSIX({ cwd: stage, packagePath: packed, dependencies: false, allowMissingRepository: true });

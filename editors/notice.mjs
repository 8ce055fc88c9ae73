// The licences of what is in a script that is handed on: the studio's page, the playground, the extension for VS Code.
import { readFile } from "node:fs/promises";
import path from "node:path";

/** The licences of the packages that are in a bundle of `what`, by its inputs, which are paths from `here`. */
export async function notice(what, here, inputs) {
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
  return `${what} holds these packages.\n\n${parts.join("\n----\n\n")}`;
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

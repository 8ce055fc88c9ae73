// The program `careway`: where it is, and one run of it.
import { execFile } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";

const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** The setting `careway.path`; `${workspaceFolder}` in it is the first folder that is open. */
export function program(): string {
  const set = vscode.workspace.getConfiguration("careway").get<string>("path", "").trim() || "careway";
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return set.replaceAll("${workspaceFolder}", folder);
}

/** The folder in which a guideline is worked on. */
export function folderOf(guideline: vscode.Uri): string {
  return path.dirname(guideline.fsPath);
}

/** Run it to its end; what went wrong, in Careway's own words, or nothing. Never by way of a shell: a file's name is
 * only a name. */
export function ended(args: string[], cwd: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(program(), args, { cwd, maxBuffer: LARGEST_OUTPUT, windowsHide: true }, (error, out, err) => {
      if (error === null) {
        resolve(undefined);
      } else if (error.code === "ENOENT") {
        resolve(`'${program()}' was not found. Say where it is in the setting careway.path.`);
      } else {
        resolve((err.trim() || out.trim() || error.message).split("\n").slice(0, 6).join("\n"));
      }
    });
  });
}

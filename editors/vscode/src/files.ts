// Which guideline and which patient's timeline a command is about.
import * as path from "node:path";
import * as vscode from "vscode";

const CASES = [".cases.yaml", ".cases.yml"];
const SHOWN = 500;
const RECORDS = "**/*.{yaml,yml,json,csv}";
const NO_RECORDS = "{**/*.cases.yaml,**/*.cases.yml,**/node_modules/**,**/.*/**,**/package*.json}";

/** The guideline that a command was called on, or that is being edited, as it is on the disk. */
export async function guideline(of?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const edited = vscode.window.activeTextEditor?.document;
  const found = of ?? (edited?.languageId === "careway" ? edited.uri : undefined);
  if (found?.scheme !== "file") {
    await vscode.window.showInformationMessage("Open a guideline (a file that ends in .care) first, and save it.");
    return undefined;
  }
  return (await saved((file) => file === found.fsPath)) ? found : undefined;
}

/** The same with the cases beside it, which Careway reads from the disk too. */
export async function withCases(of?: vscode.Uri): Promise<vscode.Uri | undefined> {
  const about = await guideline(of);
  return about !== undefined && (await saved((file) => areCasesOf(about, file))) ? about : undefined;
}

/** Whether a file holds the cases of a guideline. */
export function areCasesOf(about: vscode.Uri, file: string): boolean {
  const { dir, name } = path.parse(about.fsPath);
  return CASES.some((ending) => file === path.join(dir, name + ending));
}

/** Save what is open of these files; whether all of it could be. */
async function saved(these: (file: string) => boolean): Promise<boolean> {
  for (const document of vscode.workspace.textDocuments) {
    if (document.isDirty && these(document.uri.fsPath) && !(await document.save())) {
      return false;
    }
  }
  return true;
}

/** A patient's timeline, as somebody chooses it: those of the workspace are offered, any other can be looked for. */
export async function timeline(): Promise<vscode.Uri | undefined> {
  const elsewhere = { label: "$(folder-opened) Another file …", description: "", uri: undefined };
  const offered = (await vscode.workspace.findFiles(RECORDS, NO_RECORDS, SHOWN))
    .map((uri) => ({ label: path.basename(uri.fsPath), description: vscode.workspace.asRelativePath(uri), uri }))
    .sort((one, other) => (one.description < other.description ? -1 : 1));
  const chosen = await vscode.window.showQuickPick([...offered, elsewhere], {
    placeHolder: "The patient's timeline: YAML, JSON, CSV or a FHIR R4 bundle",
    matchOnDescription: true,
  });
  if (chosen === undefined || chosen.uri !== undefined) {
    return chosen?.uri;
  }
  const looked = await vscode.window.showOpenDialog({
    canSelectMany: false,
    openLabel: "Run on this timeline",
    filters: { Timelines: ["yaml", "yml", "json", "csv"] },
  });
  return looked?.[0];
}

// Which guideline and which patient's timeline a command is about.
import * as path from "node:path";
import * as vscode from "vscode";

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
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === found.toString());
  if (open?.isDirty && !(await open.save())) {
    return undefined;
  }
  return found;
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

// Patients beside a limit, a window or a due date whom no case holds yet: those whom the author chooses join the cases,
// where they stand unsaved until somebody has read them.
import * as vscode from "vscode";
import type { Server } from "./client";
import { withCases } from "./files";

const MOST = 20;

interface Offered {
  patients: { rule: string; title: string; line: number; name: string; case: string }[];
  left: { line: number; sentence: string; never: boolean }[];
  more: boolean;
}

export async function offerPatients(server: Server, of?: vscode.Uri): Promise<void> {
  const about = await withCases(of);
  if (about === undefined) {
    return;
  }
  const progress = {
    location: vscode.ProgressLocation.Notification,
    title: "Looking for patients whom no case holds; this may take minutes …",
    cancellable: true,
  };
  const found = await vscode.window.withProgress(progress, (_, token) =>
    server.ask<Offered>("careway/boundaryPatients", { uri: about.toString(), most: MOST }, token),
  );
  if (found === undefined) {
    return;
  }
  if (found.patients.length === 0) {
    void vscode.window.showInformationMessage(nobody(found));
    return;
  }
  const chosen = await choose(found);
  if (chosen.length > 0) {
    await keep(server, about, chosen);
  }
}

function nobody(found: Offered): string {
  const open = found.left.filter((left) => !left.never).map((left) => `line ${left.line}: ${left.sentence}`);
  return ["No boundary patient was found whom the cases lack.", ...open].join(" · ");
}

/** The cases of those patients whom the author chooses. */
async function choose(found: Offered): Promise<string[]> {
  const offered = found.patients.map((patient) => ({
    label: patient.name,
    description: `${patient.title}, line ${patient.line}`,
    detail: patient.case.replace(/\s+/g, " ").trim(),
    case: patient.case,
  }));
  const chosen = await vscode.window.showQuickPick(offered, {
    title: `${offered.length} patients whom no case holds${found.more ? "; there are more" : ""}`,
    placeHolder: "Choose those for whom what the guideline says now is meant so",
    canPickMany: true,
    matchOnDetail: true,
  });
  return (chosen ?? []).map((patient) => patient.case);
}

async function keep(server: Server, about: vscode.Uri, cases: string[]): Promise<void> {
  const command = { command: "careway.keepCases", arguments: [about.toString(), cases] };
  const kept = await server.ask<{ uri: string }>("workspace/executeCommand", command);
  if (kept !== undefined) {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(kept.uri));
    const end = new vscode.Position(document.lineCount, 0);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      selection: new vscode.Range(end, end),
    });
  }
}

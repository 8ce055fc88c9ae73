// What VS Code calls: it starts the language server and offers the commands. All that is said of a guideline comes from
// Careway itself; nothing here knows the language.
import * as vscode from "vscode";
import { offerPatients } from "./boundary";
import { Server } from "./client";
import { check, run, test } from "./commands";
import { Coverage } from "./coverage";
import { Previews } from "./preview";

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const running = new Server();
  const previews = new Previews();
  const coverage = new Coverage(running);
  server = running;
  const commands: Record<string, (of?: vscode.Uri) => Promise<void>> = {
    "careway.check": check,
    "careway.test": test,
    "careway.run": run,
    "careway.preview": (of) => previews.guideline(of),
    "careway.previewPatient": (of) => previews.patient(of),
    "careway.showCoverage": (of) => coverage.show(of),
    "careway.hideCoverage": async () => coverage.hide(),
    "careway.offerPatients": (of) => offerPatients(running, of),
    "careway.restartServer": () => running.restart(),
  };
  for (const [name, command] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, command));
  }
  context.subscriptions.push(
    vscode.workspace.onDidSaveTextDocument((document) => previews.refresh(document.uri)),
    vscode.workspace.onDidChangeTextDocument((change) => coverage.changed(change.document.uri)),
    vscode.window.onDidChangeVisibleTextEditors(() => coverage.mark()),
    vscode.workspace.onDidChangeConfiguration((change) =>
      change.affectsConfiguration("careway.path") ? running.restart() : undefined,
    ),
  );
  // not waited for: the commands work without it
  void running.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

// What VS Code calls: it starts the language server and offers the commands. All that is said of a guideline comes from
// Careway itself; nothing here knows the language.
import * as vscode from "vscode";
import { Server } from "./client";
import { check, run, test } from "./commands";
import { Previews } from "./preview";

let server: Server | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const running = new Server();
  const previews = new Previews();
  server = running;
  const commands: Record<string, (of?: vscode.Uri) => Promise<void>> = {
    "careway.check": check,
    "careway.test": test,
    "careway.run": run,
    "careway.preview": (of) => previews.guideline(of),
    "careway.previewPatient": (of) => previews.patient(of),
    "careway.restartServer": () => running.restart(),
  };
  for (const [name, command] of Object.entries(commands)) {
    context.subscriptions.push(vscode.commands.registerCommand(name, command));
  }
  context.subscriptions.push(
    vscode.workspace.onDidSaveTextDocument((document) => previews.refresh(document.uri)),
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

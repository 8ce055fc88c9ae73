// The commands whose answer is read in the terminal: check, test and run.
import * as vscode from "vscode";
import { guideline, timeline } from "./files";
import { folderOf, program } from "./program";

export async function check(of?: vscode.Uri): Promise<void> {
  const about = await guideline(of);
  if (about !== undefined) {
    await inTerminal("check", about, ["check", about.fsPath]);
  }
}

export async function test(of?: vscode.Uri): Promise<void> {
  const about = await guideline(of);
  if (about !== undefined) {
    await inTerminal("test", about, ["test", about.fsPath]);
  }
}

export async function run(of?: vscode.Uri): Promise<void> {
  const about = await guideline(of);
  const patient = about && (await timeline());
  if (about !== undefined && patient !== undefined) {
    await inTerminal("run", about, ["run", about.fsPath, patient.fsPath]);
  }
}

async function inTerminal(name: string, about: vscode.Uri, args: string[]): Promise<void> {
  const task = new vscode.Task(
    { type: "careway", command: name },
    vscode.workspace.getWorkspaceFolder(about) ?? vscode.TaskScope.Global,
    name,
    "careway",
    new vscode.ProcessExecution(program(), args, { cwd: folderOf(about) }),
  );
  task.presentationOptions = { clear: true, echo: false, focus: false };
  await vscode.tasks.executeTask(task);
}

// The pages beside the text: the guideline as a clinician's document, and the page of one patient. They are made anew
// when the guideline is saved.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { guideline, timeline } from "./files";
import { ended, folderOf } from "./program";

interface Shown {
  panel: vscode.WebviewPanel;
  about: vscode.Uri;
  args: (page: string) => string[];
  closed: boolean;
}

export class Previews {
  private readonly shown = new Map<string, Shown>();

  async guideline(of?: vscode.Uri): Promise<void> {
    const about = await guideline(of);
    if (about !== undefined) {
      const args = (page: string) => ["show", about.fsPath, "--format", "html", "-o", page];
      await this.show(about.toString(), path.basename(about.fsPath), about, args);
    }
  }

  async patient(of?: vscode.Uri): Promise<void> {
    const about = await guideline(of);
    const patient = about && (await timeline());
    if (about !== undefined && patient !== undefined) {
      const args = (page: string) => ["run", about.fsPath, patient.fsPath, "--html", page];
      const title = `${path.basename(patient.fsPath)} · ${path.basename(about.fsPath)}`;
      await this.show(`${about} ${patient}`, title, about, args);
    }
  }

  /** Make the pages of a guideline anew. */
  async refresh(about: vscode.Uri): Promise<void> {
    for (const each of this.shown.values()) {
      if (each.about.toString() === about.toString()) {
        await fill(each);
      }
    }
  }

  private async show(key: string, title: string, about: vscode.Uri, args: Shown["args"]): Promise<void> {
    const open = this.shown.get(key);
    if (open !== undefined) {
      open.panel.reveal(undefined, true);
      await fill(open);
      return;
    }
    // the pages need neither scripts nor files
    const panel = vscode.window.createWebviewPanel(
      "careway.preview",
      title,
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: false, enableFindWidget: true, localResourceRoots: [] },
    );
    const made: Shown = { panel, about, args, closed: false };
    this.shown.set(key, made);
    panel.onDidDispose(() => {
      made.closed = true;
      this.shown.delete(key);
    });
    await fill(made);
  }
}

/** Put the page that Careway makes into its panel; one that cannot be made leaves the last one standing. */
async function fill(shown: Shown): Promise<void> {
  const { panel, about, args } = shown;
  // only this user can read the folder, and nothing of a patient stays in it
  const folder = await mkdtemp(path.join(tmpdir(), "careway-"));
  try {
    const page = path.join(folder, "page.html");
    const wrong = await ended(args(page), folderOf(about));
    if (wrong !== undefined) {
      void vscode.window.showErrorMessage(wrong);
      return;
    }
    const made = await readFile(page, "utf8");
    if (!shown.closed) {
      panel.webview.html = made;
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

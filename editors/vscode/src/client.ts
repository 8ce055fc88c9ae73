// The language server, `careway lsp`, over standard input and output.
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import { program } from "./program";

const MOST_ENDS = 4;
const SILENT = "Careway's language server does not run. 'Careway: Restart the language server' starts it, or says why not.";
const INSTALL = "pip install 'careway[lsp]'";

export class Server {
  private client: LanguageClient | undefined;
  private turn: Promise<void> = Promise.resolve();

  /** Start it, or start it anew, one after the other. Where it cannot be started, colours, snippets and commands go on
   * without it. */
  restart(): Promise<void> {
    this.turn = this.turn.then(() => this.stop()).then(() => this.start());
    return this.turn;
  }

  /** What the server answers. Where it cannot, or refuses, that is said to the author. */
  async ask<T extends object>(
    method: string,
    params: object,
    token?: vscode.CancellationToken,
  ): Promise<T | undefined> {
    await this.turn;
    if (this.client === undefined) {
      void vscode.window.showErrorMessage(SILENT);
      return undefined;
    }
    try {
      // a token that is undefined would be sent along
      const answer: T | { why: string } = await (token === undefined
        ? this.client.sendRequest(method, params)
        : this.client.sendRequest(method, params, token));
      if (!("why" in answer)) {
        return answer;
      }
      void vscode.window.showWarningMessage(answer.why);
    } catch (error) {
      if (token?.isCancellationRequested !== true) {
        void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
      }
    }
    return undefined;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    await client?.dispose().catch(() => undefined);
  }

  private async start(): Promise<void> {
    const life = { runs: false, ends: 0 };
    const client = new LanguageClient("careway", "Careway", { command: program(), args: ["lsp"] }, options(life));
    // a server that ends before it has answered is a start that failed, or one that came to nothing without a word
    await client.start().catch(() => undefined);
    life.runs = client.isRunning();
    if (life.runs) {
      this.client = client;
    } else {
      void unstarted();
    }
  }
}

/** What is asked of the client. A server that has run is begun again a few times; one that never has, is not: what is
 * wrong is said once, by `unstarted`. */
function options(life: { runs: boolean; ends: number }): LanguageClientOptions {
  return {
    documentSelector: [
      { scheme: "file", language: "careway" },
      { scheme: "untitled", language: "careway" },
    ],
    // what the cases show of a rule stands above the rule
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.cases.yaml") },
    initializationFailedHandler: () => false,
    errorHandler: {
      error: () => ({ action: ErrorAction.Continue, handled: !life.runs }),
      closed: () => {
        life.ends += 1;
        const again = life.runs && life.ends <= MOST_ENDS;
        return { action: again ? CloseAction.Restart : CloseAction.DoNotRestart, handled: !life.runs || again };
      },
    },
  };
}

async function unstarted(): Promise<void> {
  const settings = "Open the setting";
  const chosen = await vscode.window.showErrorMessage(
    `Careway's language server did not start as '${program()} lsp'. Install it (${INSTALL}), ` +
      "or say where it is in the setting careway.path.",
    settings,
  );
  if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "careway.path");
  }
}

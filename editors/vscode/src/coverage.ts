// What the cases show of a guideline, on its text: a line under each part and a sign behind it, so that nothing rests on
// colour alone; what is lacking stands in the hover. The marks go as soon as the guideline or its cases change.
import * as vscode from "vscode";
import type { Server } from "./client";
import { areCasesOf, withCases } from "./files";

type Shade = "all" | "some" | "nothing";

interface Place {
  line: number;
  character: number;
}

interface Cover {
  met: number;
  of: number;
  marks: { range: { start: Place; end: Place }; shade: Shade; told: string[] }[];
}

interface Look {
  line: string;
  colour: string;
  sign: string;
}

const LOOKS: Record<Shade, Look> = {
  all: { line: "underline solid", colour: "testing.iconPassed", sign: "" },
  some: { line: "underline dashed", colour: "editorWarning.foreground", sign: "◐" },
  nothing: { line: "underline double", colour: "testing.iconFailed", sign: "✗" },
};
const SHADES = Object.keys(LOOKS) as Shade[];

export class Coverage {
  private readonly kinds = new Map(SHADES.map((shade) => [shade, kindOf(LOOKS[shade])]));
  private shown: { about: vscode.Uri; cover: Cover; said: vscode.Disposable } | undefined;

  constructor(private readonly server: Server) {}

  /** Ask what the cases show, and mark it. */
  async show(of?: vscode.Uri): Promise<void> {
    const about = await withCases(of);
    if (about === undefined) {
      return;
    }
    const progress = { location: vscode.ProgressLocation.Notification, title: "Running the cases …", cancellable: true };
    const cover = await vscode.window.withProgress(progress, (_, token) =>
      this.server.ask<Cover>("careway/cover", { uri: about.toString() }, token),
    );
    if (cover === undefined) {
      return;
    }
    this.hide();
    const said = vscode.window.setStatusBarMessage(`$(beaker) Cases show ${cover.met} of ${cover.of}`);
    this.shown = { about, cover, said };
    await vscode.window.showTextDocument(about);
    this.mark();
  }

  /** Take the marks away. */
  hide(): void {
    this.shown?.said.dispose();
    this.shown = undefined;
    this.mark();
  }

  /** What was marked is not so any more, where this file is the guideline or holds its cases. */
  changed(file: vscode.Uri): void {
    const about = this.shown?.about;
    if (about !== undefined && (about.fsPath === file.fsPath || areCasesOf(about, file.fsPath))) {
      this.hide();
    }
  }

  /** Mark whatever editor shows the guideline. */
  mark(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      const cover = editor.document.uri.fsPath === this.shown?.about.fsPath ? this.shown.cover : undefined;
      for (const [shade, kind] of this.kinds) {
        const marks = cover?.marks.filter((mark) => mark.shade === shade) ?? [];
        editor.setDecorations(kind, marks.map(decoration));
      }
    }
  }
}

function kindOf(look: Look): vscode.TextEditorDecorationType {
  const color = new vscode.ThemeColor(look.colour);
  return vscode.window.createTextEditorDecorationType({
    textDecoration: `${look.line} var(--vscode-${look.colour.replace(".", "-")})`,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...(look.sign !== "" && {
      after: { contentText: look.sign, color, margin: "0 0.25em" },
      overviewRulerColor: color,
      overviewRulerLane: vscode.OverviewRulerLane.Left,
    }),
  });
}

function decoration(mark: Cover["marks"][number]): vscode.DecorationOptions {
  const { start, end } = mark.range;
  const said = new vscode.MarkdownString();
  for (const [place, sentence] of (mark.told.length > 0 ? mark.told : ["The cases show it."]).entries()) {
    said.appendMarkdown(place === 0 ? "" : "\n\n").appendText(sentence);
  }
  return {
    range: new vscode.Range(start.line, start.character, end.line, end.character),
    hoverMessage: said,
  };
}

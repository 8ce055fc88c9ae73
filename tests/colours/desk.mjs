// The built extension in a VS Code of cardboard: it is loaded and activated, and does what standard input asks for.
// Standard input holds {"extension": path, "settings": {...}, "guideline": path, "timeline": path, "do": [command, ...],
// "save": bool, "edited": bool, "then_changed": path of a text that is changed, "until": part of a message or command that
// is waited for}; standard output, what the extension did to VS Code.
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";

const asked = JSON.parse(readFileSync(0, "utf8"));
const did = { commands: [], tasks: [], pages: [], messages: [], panels: [], decorated: [], edits: [], failed: [] };
const commands = new Map();
const saved = [];
const changed = [];
const uri = (file) => ({ scheme: "file", fsPath: file, path: file, toString: () => `file://${file}` });
const edited = asked.guideline && {
  uri: uri(asked.guideline),
  languageId: "careway",
  isDirty: asked.edited,
  save: async () => did.messages.push("saved") > 0,
};

// what marks an editor: of each kind how it looks, and where
const editor = edited && {
  document: edited,
  setDecorations: (look, marks) => did.decorated.push({ look, marks }),
};
class Kept {
  constructor(...given) {
    this.given = given;
  }
  toJSON() {
    return this.given;
  }
}
class Said {
  text = "";
  appendText(text) { this.text += text; return this; } // prettier-ignore
  appendMarkdown(text) { this.text += text; return this; } // prettier-ignore
}
class WorkspaceEdit {
  createFile = (file) => did.edits.push({ created: file.fsPath });
  replace = (file, _range, text) => did.edits.push({ file: file.fsPath, text });
}

// whatever else is looked at can be called, constructed, derived from and looked at further
const anything = () => {
  const made = new Proxy(class {}, {
    // nothing that is waited for: it would never come
    get: (target, name) => (name in target || name === "then" || typeof name === "symbol" ? target[name] : anything()),
    apply: () => ({ dispose() {} }),
    construct: (target, args, kind) => (kind === made ? anything() : Reflect.construct(target, args, kind)),
  });
  return made;
};
// by its prototype, as the bundle copies what it finds and looks further there
const known = (members) =>
  Object.setPrototypeOf(members, new Proxy({}, { get: (_, name) => (typeof name === "symbol" ? undefined : anything()) }));
const nothing = () => ({ dispose() {} });
const vscode = known({
  version: "1.91.0",
  env: known({ appName: "Cardboard", language: "en" }),
  Uri: known({ file: uri, parse: (text) => uri(decodeURIComponent(text.replace("file://", ""))) }),
  Range: Kept,
  Position: Kept,
  ThemeColor: Kept,
  MarkdownString: Said,
  WorkspaceEdit,
  commands: known({
    registerCommand: (name, command) => {
      did.commands.push(name);
      commands.set(name, command);
      return nothing();
    },
    executeCommand: async (...all) => did.messages.push(all.join(" ")),
  }),
  window: known({
    activeTextEditor: editor,
    visibleTextEditors: editor ? [editor] : [],
    createTextEditorDecorationType: (look) => look,
    setStatusBarMessage: (text) => (did.messages.push(text), nothing()),
    withProgress: (_options, work) => work({}, { isCancellationRequested: false, onCancellationRequested: nothing }),
    showTextDocument: async (document) => void did.messages.push(`shown ${(document.uri ?? document).fsPath}`),
    showWarningMessage: async (text) => void did.messages.push(text),
    createOutputChannel: () => known({ append() {}, appendLine() {}, show() {}, dispose() {} }),
    showErrorMessage: async (text) => void did.messages.push(text),
    showInformationMessage: async (text) => void did.messages.push(text),
    showQuickPick: async (offered, options) => {
      did.messages.push(offered.map((each) => each.label).join(", "));
      if (options.canPickMany) {
        return offered.slice(0, asked.choose);
      }
      return offered.find((each) => each.uri?.fsPath === asked.timeline);
    },
    createWebviewPanel: (_kind, title, _column, options) => {
      did.panels.push({ title, options });
      return {
        webview: { set html(text) { did.pages.push(text); } }, // prettier-ignore
        reveal() {},
        onDidDispose: nothing,
      };
    },
  }),
  workspace: known({
    workspaceFolders: asked.guideline && [{ name: "guideline", index: 0, uri: uri(path.dirname(asked.guideline)) }],
    textDocuments: edited ? [edited] : [],
    getConfiguration: () => known({ get: (name, otherwise) => asked.settings[name] ?? otherwise }),
    findFiles: async () => [uri(asked.timeline)],
    asRelativePath: (file) => path.basename(file.fsPath),
    getWorkspaceFolder: () => undefined,
    applyEdit: async () => true,
    openTextDocument: async (file) => ({ uri: file, lineCount: 1 }),
    onDidChangeTextDocument: (listener) => (changed.push(listener), nothing()),
    onDidSaveTextDocument: (listener) => (saved.push(listener), nothing()),
    onDidChangeConfiguration: nothing,
    createFileSystemWatcher: () => known({ dispose() {} }),
  }),
  tasks: { executeTask: async ({ execution }) => did.tasks.push([execution.process, ...execution.args]) },
  Task: class {
    constructor(definition, scope, name, source, execution) {
      Object.assign(this, { definition, scope, name, source, execution });
    }
  },
  ProcessExecution: class {
    constructor(process, args, options) {
      Object.assign(this, { process, args, options });
    }
  },
});

const load = Module._load;
Module._load = function (name, ...rest) {
  return name === "vscode" ? vscode : load.call(this, name, ...rest);
};
process.on("unhandledRejection", (error) => did.failed.push(String(error?.stack ?? error)));

const extension = createRequire(import.meta.url)(asked.extension);
extension.activate({ subscriptions: [] });
for (const name of asked.do ?? []) {
  await commands.get(name)();
}
if (asked.then_changed) {
  for (const listener of changed) await listener({ document: { uri: uri(asked.then_changed) }, contentChanges: [] });
}
if (asked.save) {
  for (const listener of saved) await listener(edited);
}
const come = () => [...did.messages, ...did.commands].some((said) => said.includes(asked.until));
for (let wait = 0; asked.until && wait < 200 && !come(); wait++) {
  await new Promise((resolve) => setTimeout(resolve, 50));
}
process.stdout.write(JSON.stringify(did), () => process.exit(0));

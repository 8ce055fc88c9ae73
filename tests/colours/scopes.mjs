// The scopes that editors give: vscode-textmate with its regular expressions (Oniguruma), as VS Code runs them.
// Standard input holds {"grammars": [text, ...], "texts": [...]}: the first grammar is that of the texts, the others are
// those that it asks for. Standard output holds, for each text, its stretches as [line, from, to, scope], the innermost,
// with "" where there is none.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL(`file://${process.argv[2]}/`));
const { Registry, INITIAL, parseRawGrammar } = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");
await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));

const request = JSON.parse(readFileSync(0, "utf8"));
const grammars = new Map(request.grammars.map((text) => [JSON.parse(text).scopeName, text]));
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => parseRawGrammar(grammars.get(scope), `${scope}.json`),
});
const grammar = await registry.loadGrammar(grammars.keys().next().value);

const found = request.texts.map((text) => {
  let state = INITIAL;
  return text.split("\n").flatMap((line, number) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map((token) => [
      number,
      token.startIndex,
      Math.min(token.endIndex, line.length),
      token.scopes.slice(1).at(-1) ?? "",
    ]);
  });
});
process.stdout.write(JSON.stringify(found));

// The scopes that editors give: vscode-textmate with its regular expressions (Oniguruma), as VS Code runs them.
// Standard input holds {"grammar": text, "texts": [...]}; standard output, for each text, its stretches as
// [line, from, to, scope], with "" where there is none.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL(`file://${process.argv[2]}/`));
const { Registry, INITIAL, parseRawGrammar } = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");
await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")));

const request = JSON.parse(readFileSync(0, "utf8"));
const registry = new Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => parseRawGrammar(request.grammar, "careway.tmLanguage.json"),
});
const grammar = await registry.loadGrammar(JSON.parse(request.grammar).scopeName);

const found = request.texts.map((text) => {
  let state = INITIAL;
  return text.split("\n").flatMap((line, number) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map((token) => [
      number,
      token.startIndex,
      Math.min(token.endIndex, line.length),
      token.scopes.slice(1).join(" "),
    ]);
  });
});
process.stdout.write(JSON.stringify(found));

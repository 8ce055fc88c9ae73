// How an editor looks: colours are variables of the page, so that light and dark follow the system.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "2px solid var(--link)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--chosen)",
  },
  ".cm-gutters": { color: "var(--faint)", backgroundColor: "var(--ground)", borderRight: "1px solid var(--rule)" },
  ".cm-activeLine": { backgroundColor: "var(--line)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--line)", color: "var(--ink)" },
  ".cm-selectionMatch": { backgroundColor: "var(--same)" },
  ".cm-searchMatch": { backgroundColor: "var(--same)", outline: "1px solid var(--faint)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--chosen)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--raised)",
    border: "1px solid var(--rule)",
    borderRadius: "6px",
    boxShadow: "0 4px 16px var(--shade)",
    maxWidth: "min(38rem, 90vw)",
  },
  ".cm-panels": { color: "var(--ink)", backgroundColor: "var(--ground)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--rule)" },
  ".cm-panel.cm-search": { padding: "0.3rem 0.6rem", fontSize: "0.875rem" },
  ".cm-panel.cm-search label": { fontSize: "0.875rem", marginRight: "0.5rem" },
  ".cm-panel.cm-search [name=close]": { fontSize: "1.2rem", color: "var(--ink)", padding: "0 0.4rem" },
  "& button:not(.cm-panel.cm-search [name=close]):not(.cm-diagnosticAction), .cm-textfield": {
    font: "0.875rem system-ui, sans-serif",
    color: "var(--ink)",
    background: "var(--raised)",
    border: "1px solid var(--faint)",
    borderRadius: "6px",
    padding: "0.15rem 0.5rem",
    minHeight: "1.6rem",
  },
  ".cm-diagnosticAction": { font: "0.875rem system-ui, sans-serif", padding: "0.15rem 0.5rem", borderRadius: "6px" },
  ".cm-diagnosticText": { font: "0.875rem/1.4 system-ui, sans-serif" },
  ".cm-foldPlaceholder": { color: "var(--faint)", backgroundColor: "var(--ground)", border: "1px solid var(--rule)" },
});

const words = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: "var(--code-name)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-text)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--code-comment)" },
  { tag: [tags.labelName, tags.typeName, tags.keyword], color: "var(--code-word)" },
]);

export const look: Extension = [theme, syntaxHighlighting(words)];

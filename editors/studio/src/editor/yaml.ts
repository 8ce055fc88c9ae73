// An editor of a text in YAML: cases and timelines.
import { foldGutter, foldKeymap } from "@codemirror/language";
import { yaml } from "@codemirror/lang-yaml";
import { keymap } from "@codemirror/view";
import type { Documents, OpenText } from "../documents";
import { type Editor, editorOf } from "./editor";

export function yamlEditor(documents: Documents, open: OpenText, place: HTMLElement, label: string): Editor {
  return editorOf(documents, open, place, label, yaml(), foldGutter(), keymap.of(foldKeymap));
}

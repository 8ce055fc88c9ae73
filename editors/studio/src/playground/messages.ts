// What the playground's page says to its worker, and what it is told.
import type { Lockfile } from "pyodide";

/** The worker and what it loads, each by its path from the page, and how many bytes that is in all. */
export interface Parts {
  readonly bytes: number;
  readonly worker: string;
  readonly pyodide: string;
  /** What Pyodide wants to know of packages of its own: that there are none. */
  readonly lock: Lockfile;
  readonly wheels: readonly string[];
  /** The parse table of the grammar, which is made beforehand. */
  readonly table: string;
  readonly examples: string;
}

/** Each is answered with its `id`. */
export type Said =
  | { readonly node: "ask"; readonly id: number; readonly question: string }
  /** Have the folder as it was at first. */
  | { readonly node: "start_over"; readonly id: number };

export type Told =
  /** So many bytes have come. */
  | { readonly node: "loading"; readonly bytes: number }
  | { readonly node: "starting" }
  /** `kept`: what is saved outlives the page. */
  | { readonly node: "ready"; readonly kept: boolean }
  | { readonly node: "failed"; readonly why: string }
  | { readonly node: "answer"; readonly id: number; readonly answer: string }
  | { readonly node: "broken"; readonly id: number; readonly why: string };

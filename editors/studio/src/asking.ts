// The one door between the page and Careway: a question by its `node`, and its answer.
import type { Answers, Questions, Refusal } from "./protocol";

/** What a question cannot be answered with, whatever was asked: also where Careway is not there to answer. */
export type Refused = { readonly node: "refusal" } & Refusal;

export interface Asking {
  /** Never rejects: what goes wrong on the way is a refusal, in words for the author. Where `signal` says that no answer
   * is wanted any more, whoever works on it may stop. */
  ask<K extends keyof Questions>(node: K, question: Questions[K], signal?: AbortSignal): Promise<Answers[K] | Refused>;
}

export function refused(why: string): Refused {
  return { node: "refusal", why };
}

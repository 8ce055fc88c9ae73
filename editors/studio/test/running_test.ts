// Cases run in parts: all of them, those first in which one failed, and none for a text that is out of date.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asking } from "../src/asking";
import { RunningCases, total } from "../src/cases/running";
import { Documents } from "../src/documents";
import { Guideline } from "../src/guideline";
import type { CaseOutcome, CaseSeen, RunCases } from "../src/protocol";

function seen(name: string, outcome: CaseOutcome): CaseSeen {
  return { name, place: { start: 0, end: 0 }, line: 1, outcome, failures: [], rules: [] };
}

/** Cases, each a line `name outcome` of its file, and the parts of them that were asked for. */
async function begun(lines: string[]): Promise<{ running: RunningCases; documents: Documents; firsts: number[]; done: () => Promise<void> }> {
  const firsts: number[] = [];
  const files = [
    { name: "a.care", kind: "guideline" as const, sha256: "1", text: "guideline" },
    { name: "a.cases.yaml", kind: "cases" as const, sha256: "2", text: lines.join("\n") },
  ];
  const ask = async (node: string, question: unknown): Promise<unknown> => {
    await new Promise((go) => setTimeout(go, 1));
    if (node === "open") return { node: "opened", ...files.find((file) => file.name === (question as { name: string }).name) };
    if (node !== "run_cases") return { node: "refusal", why: "not asked for here" };
    const { cases, first, most } = question as RunCases;
    firsts.push(first);
    const all = cases.text.split("\n").map((line) => line.split(" ") as [string, CaseOutcome]);
    return { node: "cases_run", cases: all.slice(first, first + most).map((one) => seen(...one)), of: all.length, findings: [] };
  };
  const asking = { ask } as Asking;
  const nothing = { read: () => null, write: () => true, remove: () => undefined, names: () => [] };
  const documents = new Documents(asking, nothing, { folder: "desk", files, note: null });
  await documents.open("a.care");
  await documents.open("a.cases.yaml");
  const guideline = new Guideline(asking, documents);
  const running = new RunningCases(asking, documents, guideline);
  guideline.choose("a.care");
  const done = async (): Promise<void> => {
    while (running.running !== null) await new Promise((go) => setTimeout(go, 10));
  };
  return { running, documents, firsts, done };
}

function lines(count: number, failing: number): string[] {
  return Array.from({ length: count }, (_, at) => `case-${at} ${at === failing ? "failed" : "passed"}`);
}

test("all cases run, and those among which one failed run first the next time", async () => {
  const { running, documents, firsts, done } = await begun(lines(25, 21));
  await done();
  assert.deepEqual(running.cameOut?.cases.map((one) => one.name), lines(25, 21).map((line) => line.split(" ")[0]));
  assert.deepEqual(firsts.splice(0), [0, 10, 20]);
  documents.write("a.cases.yaml", lines(25, -1).join("\n"), null);
  await done();
  assert.deepEqual(firsts, [20, 0, 10]);
  assert.equal(total(running.cameOut?.cases ?? []), "25 cases: all pass");
});

test("cases that are more or fewer than before are all there", async () => {
  const { running, documents, done } = await begun(lines(5, -1));
  await done();
  for (const count of [31, 12]) {
    documents.write("a.cases.yaml", lines(count, 3).join("\n"), null);
    await done();
    assert.equal(running.cameOut?.cases.length, count);
    assert.equal(total(running.cameOut?.cases ?? []), `1 of ${count} fails`);
  }
});

test("a run ends where the text changes, and the next one is of the text as it stands", async () => {
  const { running, documents, firsts, done } = await begun(lines(500, -1));
  while (firsts.length < 3) await new Promise((go) => setTimeout(go, 1));
  documents.write("a.cases.yaml", lines(12, 0).join("\n"), null);
  const asked = firsts.length;
  await done();
  assert.ok(firsts.length <= asked + 3, `${firsts.length} parts were asked for`);
  assert.equal(running.cameOut?.of.text, lines(12, 0).join("\n"));
  assert.equal(total(running.cameOut?.cases ?? []), "1 of 12 fails");
});

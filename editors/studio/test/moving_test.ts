// What a place in the picture means, which key a record has now, and which of many questions are asked.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Keys } from "../src/patient/keys";
import { Newest } from "../src/patient/newest";
import { both, daysBetween, daysLater, inSteps, pixelsOfDay, timeOf, up, valueAt } from "../src/patient/scales";

const DOMAIN = { low: 0, high: 120 };

test("a value lies where it is read from again, on both kinds of scales", () => {
  for (const value of [3, 40, 119]) {
    assert.ok(Math.abs(valueAt(up(value, DOMAIN, false), DOMAIN, false) - value) < 1e-9);
    const decades = { low: 1, high: 1000 };
    assert.ok(Math.abs(valueAt(up(value, decades, true), decades, true) - value) < 1e-9);
  }
});

test("beyond the edge of a panel values grow the faster, and never fall", () => {
  const shares = [0.9, 1, 1.1, 1.5, 2, 3];
  const values = shares.map((share) => valueAt(share, DOMAIN, false));
  assert.deepEqual(values, [...values].sort((one, other) => one - other));
  assert.equal(values[1], 120);
  assert.ok((values[5] ?? 0) > 3 * 120);
});

test("a number is written in steps, in plain decimals", () => {
  assert.equal(inSteps(123.6, "1"), "124");
  assert.equal(inSteps(0.6999999, "0.1"), "0.7");
  assert.equal(inSteps(0.04, "0.01"), "0.04");
  assert.equal(inSteps(12.4, "5"), "10");
  assert.equal(inSteps(-0.26, "0.1"), "-0.3");
  assert.equal(inSteps(0, "0.1"), "0.0");
});

test("days are counted by the calendar, over a change of the clock too", () => {
  assert.equal(daysLater("2025-03-28", 3), "2025-03-31");
  assert.equal(daysLater("2025-02-28T09:30", 1), "2025-03-01");
  assert.equal(daysBetween("2025-03-28", "2025-10-28"), 214);
  assert.equal(timeOf("2025-03-28T00:00:00"), timeOf("2025-03-28T00:00:00Z"));
  assert.equal(pixelsOfDay("2025-03-01T00:00:00", "2025-03-11T00:00:00", 600), 60);
});

test("a panel that grows shows all of both", () => {
  assert.deepEqual(both({ low: 0, high: 50 }, { low: -5, high: 40 }), { low: -5, high: 50 });
});

test("a record is found by the keys that it had and has, there and back again", () => {
  const keys = new Keys();
  keys.rename("ALT 20", "ALT 19");
  keys.rename("ALT 19", "ALT 18");
  assert.equal(keys.now("ALT 20"), "ALT 18");
  assert.equal(keys.among("ALT 20", new Set(["ALT 19", "AST 20"])), "ALT 19");
  keys.rename("ALT 18", "ALT 20");
  assert.equal(keys.now("ALT 19"), "ALT 20");
  assert.equal(keys.now("ALT 20"), "ALT 20");
  assert.equal(keys.among("AST 20", new Set(["ALT 20"])), null);
});

test("of questions that come while one is asked, the newest is asked next", async () => {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const newest = new Newest<number, number>(async (question) => {
    asked.push(question);
    await new Promise<void>((go) => waiting.push(go));
    return question * 10;
  });
  const answers = Promise.all([newest.ask(1), newest.ask(2), newest.ask(3)]);
  waiting.shift()?.();
  for (let turns = 0; turns < 10; turns += 1) await Promise.resolve();
  waiting.shift()?.();
  assert.deepEqual(await answers, [10, null, 30]);
  assert.deepEqual(asked, [1, 3]);
});

test("a question that fails does not stand in the way of the next", async () => {
  const newest = new Newest<boolean, string>((fails) => (fails ? Promise.reject(new Error("no")) : Promise.resolve("yes")));
  await assert.rejects(newest.ask(true));
  assert.equal(await newest.ask(false), "yes");
});

// What the scripts share: how they find packages, read their input and answer.
//
// Standard output is the answer and nothing else; whatever a package prints goes nowhere, because it might hold what a
// patient's record says.

import { createRequire } from "node:module";
import readline from "node:readline";

export const require = createRequire(import.meta.url);

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write = (_chunk, encoding, done) => {
  const called = typeof encoding === "function" ? encoding : done;
  if (called) called();
  return true;
};

export function put(value) {
  return new Promise((done) => write(JSON.stringify(value) + "\n", done));
}

export async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

export async function answer(work) {
  try {
    await put(await work());
  } catch (error) {
    await put({ error: String(error?.message ?? error) });
  }
}

// Answers requests, a JSON object a line: the first sets up and is answered with {ready: true} or {error}, each later
// one with what `work` gives for it and its id. An error in one of them does not end the process.
export async function serve(setUp, work) {
  let state;
  for await (const line of readline.createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (state === undefined) {
      try {
        state = await setUp(JSON.parse(line));
        await put({ ready: true });
      } catch (error) {
        await put({ error: String(error?.message ?? error) });
        return;
      }
      continue;
    }
    let id = null;
    try {
      const request = JSON.parse(line);
      id = request.id;
      await put({ id, ...(await work(state, request)) });
    } catch (error) {
      await put({ id, error: told(error, state.tellsValues) });
    }
  }
}

// What is said of an error: where it happened, and its own words only where the patients are an author's cases.
export function told(error, tellsValues) {
  const cause = error?.cause ?? error;
  const place = [error?.libraryName, error?.expressionName, error?.locator].filter(Boolean).join(" ");
  const said = tellsValues ? String(cause?.message ?? cause) : (cause?.constructor?.name ?? "Error");
  return place && !said.includes(place) ? `${said} (${place})` : said;
}

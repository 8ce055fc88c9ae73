// Questions to `careway studio` over HTTP. Its secret comes in the fragment of the address (`#token=...`), or for a
// ticket that works once (`#ticket=...`, in the address that the studio opens a browser with); it is kept for this tab
// alone, so that a reload finds it, and goes with each question in a header that no other site can send.
import { type Asking, refused } from "./asking";

const KEPT = "careway-token";
const AGAIN = "Open the address that careway studio has printed.";

export function overHttp(): Asking {
  const taken = takeToken();
  return {
    async ask(node, question, signal) {
      try {
        const response = await asked(await taken, JSON.stringify({ question: { node, ...question } }), signal ?? null);
        if (response.status === 401 || response.status === 403) {
          return refused(`This page may not ask here. ${AGAIN}`);
        }
        if (response.status === 413) return refused("This text is too long for the studio.");
        if (!response.ok) return refused(`Careway did not answer (${response.status}).`);
        return ((await response.json()) as { answer: never }).answer;
      } catch {
        if (signal?.aborted === true) return refused("This was given up.");
        return refused("Careway does not answer. Is careway studio still running?");
      }
    },
  };
}

/** A connection that was kept open can end just when a question is put to it, so that one is put once more. That does no
 * harm to a text that was saved all the same: what stands on disk then is what stands in the page. */
async function asked(token: string, body: string, signal: AbortSignal | null): Promise<Response> {
  const put = (): Promise<Response> =>
    fetch("ask", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body,
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal,
    });
  return put().catch((error: unknown) => {
    if (signal?.aborted === true) throw error;
    return put();
  });
}

/** The secret, which no longer stands in the address afterwards. */
async function takeToken(): Promise<string> {
  const given = new URLSearchParams(location.hash.slice(1));
  const ticket = given.get("ticket");
  if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);
  const token = ticket === null ? given.get("token") : await redeemed(ticket);
  if (token !== null) sessionStorage.setItem(KEPT, token);
  return token ?? sessionStorage.getItem(KEPT) ?? "";
}

async function redeemed(ticket: string): Promise<string | null> {
  try {
    const response = await fetch("enter", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ticket }),
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
    });
    return response.ok ? ((await response.json()) as { token: string }).token : null;
  } catch {
    return null;
  }
}

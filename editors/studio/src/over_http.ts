// Questions to `careway studio` over HTTP. Its secret comes in the fragment of the address (`#token=...`), is kept for
// this tab alone, so that a reload finds it, and goes with each question in a header that no other site can send.
import { type Asking, refused } from "./asking";

const KEPT = "careway-token";
const AGAIN = "Open the address that careway studio has printed.";

export function overHttp(): Asking {
  const token = takeToken();
  return {
    async ask(node, question) {
      try {
        const response = await fetch("ask", {
          method: "POST",
          headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
          body: JSON.stringify({ question: { node, ...question } }),
          credentials: "omit",
          cache: "no-store",
          referrerPolicy: "no-referrer",
        });
        if (response.status === 401 || response.status === 403) {
          return refused(`This page may not ask here. ${AGAIN}`);
        }
        if (response.status === 413) return refused("This text is too long for the studio.");
        if (!response.ok) return refused(`Careway did not answer (${response.status}).`);
        return ((await response.json()) as { answer: never }).answer;
      } catch {
        return refused("Careway does not answer. Is careway studio still running?");
      }
    },
  };
}

/** The secret, which no longer stands in the address afterwards. */
function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) {
    sessionStorage.setItem(KEPT, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return sessionStorage.getItem(KEPT) ?? "";
}

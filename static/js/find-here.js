// A ticket that is read without network: known by the hash of its code, if it is one of this day's.

const READ_AS = { O: "0", I: "1", L: "1" };

// Whether the page is shown without network (keep.js).
export const isAway = () => document.documentElement.hasAttribute("data-saved");

// Case, blanks, dashes, O for 0 and I or L for 1 are forgiven, as the server does.
const readCode = (typed) => typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/[OIL]/g, (letter) => READ_AS[letter]);

async function hashOf(code) {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code)));
  return [...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Shows the card of that ticket, or of that visit's number; gives whether there is one.
export async function findHere(typed) {
  const code = readCode(typed);
  const card =
    document.querySelector(`[data-ticket="${await hashOf(code)}"]`) ??
    [...document.querySelectorAll("[data-ticket]")].find((one) => readCode(one.id) === code);
  if (!card) return false;
  for (const other of document.querySelectorAll(".day-card.is-found")) other.classList.remove("is-found");
  card.classList.add("is-found");
  card.scrollIntoView({ block: "start" });
  card.querySelector("button[type=submit]:enabled")?.focus({ preventScroll: true });
  return true;
}

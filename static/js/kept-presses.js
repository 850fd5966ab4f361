// Presses at the door: sent at once, or kept on the phone until there is network again, each with the
// moment at which it was made. The server's word stands: what it refused is shown until it was read.

import { isAway } from "./find-here.js";
import "./presses.js";

const { Presses } = self;
const ABOUT = "singgah-about";
const EVERY = 30_000; // ms between two tries while the page is open
const place = document.querySelector("[data-presses]");
const reader = place?.dataset.reader;
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value;

export function keepPresses() {
  if (!place || !("indexedDB" in window)) return;
  for (const form of document.forms) form.addEventListener("submit", (event) => submit(event, form));
  place.querySelector("[data-send]").addEventListener("click", sendAll);
  window.addEventListener("online", sendAll);
  navigator.serviceWorker?.addEventListener("message", (event) => {
    if (event.data === "send") sendAll();
  });
  setInterval(sendAll, EVERY);
  atWhomItWasAbout();
  show().then(sendAll);
}

async function submit(event, form) {
  const pressed = event.submitter;
  if (!(form.matches("[data-keeps]") || pressed?.matches("[data-keeps]"))) return;
  event.preventDefault();
  if (pressed?.getAttribute("aria-busy")) return;
  const press = pressOf(form, pressed);
  if (isAway()) return keep(press, form, pressed);
  pressed?.setAttribute("aria-busy", "true");
  let answer;
  try {
    answer = await Presses.send(press, token(), { kept: false });
  } catch {
    return keep({ ...press, tried: true }, form, pressed);
  } finally {
    pressed?.removeAttribute("aria-busy");
  }
  if (answer.ok) anew(press);
  else resubmit(form, pressed);
}

// The page of now, at whom it was about.
function anew(press) {
  if (press.person) sessionStorage.setItem(ABOUT, `orang-${press.person}`);
  location.reload();
}

// After the browser has scrolled to where the page was before.
function atWhomItWasAbout() {
  const row = document.getElementById(sessionStorage.getItem(ABOUT) ?? "");
  sessionStorage.removeItem(ABOUT);
  if (row) addEventListener("load", () => setTimeout(() => row.scrollIntoView(), 50));
}

function pressOf(form, pressed) {
  const address = pressed?.hasAttribute("formaction") ? pressed.formAction : form.action;
  const fields = [...new FormData(form, pressed)].filter(([name]) => name !== "csrfmiddlewaretoken");
  // Of a list of people only the one who is meant.
  const person = pressed?.name === "orang" ? pressed.value : "";
  return {
    key: Presses.newKey(),
    reader,
    address: new URL(address).pathname,
    person,
    fields: person ? [["orang", person]] : fields,
    at: Date.now(),
  };
}

// Refused: the server's own page says why, at the field.
function resubmit(form, pressed) {
  if (pressed?.hasAttribute("formaction")) form.action = pressed.formAction;
  if (pressed?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: pressed.name, value: pressed.value });
    form.append(field);
  }
  form.submit();
}

async function keep(press, form, pressed) {
  try {
    await Presses.keep(press);
  } catch {
    return resubmit(form, pressed); // nowhere to keep it: the browser says that there is no network
  }
  form.reset();
  await show();
  const registration = await navigator.serviceWorker?.getRegistration();
  // Where the browser has it: sent also when this page is closed by then.
  await registration?.sync?.register("presses").catch(() => {});
}

let sending = false;

async function sendAll() {
  if (sending || isAway()) return;
  const waiting = (await Presses.all()).filter((press) => !press.refused && press.reader === reader);
  if (!waiting.length) return;
  sending = true;
  const { taken, stopped } = await Presses.sendAll({ token: token(), reader });
  sending = false;
  if (taken) location.reload();
  else await show(stopped);
}

// --- What waits, and what was refused, where it belongs ----------------------------------------------

const template = (name) => place.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
const step = (press) => press.address.split("/").at(-2);
const reference = (press) => press.address.split("/").at(-3);

let drawn = Promise.resolve();

// One after the other: what is drawn at the same time would stand there twice.
const show = (stopped = "") => (drawn = drawn.then(() => drawAll(stopped)).catch(() => {}));

async function drawAll(stopped) {
  const presses = await Presses.all();
  const own = presses.filter((press) => press.reader === reader);
  const waiting = own.filter((press) => !press.refused);
  for (const shown of document.querySelectorAll(".pressed")) shown.remove();
  for (const shut of document.querySelectorAll("[data-shut]")) {
    shut.disabled = false;
    shut.removeAttribute("data-shut");
  }
  place.hidden = !(presses.length || stopped);
  for (const press of own) draw(press);
  say("unsent", waiting.length);
  say("others", presses.length - own.length);
  place.querySelector("[data-sign-in]").hidden = stopped !== "sign-in";
  place.querySelector("[data-send]").hidden = !waiting.length || isAway();
}

function say(what, count) {
  const line = place.querySelector(`[data-say-${what}]`);
  const words = count === 1 ? line.dataset.one : line.dataset.more.replace("[number]", count);
  line.hidden = !count;
  if (count && line.textContent !== words) line.textContent = words;
}

function draw(press) {
  const note = template(press.refused ? "refused" : "waits");
  const timeZone = place.dataset.zone;
  const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
  const words = place.querySelector(`template[data-steps]`).content.querySelector(`[data-step="${step(press)}"]`);
  note.querySelector("[data-what]").textContent = [words?.textContent, count(press)].filter(Boolean).join(" · ");
  note.querySelector("[data-time]").textContent = new Intl.DateTimeFormat("en-GB", style).format(press.at).replace(":", place.dataset.colon);
  const said = note.querySelector("[data-said]");
  if (said && press.words) said.textContent = press.words;
  // What may have reached the server can't be called back here.
  const button = note.querySelector("button");
  if (!press.refused && press.tried) button.remove();
  button.addEventListener("click", async () => {
    await Presses.remove(press.order);
    await show();
  });
  const row = rowOf(press);
  if (!row) note.querySelector("[data-what]").prepend(`${reference(press)} · `);
  (row ?? place).append(note);
  if (row && !press.refused) shut(row, press);
}

const count = (press) => {
  const people = press.fields.find(([name]) => name === "people")?.[1];
  return people && step(press) === "datang" ? people : "";
};

const rowOf = (press) =>
  press.person
    ? document.querySelector(`#orang-${CSS.escape(press.person)}`)
    : document.getElementById(reference(press));

// What waits isn't pressed once more.
function shut(row, press) {
  for (const button of row.querySelectorAll("button[type=submit]")) {
    const address = button.hasAttribute("formaction") ? button.formAction : button.form.action;
    if (new URL(address).pathname !== press.address) continue;
    button.disabled = true;
    button.dataset.shut = "";
  }
}

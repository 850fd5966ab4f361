// Keeps what was noted while there is no network, with the time it was pressed, and sends it once
// the network is back. Kept are a visit's number and what was pressed: no name, no contact.

const KEY = "singgah-day";
const HEADERS = { "X-Requested-With": "fetch" };

export function keepNotes(forms) {
  for (const form of forms) form.addEventListener("submit", (event) => submit(event, form));
  window.addEventListener("online", sendAll);
  sendAll();
  show();
}

async function submit(event, form) {
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const note = { address: form.action, fields: [...data].filter(([k]) => k !== "csrfmiddlewaretoken") };
  try {
    const answer = await send(note, data.get("csrfmiddlewaretoken"));
    if (answer.ok) location.reload();
    else resubmit(form, event.submitter);
  } catch {
    keep(withTime(note));
    show();
  }
}

// Refused: the server's own page says why, at the field.
function resubmit(form, submitter) {
  if (submitter?.name) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: submitter.name, value: submitter.value });
    form.append(field);
  }
  form.submit();
}

function send(note, token) {
  const body = new FormData();
  for (const [name, value] of note.fields) body.append(name, value);
  body.append("csrfmiddlewaretoken", token);
  return fetch(note.address, { method: "POST", body, headers: HEADERS, redirect: "manual" });
}

// The host's hour of the press, wherever the phone believes to be, unless another one was written:
// it is sent much later.
function withTime(note) {
  const name = { datang: "arrived_at", pulang: "left_at" }[note.address.split("/").at(-2)];
  if (name) {
    const timeZone = document.querySelector("[data-zone]")?.dataset.zone;
    const style = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone };
    const hour = new Intl.DateTimeFormat("en-GB", style).format(new Date());
    const given = note.fields.find(([k, v]) => k === name && v);
    if (!given) note.fields = [...note.fields.filter(([k]) => k !== name), [name, hour]];
  }
  return note;
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function keep(note) {
  const others = kept().filter((other) => other.address !== note.address);
  localStorage.setItem(KEY, JSON.stringify([...others, note]));
}

// One after the other. What the server took, or will never take, is forgotten; the rest stays.
async function sendAll() {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const notes = kept();
  if (!token || !notes.length) return;
  let sent = false;
  for (const note of notes) {
    try {
      const answer = await send(note, token);
      if (!answer.ok && ![404, 422].includes(answer.status)) break;
      sent ||= answer.ok;
      localStorage.setItem(KEY, JSON.stringify(kept().filter((n) => n.address !== note.address)));
      if (!answer.ok) unsent(note);
    } catch {
      break;
    }
  }
  if (sent) location.reload();
}

function unsent(note) {
  const place = card(note);
  if (place) place.classList.replace("notice--wait", "notice--stop");
}

function card(note) {
  const reference = note.address.split("/").at(-3);
  return document.getElementById(reference)?.querySelector(".day-card__kept");
}

function show() {
  for (const note of kept()) {
    const place = card(note);
    if (place) place.hidden = false;
  }
}

// The editor of a rundown: rows are moved by drag, by the arrow keys on their grip and by buttons; hours are worked out
// at once. The server does the same where this does not run (visits/pages/desk/rundown/).
const form = document.querySelector("[data-rundown]");
const list = form.querySelector("[data-rows]");
const blank = form.querySelector("[data-blank]");
const says = form.querySelector("[data-says]");
const sum = form.querySelector("[data-sum]");
const minutesOf = (clock) => {
  const [hours, minutes] = clock.split(":").map(Number);
  return hours * 60 + minutes;
};
const start = minutesOf(form.dataset.start);
const end = minutesOf(form.dataset.end);
const two = (number) => String(number).padStart(2, "0");
const clock = (minutes) => `${two(Math.floor(minutes / 60) % 24)}.${two(minutes % 60)}`;
const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
const rows = () => [...list.querySelectorAll("[data-row]")];
const field = (row, name) => row.querySelector(`[name="${name}"]`);
const titleOf = (row) => field(row, "title").value || "–";

function update() {
  let at = start;
  const all = rows();
  all.forEach((row, index) => {
    const begin = at + (Number.parseInt(field(row, "gap").value, 10) || 0);
    const minutes = Number.parseInt(field(row, "minutes").value, 10);
    at = begin + (minutes > 0 ? minutes : 0);
    row.querySelector("[data-time]").textContent = `${clock(begin)}–${clock(at)}`;
    row.dataset.begin = clock(begin);
    row.querySelector("[data-up]").disabled = index === 0;
    row.querySelector("[data-down]").disabled = index === all.length - 1;
  });
  const late = at > end;
  // Of a template the sum is all: it has no session that could end.
  const values = { end: clock(at), session: clock(end), minutes: start ? at - end : at };
  sum.textContent = filled(late ? sum.dataset.late : sum.dataset.onTime, values);
  sum.classList.toggle("words--stop", late);
  form.querySelector("[data-add]").disabled = all.length >= Number(form.dataset.most);
}

function tell(row) {
  const number = rows().indexOf(row) + 1;
  says.textContent = filled(form.dataset.moved, { title: titleOf(row), number, time: row.dataset.begin });
}

function move(row, up) {
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (up) other.before(row);
  else other.after(row);
  update();
  tell(row);
}

function ready(row) {
  const grip = row.querySelector("[data-grip]");
  grip.hidden = false;
  grip.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    move(row, event.key === "ArrowUp");
    grip.focus();
  });
  grip.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    grip.focus();
    grip.setPointerCapture(event.pointerId);
    row.classList.add("is-dragged");
  });
  grip.addEventListener("pointermove", (event) => {
    if (!row.classList.contains("is-dragged")) return;
    const before = row.previousElementSibling;
    const after = row.nextElementSibling;
    const middle = (each) => each.getBoundingClientRect().top + each.offsetHeight / 2;
    if (before && event.clientY < middle(before)) before.before(row);
    else if (after && event.clientY > middle(after)) after.after(row);
    else return;
    // Taking a row out of its place ends the capture.
    grip.setPointerCapture(event.pointerId);
    update();
  });
  for (const over of ["pointerup", "pointercancel"]) {
    grip.addEventListener(over, () => {
      if (!row.classList.contains("is-dragged")) return;
      row.classList.remove("is-dragged");
      tell(row);
    });
  }
}

list.addEventListener("input", update);
// A text and no number field, which would drop what is typed; its arrow keys go by five minutes all the same.
list.addEventListener("keydown", (event) => {
  const by = { ArrowUp: 5, ArrowDown: -5 }[event.key];
  if (!by || event.target.name !== "minutes") return;
  event.preventDefault();
  const minutes = Number.parseInt(event.target.value, 10) || 0;
  const next = by > 0 ? Math.floor(minutes / 5) * 5 + by : Math.ceil(minutes / 5) * 5 + by;
  event.target.value = String(Math.max(next, 5));
  update();
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const row = event.target.closest("[data-row]");
  if (!button) return;
  if (button.matches("[data-add]")) {
    event.preventDefault();
    list.querySelector("[data-none]")?.remove();
    list.append(blank.content.cloneNode(true));
    const added = rows().at(-1);
    ready(added);
    update();
    field(added, "title").focus();
  } else if (row && button.matches("[data-up], [data-down]")) {
    event.preventDefault();
    move(row, button.matches("[data-up]"));
    if (!button.disabled) button.focus();
    else row.querySelector("[data-grip]").focus();
  } else if (row && button.matches("[data-remove]")) {
    event.preventDefault();
    says.textContent = filled(form.dataset.removed, { title: titleOf(row) });
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    update();
    (next?.querySelector("[data-grip]") ?? form.querySelector("[data-add]")).focus();
  } else if (row && button.value.startsWith("gap-")) {
    event.preventDefault();
    field(row, "gap").value = "0";
    button.closest("[data-gap]").remove();
    update();
  }
});

form.querySelector("[data-times]")?.remove();
rows().forEach(ready);
update();

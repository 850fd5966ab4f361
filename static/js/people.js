// A list of names at the door: what is typed hides the others at once, and what is pressed is kept
// while there is no network. Without it the forms ask.

import { keepPresses } from "./kept-presses.js";

const FOLD = (text) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

for (const field of document.querySelectorAll("[data-filter]")) {
  const list = document.getElementById(field.dataset.filter);
  const none = list?.parentElement.querySelector("[data-none]");
  if (!list) continue;
  const show = () => {
    const words = FOLD(field.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const row of list.querySelectorAll("[data-words]")) {
      const text = FOLD(row.dataset.words);
      row.hidden = !words.every((word) => text.includes(word));
      found += !row.hidden;
    }
    if (none) none.hidden = found > 0 || !words.length;
    const hides = document.querySelector("[data-hides]");
    if (hides) hides.hidden = !words.length;
  };
  field.addEventListener("input", show);
  // Enter would ask the server for what stands here already.
  field.form.addEventListener("submit", (event) => event.preventDefault());
  show();
}

// How many the press would note is said on it: those ticked, or all the others.
for (const button of document.querySelectorAll("[data-count]")) {
  const list = document.getElementById(button.dataset.count);
  const plain = button.textContent;
  const say = () => {
    const ticks = [...list.querySelectorAll("input[name=orang]")];
    const ticked = ticks.filter((tick) => tick.checked).length;
    const except = button.form.querySelector("input[name=cara][value=kecuali]").checked;
    const count = except ? ticks.length - ticked : ticked;
    const words = count === 1 ? button.dataset.one : button.dataset.more;
    button.textContent = count ? words.replace("[number]", count) : plain;
  };
  button.form.addEventListener("change", say);
  // A page that comes back keeps its ticks.
  window.addEventListener("pageshow", say);
  say();
}

keepPresses();

// The day: count by buttons, read tickets with the camera, and keep presses while there is no network.
// Without it every form works as a plain form.

import { startScanner } from "./scan.js";
import { findHere, isAway } from "./find-here.js";
import { keepPresses } from "./kept-presses.js";

for (const stepper of document.querySelectorAll(".stepper")) {
  const input = stepper.querySelector("input");
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const next = (Number.parseInt(input.value, 10) || 0) + Number(button.dataset.step);
      input.value = Math.max(1, next);
    });
  }
}

const scan = document.querySelector("[data-scan]");
if (scan) startScanner(scan);
keepPresses();

const typed = document.querySelector(".scan__type");
typed?.addEventListener("submit", async (event) => {
  if (!isAway()) return;
  event.preventDefault();
  const found = await findHere(typed.elements.kode.value);
  const words = scan.querySelector(".scan__words");
  words.hidden = found;
  if (!found) words.textContent = scan.dataset.unknown;
});

// The day: count by buttons, read tickets with the camera, and keep notes while there is no network.
// Without it every form works as a plain form.

import { startScanner } from "./scan.js";
import { keepNotes } from "./kept-notes.js";

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
keepNotes(document.querySelectorAll(".day-form"));

/* What somebody else did to the visit that is open, said at once; what was typed stays. Without this
   file an old page is refused when it is sent, with the same words and what was typed. */

(() => {
  "use strict";

  const here = document.querySelector("[data-changed-here]");
  if (!here) return;
  const detail = here.closest(".split__detail");
  const TYPED = "singgah-typed";

  const EVERY = 5_000; // ms between two questions, while the page is seen; each costs two queries
  const SOON = 2_000; // ms: one that a press asks for follows another no sooner
  let asked = Date.now();

  const ask = async () => {
    if (document.hidden || Date.now() - asked < SOON) return;
    asked = Date.now();
    let said;
    try {
      const answer = await fetch(here.dataset.changedHere, { cache: "no-store", redirect: "error" });
      if (answer.status !== 200) return;
      said = (await answer.json()).changed;
    } catch {
      return; // no network, or signed out: the next press says so
    }
    if (!said || said === here.dataset.said) return;
    here.dataset.said = said;
    here.innerHTML = said;
  };

  setInterval(ask, EVERY);
  document.addEventListener("visibilitychange", ask);
  // Whoever begins to type or to choose hears of it before the work, not after.
  detail.addEventListener("focusin", ask);

  const texts = () =>
    [...detail.querySelectorAll("form :is(textarea, input[type=text], input:not([type]))")].filter(
      (field) => field.name,
    );
  const nameOf = (field) => `${field.form.getAttribute("action")} ${field.name}`;

  // Loading the page again keeps what was typed, where it still has a place, or as plain words.
  here.addEventListener("click", (event) => {
    if (!event.target.closest("[data-again]")) return;
    const typed = texts().filter((field) => field.value !== field.defaultValue);
    const kept = typed.map((field) => [nameOf(field), field.value]);
    sessionStorage.setItem(TYPED, JSON.stringify([location.pathname, kept]));
  });

  const [page, kept] = JSON.parse(sessionStorage.getItem(TYPED) ?? "[]");
  sessionStorage.removeItem(TYPED);
  if (page !== location.pathname) return;
  const lost = [];
  for (const [name, words] of kept) {
    const field = texts().find((one) => nameOf(one) === name && !one.value);
    if (field) {
      field.value = words;
      const panel = field.closest("details");
      if (panel) panel.open = true;
    } else {
      lost.push(words);
    }
  }
  if (lost.length) {
    const box = document.createElement("div");
    box.className = "notice";
    for (const words of [here.dataset.typed, ...lost]) {
      const line = document.createElement("p");
      line.textContent = words;
      box.append(line);
    }
    here.append(box);
  }
})();

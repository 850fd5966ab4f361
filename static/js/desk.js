/* The desk's keys, and the list that stays true by itself. Every page works without this file. */

(() => {
  "use strict";

  const EVERY = 10_000; // ms between two looks at the list, while the page is seen
  const OFF = "singgah-keys-off";
  const root = document.documentElement;
  root.classList.add("has-script");

  // --- What the boxes and selects spare -----------------------------------------------------------

  for (const field of document.querySelectorAll("[data-send]")) {
    field.addEventListener("change", () => field.form.requestSubmit());
  }

  const bulk = document.getElementById("bulk");
  const chosen = () => document.querySelectorAll('[name="pick"]:checked').length;
  const showBulk = () => bulk?.classList.toggle("is-idle", chosen() === 0);
  document.addEventListener("change", (event) => {
    if (event.target.name === "pick") showBulk();
  });
  showBulk();

  // --- The list, asked for anew: 304 while nothing changed -----------------------------------------

  const list = document.querySelector("[data-live]");
  const news = document.querySelector("[data-news]");
  const title = document.title;

  const mark = () => {
    const count = list?.firstElementChild?.dataset.count;
    if (count === undefined) return;
    document.title = count === "0" ? title : `(${count}) ${title}`;
    const badge = document.querySelector(".side__count");
    if (badge) badge.textContent = count;
  };

  const replace = (html) => {
    const picked = new Set([...list.querySelectorAll(":checked")].map((box) => box.value));
    const focused = list.contains(document.activeElement)
      ? document.activeElement.dataset.row ?? document.activeElement.value
      : null;
    const before = new Set(rows().map((row) => row.dataset.row));
    list.innerHTML = html;
    for (const box of list.querySelectorAll('[name="pick"]')) {
      box.checked = picked.has(box.value);
      if (box.value === focused) box.focus();
    }
    for (const row of rows()) {
      if (!before.has(row.dataset.row)) row.classList.add("is-new");
      if (row.dataset.row === focused) row.focus();
    }
    if (news) news.textContent = news.dataset.words;
    showBulk();
    mark();
  };

  const look = async () => {
    if (document.hidden) return;
    let answer;
    try {
      answer = await fetch(list.dataset.live, {
        headers: { "If-None-Match": list.dataset.tag },
        cache: "no-store",
        redirect: "error",
      });
    } catch {
      return; // no network, or signed out: the next press says so
    }
    if (answer.status !== 200) return;
    list.dataset.tag = answer.headers.get("ETag");
    replace(await answer.text());
  };

  if (list) {
    mark();
    setInterval(look, EVERY);
    document.addEventListener("visibilitychange", look);
  }

  // --- Keys ---------------------------------------------------------------------------------------

  const rows = () => [...document.querySelectorAll("[data-row]")];

  const step = (by) => {
    const all = rows();
    if (!all.length) return;
    const focused = all.indexOf(document.activeElement);
    const open = all.findIndex((row) => row.hasAttribute("aria-current"));
    const at = focused >= 0 ? focused : open;
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    // Beside an open visit the next one opens; in the list it is only marked.
    if (open >= 0 && focused < 0) next.click();
    else next.focus();
  };

  const press = (target) => {
    const panel = target.hash ? document.querySelector(target.hash) : target;
    const details = panel?.closest("details");
    if (details) {
      details.open = target.hash || panel.tagName !== "SUMMARY" ? true : !details.open;
      const first = details.querySelector("[data-first], .ask__body :is(input:not([type=hidden]), textarea, select, button)");
      details.scrollIntoView({ block: "nearest" });
      (first ?? panel).focus();
    } else if (target.tagName === "A") {
      target.click();
    } else {
      target.focus();
      if (target.select) target.select();
    }
  };

  // A panel that a button in the bar leads to opens by a press of the mouse too.
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const panel = link && link.hash.length > 1 && document.querySelector(link.hash);
    if (panel?.closest("details")) {
      event.preventDefault();
      press(link);
    }
  });

  const off = document.querySelector("[data-keys-off]");
  if (off) {
    off.checked = localStorage.getItem(OFF) === "1";
    off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "1" : "0"));
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const open = document.activeElement?.closest("details[open]");
      if (open) {
        open.open = false;
        open.querySelector("summary")?.focus();
      } else {
        document.activeElement?.blur();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) return;
    if (localStorage.getItem(OFF) === "1") return;
    const key = event.key;
    if (key === "j" || key === "k") {
      step(key === "j" ? 1 : -1);
    } else if (key === "x") {
      const row = document.activeElement?.closest("li");
      row?.querySelector('[name="pick"]')?.click();
    } else {
      const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!target) return;
      press(target);
    }
    event.preventDefault();
  });

  // What went wrong is read first.
  document.querySelector("[data-focus]")?.focus();
})();

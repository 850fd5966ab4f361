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

  // A browser without a picker of weeks has one of dates: any day of the week will do.
  for (const field of document.querySelectorAll('[type="week"]')) {
    if (field.type === "week") continue;
    field.type = "date";
    field.value = field.dataset.day;
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

  const badge = document.querySelector("[data-badge]");
  const button = document.querySelector("[data-notify]");
  const NOTIFY = "singgah-notify";
  const can = "Notification" in window;

  const show = (count) => {
    if (list) document.title = count === 0 ? title : `(${count}) ${title}`;
    if (badge) {
      if (count > Number(badge.textContent)) notify();
      badge.textContent = count;
      badge.hidden = count === 0;
    }
  };

  const mark = () => {
    const count = list?.firstElementChild?.dataset.count;
    if (count !== undefined) show(Number(count));
  };

  // A reply that is being written is not taken from under the hands.
  const writing = () =>
    [...(list?.querySelectorAll("[data-reply][open]") ?? [])].some(
      (reply) => reply.contains(document.activeElement) || reply.querySelector("textarea").value,
    );

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
      if (before.size && !before.has(row.dataset.row)) row.classList.add("is-new");
      if (row.dataset.row === focused) row.focus();
    }
    if (news && before.size) news.textContent = news.dataset.words;
    showBulk();
    mark();
  };

  // `asked` by a key: also where the list itself is out of sight.
  const look = async (asked = false) => {
    if (document.hidden && !notifies()) return;
    if (!asked && !list.offsetParent) return badge && count(); // beside an open visit, on a phone
    if (writing()) return count();
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
    if (answer.status !== 200 || writing()) return;
    list.dataset.tag = answer.headers.get("ETag");
    replace(await answer.text());
  };

  const count = async () => {
    if (document.hidden && !notifies()) return;
    try {
      const answer = await fetch(badge.dataset.badge, { cache: "no-store", redirect: "error" });
      if (answer.status === 200) show((await answer.json()).count);
    } catch {
      // no network, or signed out: the next press says so
    }
  };

  let there = Promise.resolve(); // until the list beside an open visit is there
  if (list?.dataset.tag) mark();
  else if (list) there = look();
  if (list || badge) {
    setInterval(list ? () => look() : count, EVERY);
    document.addEventListener("visibilitychange", list ? () => look() : count);
  }

  // --- Notifications of the browser: asked for by a press alone -----------------------------------

  function notifies() {
    return can && localStorage.getItem(NOTIFY) !== null && Notification.permission === "granted";
  }

  function notify() {
    if (!notifies()) return;
    const [heading, body] = JSON.parse(localStorage.getItem(NOTIFY));
    try {
      const told = new Notification(heading, { body, tag: "singgah-inbox" }); // one for all tabs
      told.addEventListener("click", () => window.focus());
    } catch {
      localStorage.removeItem(NOTIFY); // some phones know the word, and refuse it to pages
    }
  }

  if (button && can) {
    const said = document.querySelector("[data-notify-said]");
    const draw = () => {
      const on = notifies();
      button.setAttribute("aria-pressed", String(on));
      document.querySelector("[data-notify-words]").textContent = on
        ? button.dataset.on
        : button.dataset.off;
      said.textContent = on ? said.dataset.asked : "";
    };
    document.querySelector("[data-notify-part]").hidden = false;
    draw();
    button.addEventListener("click", async () => {
      if (notifies()) {
        localStorage.removeItem(NOTIFY);
      } else if ((await Notification.requestPermission()) === "granted") {
        const { title: heading, words } = button.dataset;
        localStorage.setItem(NOTIFY, JSON.stringify([heading, words]));
      }
      draw();
      if (Notification.permission === "denied") said.textContent = said.dataset.denied;
    });
  }

  // --- Keys ---------------------------------------------------------------------------------------

  const rows = () => [...document.querySelectorAll("[data-row]")];

  // Where one was in a list: its row, and its number for when that row has gone. One place a tab.
  const WHERE = "singgah-where";
  const listed = () => {
    const asked = new URL(list ? list.dataset.live : location.href, location).searchParams;
    asked.delete("kini");
    return `${list ? "inbox" : location.pathname} ${asked}`;
  };
  const remember = (row) => {
    const where = [listed(), row.dataset.row, rows().indexOf(row)];
    sessionStorage.setItem(WHERE, JSON.stringify(where));
  };
  for (const kind of ["focusin", "click"]) {
    document.addEventListener(kind, (event) => {
      const row = event.target.closest("[data-row]");
      if (row) remember(row);
    });
  }

  // The number in `all` from which a step goes on; between two where the row itself has gone.
  const whereOneWas = (all) => {
    const [place, key, number] = JSON.parse(sessionStorage.getItem(WHERE) ?? "[]");
    const open = all.findIndex((row) => row.hasAttribute("aria-current"));
    const same = place === listed();
    const kept = same ? all.findIndex((row) => row.dataset.row === key) : -1;
    if (kept >= 0 && (open < 0 || all[kept].hasAttribute("aria-current"))) return kept;
    return open >= 0 || !same ? open : number - 0.5;
  };

  const step = async (by) => {
    await there;
    if (list && !list.dataset.tag) await look(true);
    const all = rows();
    if (!all.length) return;
    const focused = all.indexOf(document.activeElement);
    const opens = focused < 0 && document.querySelector(".split--open");
    const at = focused >= 0 ? focused : whereOneWas(all);
    const next = by > 0 ? Math.floor(at + 1) : Math.ceil(at - 1);
    // Beside an open visit the next one opens; in the list it is only marked.
    if (opens) {
      const ahead = by > 0 ? all.slice(Math.max(next, 0)) : all.slice(0, Math.max(next + 1, 0)).reverse();
      const other = ahead.find((row) => row.pathname !== location.pathname);
      if (other) remember(other);
      other?.click();
    } else {
      all[Math.min(Math.max(next, 0), all.length - 1)].focus();
    }
  };

  const press = (target) => {
    const panel = target.hash ? document.querySelector(target.hash) : target;
    const details = panel?.closest("details");
    if (details) {
      details.open = target.hash || panel.tagName !== "SUMMARY" ? true : !details.open;
      const first =
        details.querySelector("[data-first]") ??
        details.querySelector(".ask__body :is(input:not([type=hidden]), textarea, select, button:not([hidden]))");
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
      // What a page has of its own goes before what stands on all of them.
      const wanted = CSS.escape(key);
      const target =
        document.querySelector(`[data-key="${wanted}"]`) ??
        document.querySelector(`[data-key-else="${wanted}"]`);
      if (!target) return;
      press(target);
    }
    event.preventDefault();
  });

  // What went wrong is read first.
  document.querySelector("[data-focus]")?.focus();
})();

// A page that a device may keep: registers the worker, and says when the page is one that was kept.
// What cannot work without network is out of reach meanwhile; once it is back, the page comes anew.

(() => {
  "use strict";

  const { worker, scope } = document.currentScript.dataset;
  const root = document.documentElement;
  const EVERY = 15_000; // ms between two looks for the network, while a kept page is seen
  const LONGEST = 8_000; // ms for one answer
  const wasKept = root.hasAttribute("data-saved");

  // --- The worker ---------------------------------------------------------------------------------

  const ours = /^\/(static|logo)\//;
  const filesOf = () => [
    ...new Set(
      performance
        .getEntriesByType("resource")
        .map((entry) => new URL(entry.name))
        .filter((url) => url.origin === location.origin && ours.test(url.pathname))
        .map((url) => url.pathname + url.search),
    ),
  ];

  const tell = async () => {
    const registration = await navigator.serviceWorker.register(worker, { scope });
    // A new release is there at the next page, not only when the browser happens to look.
    if (registration.active) await registration.update();
    const newest = registration.installing ?? registration.waiting ?? registration.active;
    await new Promise((done) => {
      const look = () => newest.state === "activated" && done();
      newest.addEventListener("statechange", look);
      look();
    });
    newest.postMessage({ page: location.href, files: filesOf() });
  };
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.addEventListener("message", (event) => {
      if (event.data === "fresh") anew();
    });
    if (!wasKept) addEventListener("load", () => tell().catch(() => {}));
  }

  // --- Without network ----------------------------------------------------------------------------

  // Something typed, or chosen, that a page that comes anew would lose.
  const typed = () =>
    [...document.querySelectorAll("input, textarea, select")].some((field) =>
      field.type === "checkbox" || field.type === "radio"
        ? field.checked !== field.defaultChecked
        : field.tagName === "SELECT"
          ? [...field.options].some((option) => option.selected !== option.defaultSelected)
          : field.type !== "hidden" && field.value !== field.defaultValue,
    );

  const reach = (away) => {
    for (const form of document.forms) {
      if (form.matches("[data-keeps], [data-works]")) continue;
      if (!form.querySelector("[data-keeps]")) form.inert = away;
      else for (const one of form.elements) if (!one.matches("[data-keeps]")) one.inert = away;
    }
  };

  const anew = () => {
    if (!typed()) location.reload();
    else if (!wasKept) {
      root.removeAttribute("data-saved");
      reach(false);
    }
  };

  // The server itself is asked: a browser that believes to be offline still reaches its own machine.
  const answers = async () => {
    const asked = { method: "HEAD", cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(LONGEST) };
    try {
      return ![502, 503, 504].includes((await fetch(location.href, asked)).status);
    } catch {
      return false;
    }
  };

  const look = async () => {
    if (root.hasAttribute("data-saved") && !document.hidden && (await answers())) anew();
  };

  const away = () => {
    root.setAttribute("data-saved", "");
    reach(true);
  };
  addEventListener("offline", async () => {
    if (!(await answers())) away();
  });
  addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY);
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("[data-again]")?.addEventListener("click", () => location.reload());
    if (wasKept) away();
  });
})();

/* What was just decided: the seconds that are left are counted down, then it goes. */

(() => {
  "use strict";

  const toasts = [...document.querySelectorAll("[data-toast]")];
  const section = document.querySelector(".toasts");
  const said = document.querySelector("[data-toast-said]");
  const began = performance.now();

  // A live region says only what comes into it after the page is there.
  const words = (toast) => toast.querySelector("[data-toast-words]").textContent;
  setTimeout(() => {
    if (toasts.length) said.textContent = words(toasts[0]).replace(/\s+/g, " ").trim();
  }, 300);

  const remove = (toast) => {
    const focused = toast.contains(document.activeElement);
    toast.remove();
    if (!document.querySelector("[data-toast]")) section.hidden = true;
    if (focused) {
      const main = document.getElementById("main");
      main.tabIndex = -1;
      main.focus({ preventScroll: true });
    }
  };

  const tick = () => {
    const passed = (performance.now() - began) / 1000;
    for (const toast of document.querySelectorAll("[data-toast]")) {
      const left = Math.ceil(Number(toast.dataset.toast) - passed);
      const shown = toast.querySelector("[data-toast-left]");
      if (left <= 0) remove(toast);
      else if (shown) shown.textContent = left;
    }
    if (document.querySelector("[data-toast]")) setTimeout(tick, 1000);
  };
  setTimeout(tick, 1000);

  // A page that the browser kept is old: what it says may be over.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const toast of toasts) toast.remove();
  });
})();

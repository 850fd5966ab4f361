/* On a phone the board shows one day; another one by its button or a swipe, without a new page. */

(() => {
  "use strict";

  const nav = document.querySelector(".board__days");
  const frame = document.querySelector(".board__frame");
  if (!nav || !frame) return;
  const links = [...nav.querySelectorAll("[data-show]")];
  const open = () => links.findIndex((link) => link.hasAttribute("aria-current"));

  const show = (link) => {
    for (const other of links) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    for (const cell of frame.querySelectorAll("td[data-date]")) {
      cell.classList.toggle("is-other", cell.dataset.date !== link.dataset.show);
    }
    history.replaceState(null, "", link.href);
  };

  nav.addEventListener("click", (event) => {
    const link = event.target.closest("[data-show]");
    if (!link) return;
    event.preventDefault();
    show(link);
  });

  let from = null;
  frame.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? event.touches[0] : null;
  }, { passive: true });
  frame.addEventListener("touchend", (event) => {
    if (!from || getComputedStyle(nav).display === "none") return;
    const to = event.changedTouches[0];
    const [along, across] = [to.clientX - from.clientX, to.clientY - from.clientY];
    from = null;
    if (Math.abs(along) < 60 || Math.abs(along) < 2 * Math.abs(across)) return;
    const next = links[open() + (along < 0 ? 1 : -1)];
    if (next) show(next);
    else location.assign(along < 0 ? nav.dataset.after : nav.dataset.before);
  }, { passive: true });
})();

/* On a phone the rest of the desk's places open above the row: closed again by Escape, or elsewhere. */

(() => {
  "use strict";

  const more = document.querySelector(".side__more");
  if (!more) return;
  const close = () => more.removeAttribute("open");
  document.addEventListener("click", (event) => {
    if (more.open && !more.contains(event.target)) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !more.open) return;
    close();
    more.querySelector("summary").focus();
  });
})();

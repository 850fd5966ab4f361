/* On a phone the desk's places stand in a row that scrolls: the open one is brought into view. */

(() => {
  "use strict";

  const nav = document.querySelector(".side__nav");
  const here = nav?.querySelector("[aria-current]");
  if (!here) return;
  nav.scrollLeft = here.offsetLeft - nav.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
})();

/* Moving a visit by drag: the drop opens the page that shows what would happen and asks.

   Waiting over the edge brings the week beside this one. While over a session its reason is said.
   Afterwards one is where one was: the week, how far it was scrolled, and the card. */

(() => {
  "use strict";

  const WAIT = 500; // ms over an edge until its week comes
  const BACK = "singgah-board";
  const board = document.querySelector(".board");
  const own = board?.querySelector(".board__frame");
  if (!own) return;
  const title = board.querySelector("h1");
  const edges = [...board.querySelectorAll("[data-week-at]")];
  const places = board.querySelector(".board__places");
  const home = { title: title.textContent, places: [...places.childNodes], edges: edges.map((edge) => edge.dataset.weekAt) };
  let moving = null; // the card
  let shown = own; // the frame of the week that is seen
  let timer = null;

  for (const card of own.querySelectorAll("[data-move]")) {
    card.draggable = true;
    card.setAttribute("aria-describedby", "drag-words");
    for (const link of card.querySelectorAll("a")) link.draggable = false;
  }

  const remember = (card) => {
    const kept = { at: location.pathname, top: scrollY, slot: card.closest("[data-slot]").dataset.slot };
    sessionStorage.setItem(BACK, JSON.stringify(kept));
  };

  const goHome = () => {
    clearTimeout(timer);
    moving = null;
    if (shown !== own) shown.remove();
    shown = own;
    own.classList.remove("is-away");
    title.textContent = home.title;
    places.replaceChildren(...home.places);
    edges.forEach((edge, at) => (edge.dataset.weekAt = home.edges[at]));
    board.classList.remove("is-moving");
    for (const over of board.querySelectorAll(".is-over, .is-not")) {
      over.classList.remove("is-over", "is-not");
    }
  };

  const turn = async (address) => {
    let answer;
    try {
      answer = await fetch(address, { cache: "no-store", redirect: "error" });
    } catch {
      return; // no network, or signed out: the week that is seen stays
    }
    if (!answer.ok || !moving) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const frame = page.querySelector(".board__frame");
    if (!frame || !moving) return;
    // The card that is dragged has to stay in the page, or browsers end the drag.
    if (shown !== own) shown.remove();
    own.classList.add("is-away");
    shown = document.adoptNode(frame);
    own.after(shown);
    title.textContent = page.querySelector("h1").textContent;
    places.replaceChildren(...page.querySelector(".board__places").childNodes);
    const beside = page.querySelectorAll("[data-week-at]");
    edges.forEach((edge, at) => (edge.dataset.weekAt = beside[at].dataset.weekAt));
  };

  /* Why the card cannot be let go there, which only the page that looks knows in full. */
  const refusal = (place) => {
    const table = place.closest("[data-week]");
    if (!("drop" in place.dataset)) return "";
    const other = table.dataset.week !== own.querySelector("[data-week]").dataset.week;
    return other ? table.dataset.full ?? null : null;
  };

  const over = (place) => {
    const why = refusal(place);
    const words = place.querySelector(".place__drop");
    const small = Number(moving.dataset.people) > Number(place.dataset.limit || Infinity);
    if (why) words.textContent = why;
    else if (why === null && small) words.textContent = place.closest("[data-small]").dataset.small;
    place.classList.add("is-over");
    place.classList.toggle("is-not", why !== null);
    return why === null;
  };

  board.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.("[data-move]");
    if (!card) return;
    moving = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.move);
    // After this event: browsers end a drag whose page changes under it at once.
    setTimeout(() => moving && board.classList.add("is-moving"));
  });
  board.addEventListener("dragend", goHome);

  board.addEventListener("dragover", (event) => {
    if (!moving) return;
    const place = event.target.closest?.("[data-slot]");
    if (!place || place.contains(moving)) return;
    // Without this there is no drop; where nothing can be had there shall be none.
    if (over(place)) event.preventDefault();
  });
  board.addEventListener("dragenter", (event) => {
    const edge = event.target.closest?.("[data-week-at]");
    if (!moving || !edge) return;
    edge.classList.add("is-over");
    clearTimeout(timer);
    timer = setTimeout(() => turn(edge.dataset.weekAt), WAIT);
  });
  board.addEventListener("dragleave", (event) => {
    const left = event.target.closest?.("[data-slot], [data-week-at]");
    if (!left || left.contains(event.relatedTarget)) return;
    left.classList.remove("is-over", "is-not");
    if ("weekAt" in left.dataset) clearTimeout(timer);
  });
  board.addEventListener("drop", (event) => {
    const place = event.target.closest?.("[data-drop]");
    if (!moving || !place) return;
    event.preventDefault();
    remember(moving);
    location.assign(`${moving.dataset.move}&ke=${encodeURIComponent(place.dataset.slot)}`);
  });

  // Without a mouse: "Move" on a card, or "m".
  board.addEventListener("click", (event) => {
    const card = event.target.closest(".visitcard__move")?.closest("[data-move]");
    if (card) remember(card);
  });
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-move]");
    if (event.key === "m" && card && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      event.stopPropagation();
      remember(card);
      location.assign(card.dataset.move);
    }
  });

  const kept = JSON.parse(sessionStorage.getItem(BACK) ?? "null");
  if (kept?.at === location.pathname && document.referrer.includes("/pindah/")) {
    sessionStorage.removeItem(BACK);
    scrollTo(0, kept.top);
    own.querySelector(`[data-slot="${CSS.escape(kept.slot)}"] a`)?.focus({ preventScroll: true });
  }
})();

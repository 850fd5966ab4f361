/* Moving a visit by drag: the drop opens the page that shows what would happen and asks. */

(() => {
  "use strict";

  const board = document.querySelector(".board__table");
  if (!board) return;
  let address = null;

  for (const card of board.querySelectorAll("[data-move]")) {
    card.draggable = true;
    card.setAttribute("aria-describedby", "drag-words");
    for (const link of card.querySelectorAll("a")) link.draggable = false;
    card.addEventListener("dragstart", (event) => {
      address = card.dataset.move;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", address);
      board.classList.add("is-moving");
    });
    card.addEventListener("dragend", () => {
      address = null;
      board.classList.remove("is-moving");
    });
  }

  for (const place of board.querySelectorAll("[data-drop]")) {
    place.addEventListener("dragover", (event) => {
      if (!address) return;
      event.preventDefault();
      place.classList.add("is-over");
    });
    place.addEventListener("dragleave", (event) => {
      if (!place.contains(event.relatedTarget)) place.classList.remove("is-over");
    });
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      if (address) location.assign(`${address}?ke=${encodeURIComponent(place.dataset.slot)}`);
    });
  }

  // "m" on a card moves it, without a mouse.
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-move]");
    if (event.key === "m" && card && !event.ctrlKey && !event.metaKey && !event.altKey) {
      location.assign(card.dataset.move);
    }
  });
})();

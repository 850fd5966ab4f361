// Shows at once that a press is on its way. It may be pressed again: the server takes it once.
const goes = (pressed) => pressed?.setAttribute("aria-busy", "true");
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented) goes(event.submitter);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("button, .slot input")) goes(event.target.closest("button, .slot"));
});
// A download leaves the page standing, and so does the way back to it.
const rest = () => {
  for (const pressed of document.querySelectorAll("[aria-busy]")) pressed.removeAttribute("aria-busy");
};
addEventListener("pageshow", rest);
addEventListener("focus", rest);
document.addEventListener("htmx:afterRequest", rest);

// A press before the page listens would be lost unsaid: until then its button cannot be pressed.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-when-ready]")) button.disabled = false;
});

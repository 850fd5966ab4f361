// Shows the words about cookies where the browser keeps none, before anything is typed in vain.
if (!navigator.cookieEnabled) {
  for (const words of document.querySelectorAll("[data-no-cookies]")) words.hidden = false;
}

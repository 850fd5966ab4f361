// A field that is being answered anew is no longer marked as wrong; sending it says whether it is right.
document.addEventListener("input", (event) => {
  const field = event.target.closest(".field--bad");
  if (!field) return;
  field.classList.remove("field--bad");
  for (const said of field.querySelectorAll(".field__error")) said.hidden = true;
  for (const input of field.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
});

// Says that a chosen file is too large before it is sent (visits/pages/file_field.py).
document.addEventListener("change", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLInputElement) || !field.dataset.largest) return;
  const largest = Number(field.dataset.largest);
  const tooLarge = Array.from(field.files).some((file) => file.size > largest);
  field.setCustomValidity(tooLarge ? field.dataset.tooLarge : "");
  field.reportValidity();
});

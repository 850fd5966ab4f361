// A button beside a date that opens the browser's calendar (visits/pages/frame/date_field.py).
for (const field of document.querySelectorAll("input[data-date]")) {
  const picker = document.createElement("input");
  if (field.dataset.picked || typeof picker.showPicker !== "function") continue;
  field.dataset.picked = "1";
  picker.type = "date";
  picker.tabIndex = -1;
  picker.setAttribute("aria-hidden", "true");
  picker.className = "hidden-words";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn";
  button.textContent = field.dataset.date;
  button.addEventListener("click", () => {
    const [, day, month, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(field.value) || [];
    picker.value = year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : "";
    picker.showPicker();
  });
  picker.addEventListener("change", () => {
    const [year, month, day] = picker.value.split("-");
    if (!day) return;
    field.value = `${day}/${month}/${year}`;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
  const row = document.createElement("span");
  row.className = "field__date";
  field.replaceWith(row);
  row.append(field, button, picker);
}

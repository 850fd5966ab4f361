// A long list of choices gets a field that narrows it: <div data-narrows hidden> before the choices.
const FEWEST = 12;

for (const narrowing of document.querySelectorAll("[data-narrows]")) {
  const input = narrowing.querySelector("input");
  const status = narrowing.querySelector("[role=status]");
  const labels = [...narrowing.parentElement.querySelectorAll(".choices label")];
  narrowing.hidden = labels.length <= FEWEST;

  const narrow = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const label of labels) {
      const text = label.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word));
      found += fits;
      // What is chosen stays in sight.
      const row = label.parentElement.classList.contains("choices") ? label : label.parentElement;
      row.hidden = !fits && !label.querySelector("input").checked;
    }
    status.textContent = words.length ? `${status.dataset.said} ${found}` : "";
  };
  input.addEventListener("input", (event) => {
    // It is no answer: nothing of it is kept or sent.
    event.stopPropagation();
    narrow();
  });
  input.addEventListener("change", (event) => event.stopPropagation());
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Escape") {
      input.value = "";
      narrow();
    }
  });
}

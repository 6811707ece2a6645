// What a script may add to a page that already works without one. Nothing here moves or replaces content.

// A form that came back with problems: put the reader at the list of them.
const problems = document.querySelector(".govuk-error-summary");
if (problems) {
  problems.tabIndex = -1;
  problems.focus();
  problems.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`) || field.closest("fieldset") || field;
    label.scrollIntoView();
    field.focus({ preventScroll: true });
  });
}

// A second press within a second of the first does not send a form twice. (The server would notice; the reader need not.)
document.addEventListener("submit", (event) => {
  const form = event.target;
  const now = event.timeStamp;
  if (now - Number(form.dataset.sentAt ?? -Infinity) < 1000) {
    event.preventDefault();
    return;
  }
  form.dataset.sentAt = String(now);
});

// A grid of scores: arrow keys go from cell to cell, and a pasted column fills the cells below. Without a script there is a
// field for the column.
for (const grid of document.querySelectorAll("[data-grid]")) {
  const cells = [...grid.querySelectorAll("input[type=text]")];
  const status = document.querySelector("[data-grid-status]");
  grid.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1, Enter: 1 }[event.key];
    const next = step && cells[cells.indexOf(event.target) + step];
    if (!next || event.isComposing) return; // Enter in the last cell sends the form, as in any other.
    event.preventDefault();
    next.focus();
    next.select();
  });
  grid.addEventListener("paste", (event) => {
    const from = cells.indexOf(event.target);
    const lines = (event.clipboardData?.getData("text") ?? "").replace(/\r?\n$/, "").split(/\r?\n/);
    if (from < 0 || lines.length < 2) return;
    event.preventDefault();
    lines.forEach((line, place) => {
      const text = line.split("\t").pop().trim();
      const cell = cells[from + place];
      if (cell && text) cell.value = text;
    });
    if (status) status.textContent = from + lines.length > cells.length ? status.dataset.gridStatus : "";
  });
}

// A drawing with many marks is one stop for the Tab key: arrow keys go from mark to mark. Without a script the table has
// the way to each.
for (const drawing of document.querySelectorAll(".chart svg[role=group]")) {
  const marks = [...drawing.querySelectorAll("a.chart-mark")];
  if (!marks.some((mark) => mark.getAttribute("tabindex") === "-1")) continue;
  drawing.addEventListener("keydown", (event) => {
    const from = marks.indexOf(event.target.closest("a.chart-mark"));
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (from < 0 || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = marks[(from + step + marks.length) % marks.length];
    marks[from].setAttribute("tabindex", "-1");
    next.removeAttribute("tabindex");
    next.focus();
  });
}

// A slider says its number while it is moved. Without a script the page that it leads to says it.
for (const slider of document.querySelectorAll("input[type=range]"))
  slider.addEventListener("input", () => (slider.form.querySelector(`output[for=${slider.id}]`).value = slider.value));

// Anything that only a script can do is hidden until there is one.
for (const hidden of document.querySelectorAll("[data-with-script][hidden]")) hidden.hidden = false;
for (const button of document.querySelectorAll("button[data-print]")) button.addEventListener("click", () => window.print());

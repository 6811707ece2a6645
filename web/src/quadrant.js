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

// Anything that only a script can do is hidden until there is one.
for (const hidden of document.querySelectorAll("[data-with-script][hidden]")) hidden.hidden = false;
for (const button of document.querySelectorAll("button[data-print]")) button.addEventListener("click", () => window.print());

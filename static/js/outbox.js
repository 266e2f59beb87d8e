// Keeps what is not saved yet in this browser, so that a closed tab or a flat battery loses no answer.
(() => {
  "use strict";

  const page = document.querySelector("[data-user]");
  const form = document.getElementById("page-form");
  if (!page || !form) {
    return;
  }
  const keyOf = (card) => `plumbline-outbox ${page.dataset.user} ${card.getAttribute("hx-post")}`;

  const guarded = (action) => {
    try {
      return action();
    } catch {
      return null; // Without storage the answer is kept on the page only.
    }
  };

  const entriesOf = (card) =>
    [...new FormData(form)].filter(([name]) => name.startsWith(`${card.dataset.question}.`));

  // The other behaviours of the page, such as “none of these”, come first.
  document.addEventListener("answer-touched", ({ target: card }) => {
    setTimeout(() => {
      if ("unsaved" in card.dataset) {
        guarded(() => localStorage.setItem(keyOf(card), JSON.stringify(entriesOf(card))));
      }
    });
  });

  for (const name of ["answer-saved", "answer-refused"]) {
    document.addEventListener(name, ({ target: card }) => guarded(() => localStorage.removeItem(keyOf(card))));
  }

  const makeRows = (card, entries) => {
    const missing = () => entries.some(([name]) => name.includes(".rows.") && !card.querySelector(`[name="${CSS.escape(name)}"]`));
    for (let row = 0; row < 200 && missing(); row += 1) {
      card.querySelector("[data-add-row]").click();
    }
  };

  const restore = (card, entries) => {
    const texts = new Map();
    entries.forEach(([name, value]) => texts.set(name, [...(texts.get(name) ?? []), value]));
    makeRows(card, entries);
    for (const control of card.querySelectorAll("[name]")) {
      const values = texts.get(control.name) ?? [];
      if (control.matches("[type=radio], [type=checkbox]")) {
        control.checked = values.includes(control.value);
      } else if (!control.matches("button, [data-sequence]") && !control.name.endsWith(".client")) {
        control.value = values[0] ?? "";
      }
    }
    card.dataset.unsaved = "";
    htmx.trigger(card, "save");
  };

  window.addEventListener("load", () => {
    for (const card of document.querySelectorAll("[data-autosave]")) {
      const kept = guarded(() => JSON.parse(localStorage.getItem(keyOf(card))));
      if (Array.isArray(kept)) {
        restore(card, kept);
      }
    }
  });
})();

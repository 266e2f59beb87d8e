// Keeps what is not saved yet in this browser, so that a closed tab or a flat battery loses no answer.
// Each page that is open keeps its own: two tabs without a connection do not overwrite each other's.
(() => {
  "use strict";

  const page = document.querySelector("[data-user]");
  const form = document.getElementById("page-form");
  if (!page || !form) {
    return;
  }
  const clientOf = (card) => card.querySelector("[name$='.client']");
  const client = [...form.elements].find(({ name }) => name.endsWith(".client"))?.value;
  const waiting = new WeakMap();
  const placeOf = (card) => `plumbline-outbox ${page.dataset.user} ${card.getAttribute("hx-post")} `;
  const keyOf = (card) => placeOf(card) + client;

  const guarded = (action) => {
    try {
      return action();
    } catch {
      return null; // Without storage the answer is kept on the page only.
    }
  };

  const entriesOf = (card) =>
    [...new FormData(form)].filter(([name]) => name.startsWith(`${card.dataset.question}.`));

  const keep = (card, entries) => localStorage.setItem(keyOf(card), JSON.stringify({ at: Date.now(), entries }));

  // What pages that are gone have left for a question, the oldest first.
  const leftFor = (card) =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(placeOf(card)))
      .map((key) => ({ key, ...guarded(() => JSON.parse(localStorage.getItem(key))) }))
      .filter(({ entries }) => Array.isArray(entries))
      .sort((one, two) => one.at - two.at);

  const makeRows = (card, entries) => {
    const missing = () => entries.some(([name]) => name.includes(".rows.") && !card.querySelector(`[name="${CSS.escape(name)}"]`));
    for (let row = 0; row < 200 && missing(); row += 1) {
      card.querySelector("[data-add-row]").click();
    }
  };

  const restore = (card, { key, entries }) => {
    const texts = new Map();
    entries.forEach(([name, value]) => texts.set(name, [...(texts.get(name) ?? []), value]));
    makeRows(card, entries);
    for (const control of card.querySelectorAll("[name]")) {
      const values = texts.get(control.name) ?? [];
      if (control.matches("[type=radio], [type=checkbox]")) {
        control.checked = values.includes(control.value);
      } else if (!control.matches("button")) {
        control.value = values[0] ?? "";
      }
    }
    guarded(() => {
      keep(card, entries);
      localStorage.removeItem(key);
    });
    card.dataset.unsaved = "";
    card.dataset.restored = "";
    htmx.trigger(card, "save");
  };

  const restoreNext = (card) => {
    const next = waiting.get(card)?.shift();
    if (next) {
      restore(card, next);
    }
  };

  // What was left is sent in the name of the page that left it; what is changed here, in the name of this one.
  const useOwnName = (card) => (clientOf(card).value = client);

  // The other behaviours of the page, such as “none of these”, come first.
  document.addEventListener("answer-touched", ({ target: card }) => {
    useOwnName(card);
    setTimeout(() => {
      if ("unsaved" in card.dataset) {
        guarded(() => keep(card, entriesOf(card)));
      }
    });
  });

  document.addEventListener("answer-saved", ({ target: card }) => {
    guarded(() => localStorage.removeItem(keyOf(card)));
    useOwnName(card);
    restoreNext(card);
  });

  // What was not understood is still to be mended; what is closed takes no more answers.
  document.addEventListener("answer-refused", ({ target: card, detail }) => {
    if (detail.status === 409) {
      guarded(() => localStorage.removeItem(keyOf(card)));
    }
  });

  window.addEventListener("load", () => {
    for (const card of document.querySelectorAll("[data-autosave]")) {
      waiting.set(card, guarded(() => leftFor(card)) ?? []);
      restoreNext(card);
    }
  });
})();

// Shows answers that were changed in another window or on another device, when this page is looked at again.
(() => {
  "use strict";

  const EVERY_MS = 120_000;
  let isLooking = false;
  let changes = 0;

  const revisionOf = (card) => Number(card.querySelector("[name$='.revision']").value);

  const languageOf = (card) => card.querySelector("[data-language]")?.value;

  // What an earlier page had left may be written in another language than this page.
  const isForeign = (card, fresh) => languageOf(fresh) === document.documentElement.lang && languageOf(card) !== languageOf(fresh);

  // What is not saved yet, and what is to be chosen between, stays; the server tells of the other one with the save.
  const isBusy = (card) => "unsaved" in card.dataset || card.querySelector(".question__state").dataset.state === "conflict";

  const placeOfFocus = (card) => {
    const { name, value } = card.contains(document.activeElement) ? document.activeElement : {};
    return name ? { name, value } : null;
  };

  const focusAgain = (card, { name, value }) => {
    const controls = [...card.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    (controls.find((one) => one.value === value) ?? controls[0])?.focus({ preventScroll: true });
  };

  const replace = (card, fresh) => {
    const focus = placeOfFocus(card);
    // The page keeps its name: its count of changes goes on.
    fresh.querySelector("[name$='.client']").setAttribute("value", card.querySelector("[name$='.client']").value);
    for (const { className } of card.querySelectorAll("details[open]")) {
      fresh.getElementsByClassName(className)[0]?.setAttribute("open", "");
    }
    htmx.swap(card, fresh.outerHTML, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 });
    if (focus) {
      focusAgain(document.getElementById(fresh.id), focus);
    }
  };

  const compare = (page) => {
    for (const card of document.querySelectorAll("[data-autosave]")) {
      const fresh = page.getElementById(card.id);
      if (!fresh?.matches("[data-autosave]")) {
        continue;
      }
      card.hidden = fresh.hidden;
      if (!isBusy(card) && revisionOf(fresh) > revisionOf(card)) {
        fresh.querySelector(".save-state__text")?.prepend(document.getElementById("script-texts").dataset.changed, " ");
        replace(card, fresh);
      } else if (!isBusy(card) && isForeign(card, fresh)) {
        replace(card, fresh);
      }
    }
    for (const tally of page.querySelectorAll("#total-progress, [id^='tally-']")) {
      document.getElementById(tally.id)?.replaceWith(document.importNode(tally, true));
    }
  };

  const read = async () => {
    const reply = await fetch(location.pathname, { credentials: "same-origin" });
    return reply.ok && !reply.redirected ? new DOMParser().parseFromString(await reply.text(), "text/html") : null;
  };

  const look = async () => {
    if (isLooking || document.hidden) {
      return;
    }
    isLooking = true;
    const before = changes;
    const page = await read().catch(() => null); // Without a connection there is nothing newer to be seen.
    isLooking = false;
    if (before !== changes) {
      look(); // What was read may be older than what was saved meanwhile.
    } else if (page) {
      compare(page);
    }
  };

  window.addEventListener("focus", look);
  window.addEventListener("online", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, EVERY_MS);

  document.addEventListener("answer-touched", () => (changes += 1));

  // What an earlier page had left may have been overtaken since.
  document.addEventListener("answer-saved", ({ target: card }) => {
    changes += 1;
    if ("restored" in card.dataset) {
      delete card.dataset.restored;
      look();
    }
  });
})();

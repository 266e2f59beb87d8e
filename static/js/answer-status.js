// Whoever fills in an answer has one: “I don’t know” and “not applicable” make way. Choosing “not applicable” asks why.
(() => {
  "use strict";

  // Without this script the server compares the status with the one shown, to see which of the two came last.
  const forgetShown = (root) => root.querySelectorAll("[data-shown]").forEach((shown) => (shown.value = ""));
  forgetShown(document);
  document.addEventListener("htmx:load", ({ target }) => forgetShown(target));

  document.addEventListener("input", ({ target }) => {
    const card = target.closest("[data-autosave]");
    if (card && target.closest(".question__control") && !target.matches("[data-status]")) {
      const answered = card.querySelector("[data-status=answered]");
      if (answered) {
        answered.checked = true;
      }
    }
    if (card && target.matches("[data-status=not_applicable]")) {
      card.querySelector("[data-field=reason]").focus();
    }
  });
})();

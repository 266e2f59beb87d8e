// The number beside a slider follows it, and is what a screen reader says of it.
(() => {
  "use strict";

  const show = (slider) => {
    const number = document.querySelector(`[data-slider-number="${slider.id}"]`);
    const unit = document.querySelector(`[data-slider-unit="${slider.id}"]`);
    const language = slider.closest("[lang]").lang;
    number.textContent = slider.valueAsNumber.toLocaleString(language);
    slider.setAttribute("aria-valuetext", `${number.textContent} ${unit.textContent}`);
  };

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-slider]")) {
      show(event.target);
    }
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-slider]").forEach(show);
  });
})();

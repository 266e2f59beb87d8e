// The theme switch: follow the system, light, dark. Loaded before the page is drawn, so that nothing flashes.
(() => {
  "use strict";

  const KEY = "plumbline-theme";
  const THEMES = ["auto", "light", "dark"];
  const root = document.documentElement;

  const stored = () => {
    try {
      const theme = localStorage.getItem(KEY);
      return THEMES.includes(theme) ? theme : "auto";
    } catch {
      return "auto";
    }
  };

  const keep = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Without storage the choice lasts for this page.
    }
  };

  const show = (theme) => {
    root.dataset.theme = theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  };

  show(stored());

  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-switch]")) {
      group.hidden = false;
    }
    show(stored());
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-choice]");
    if (button) {
      keep(button.dataset.themeChoice);
      show(button.dataset.themeChoice);
    }
  });

  window.addEventListener("storage", (event) => {
    if (event.key === KEY) {
      show(stored());
    }
  });
})();

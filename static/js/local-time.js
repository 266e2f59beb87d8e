// Times are written in UTC; this shows them on the reader's clock, and today's without the date.
// In the language of the page, and of its variants in the one that the browser prefers.
(() => {
  "use strict";

  const page = document.documentElement.lang;
  const language = navigator.languages.find((one) => one.split("-")[0] === page) ?? page;
  const today = () => new Date().toDateString();
  const clock = { hour: "2-digit", minute: "2-digit" };
  const calendar = { day: "numeric", month: "short", year: "numeric", ...clock };

  const localise = (root) => {
    for (const time of root.querySelectorAll?.("time[data-local]") ?? []) {
      const at = new Date(time.dateTime);
      const isToday = at.toDateString() === today();
      time.textContent = isToday ? at.toLocaleTimeString(language, clock) : at.toLocaleString(language, calendar);
      time.title = at.toLocaleString(language);
    }
  };

  localise(document);
  document.addEventListener("htmx:afterSwap", ({ target }) => localise(target));
})();

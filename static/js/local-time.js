// Times are written in UTC; this shows them on the reader's clock, and today's without the date.
(() => {
  "use strict";

  const today = () => new Date().toDateString();
  const clock = { hour: "2-digit", minute: "2-digit" };
  const calendar = { day: "numeric", month: "short", year: "numeric", ...clock };

  const localise = (root) => {
    for (const time of root.querySelectorAll?.("time[data-local]") ?? []) {
      const at = new Date(time.dateTime);
      const isToday = at.toDateString() === today();
      time.textContent = isToday ? at.toLocaleTimeString([], clock) : at.toLocaleString([], calendar);
      time.title = at.toLocaleString();
    }
  };

  localise(document);
  document.addEventListener("htmx:afterSwap", ({ target }) => localise(target));
})();

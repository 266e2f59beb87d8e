// On a phone the tabs scroll sideways: bring the current one into sight.
document.addEventListener("DOMContentLoaded", () => {
  "use strict";

  for (const tab of document.querySelectorAll(".tabs [aria-current]")) {
    const tabs = tab.closest(".tabs");
    tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  }
});

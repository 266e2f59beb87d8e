// On a phone the sections stand in one row: the current one comes into sight.
(() => {
  "use strict";

  const current = document.querySelector(".sections [aria-current]");
  const row = current?.closest("ol");
  if (row && row.scrollWidth > row.clientWidth) {
    row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.clientWidth) / 2;
  }
})();

// Menus made of <details data-menu> close on Escape, on a click elsewhere, and when the focus leaves.
(() => {
  "use strict";

  const openMenus = () => document.querySelectorAll("details[data-menu][open]");

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      return;
    }
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  const closeOutside = (event) => {
    for (const menu of openMenus()) {
      if (!menu.contains(event.target)) {
        menu.open = false;
      }
    }
  };

  document.addEventListener("pointerdown", closeOutside);
  document.addEventListener("focusin", closeOutside);
})();

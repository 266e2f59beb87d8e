// Adds and removes rows of a table question. Without this script some blank rows are there to be filled.
(() => {
  "use strict";

  const rowsOf = (table) => [...table.querySelectorAll("[data-row]")];
  const controlsOf = (row) => [...row.querySelectorAll("[name]")];
  const isBlank = (row) => controlsOf(row).every((control) => !control.value);
  const blank = (row) => controlsOf(row).forEach((control) => (control.value = ""));

  const addRow = (table) => {
    const last = rowsOf(table).at(-1);
    const row = last.cloneNode(true);
    const number = Math.max(...controlsOf(last).map((control) => Number(control.name.match(/\.rows\.(\d+)\./)[1]))) + 1;
    for (const element of row.querySelectorAll("[name], label")) {
      for (const attribute of ["name", "id", "for"].filter((one) => element.hasAttribute(one))) {
        element.setAttribute(attribute, element.getAttribute(attribute).replace(/\.rows\.\d+\./, `.rows.${number}.`));
      }
    }
    blank(row);
    last.after(row);
    return row;
  };

  const removeRow = (row) => {
    const table = row.closest("[data-rows]");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    blank(row);
    if (next) {
      row.remove();
      controlsOf(next)[0].focus();
    }
    table.dispatchEvent(new CustomEvent("answer-edited", { bubbles: true }));
  };

  const prepare = (root) => {
    for (const table of root.querySelectorAll("[data-rows]")) {
      rowsOf(table).slice(1).filter(isBlank).forEach((row) => row.remove());
      table.querySelectorAll("[data-add-row], [data-remove-row]").forEach((button) => (button.hidden = false));
    }
  };

  document.addEventListener("click", ({ target }) => {
    const table = target.closest("[data-add-row]")?.closest("[data-rows]");
    if (table) {
      controlsOf(addRow(table))[0].focus();
    }
    const row = target.closest("[data-remove-row]")?.closest("[data-row]");
    if (row) {
      removeRow(row);
    }
  });

  prepare(document);
  document.addEventListener("htmx:load", ({ target }) => prepare(target));
})();

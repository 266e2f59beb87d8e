// “None of these” and the things themselves exclude each other.
document.addEventListener("input", ({ target }) => {
  const control = target.closest(".question__control");
  const none = control?.querySelector("[data-none]");
  if (!none) {
    return;
  }
  if (target !== none) {
    none.checked = false;
  } else if (none.checked) {
    control.querySelectorAll("[type=checkbox]").forEach((box) => (box.checked = box === none));
  }
});

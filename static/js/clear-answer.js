// Takes an answer back without leaving the page.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-clear]");
  const card = button?.closest("[data-autosave]");
  if (!card) {
    return;
  }
  event.preventDefault();
  for (const control of card.querySelectorAll(".question__control [name], .question__status [name], [data-field=reason]")) {
    if (control.matches("[type=radio], [type=checkbox]")) {
      control.checked = control.matches("[data-status=answered], [value=single]");
    } else {
      control.value = "";
    }
  }
  card.dispatchEvent(new CustomEvent("answer-edited", { bubbles: true }));
  card.querySelector("fieldset [name]").focus();
});

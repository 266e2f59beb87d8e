// What a mark of a chart stands for, beside the pointer, under a finger, or with the arrow keys in a focused chart.
(() => {
  "use strict";

  const NEAR = 14;
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.setAttribute("role", "status");
  let shown = null;

  // Its title is emptied while the tip is there, or the browser would show it as well.
  const wordsOf = (mark) => {
    const title = mark.querySelector("title");
    mark.dataset.tip ??= title.textContent;
    title.textContent = "";
    return mark.dataset.tip;
  };

  const hide = () => {
    if (!shown) {
      return;
    }
    shown.querySelector("title").textContent = shown.dataset.tip;
    shown.classList.remove("chart-mark--now");
    shown = null;
    tip.textContent = "";
  };

  const place = (x, y) => {
    const { width, height } = tip.getBoundingClientRect();
    const left = Math.min(Math.max(x - width / 2, 4), innerWidth - width - 4);
    tip.style.left = `${Math.max(left, 4)}px`;
    tip.style.top = `${y - height - NEAR > 4 ? y - height - NEAR : y + NEAR}px`;
  };

  const show = (mark, x, y) => {
    if (mark !== shown) {
      hide();
      shown = mark;
      tip.textContent = wordsOf(mark);
      mark.classList.add("chart-mark--now");
    }
    place(x, y);
  };

  const follow = (event) => {
    const mark = event.target instanceof Element && event.target.closest(".chart-mark");
    if (mark) {
      show(mark, event.clientX, event.clientY);
    } else if (!isReadWithKeys()) {
      hide();
    }
  };

  const step = (event) => {
    if (event.key === "Escape") {
      hide();
      return;
    }
    const chart = document.activeElement;
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!way || !chart?.matches(".chart__scroll") || chart.scrollWidth > chart.clientWidth + 1) {
      return;
    }
    const marks = [...chart.querySelectorAll(".chart-mark")];
    if (!marks.length) {
      return;
    }
    event.preventDefault();
    const last = way > 0 ? 0 : marks.length - 1;
    const next = marks[marks.indexOf(shown) + way] ?? marks[last];
    next.scrollIntoView({ block: "nearest" });
    showAtMark(next);
  };

  const showAtMark = (mark) => {
    const box = mark.getBoundingClientRect();
    show(mark, box.left + box.width / 2, box.top);
  };

  const isReadWithKeys = () => Boolean(shown?.closest(".chart__scroll")?.matches(":focus"));

  const scrolled = () => {
    if (isReadWithKeys()) {
      showAtMark(shown);
    } else {
      hide();
    }
  };

  document.body.append(tip);
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerdown", follow);
  document.addEventListener("keydown", step);
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", scrolled, { passive: true });
})();

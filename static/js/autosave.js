// Saves each answer as it changes. What could not be sent stays on the page and is tried again.
(() => {
  "use strict";

  const PAUSE_MS = { text: 900, together: 6000 };
  const LONGEST_WAIT_MS = 30_000;
  const TIMEOUT_MS = 15_000;
  const timers = new WeakMap();
  const waits = new WeakMap();
  let sequence = 0;

  const cardOf = (element) => element.closest?.("[data-autosave]");
  const unsaved = () => [...document.querySelectorAll("[data-autosave][data-unsaved]")];
  const request = (card) => card.querySelector("[data-request]");

  const newId = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.split("=")[1];

  // The text beside the answer; the hidden revision in the same place stays.
  const show = (card, kind, text, link) => {
    const region = card.querySelector(".question__state");
    const line = Object.assign(document.createElement("span"), { className: `save-state__text save-state--${kind}`, textContent: text });
    if (link) {
      line.append(" ", Object.assign(document.createElement("a"), { ...link, target: "_blank" }));
    }
    region.dataset.state = kind;
    region.replaceChildren(...region.querySelectorAll("input[type=hidden]"), line);
  };

  const save = (card) => {
    clearTimeout(timers.get(card));
    if ("unsaved" in card.dataset) {
      show(card, "saving", "Saving …");
      htmx.trigger(card, "save");
    }
  };

  const saveAfter = (card, delay) => {
    clearTimeout(timers.get(card));
    timers.set(card, setTimeout(save, delay, card));
  };

  const touch = (card) => {
    request(card).value = newId();
    card.querySelector("[data-sequence]").value = ++sequence;
    card.dataset.unsaved = "";
    card.dispatchEvent(new CustomEvent("answer-touched", { bubbles: true }));
  };

  const isTyped = (control) => control.matches("textarea, input:not([type=radio], [type=checkbox])");

  document.addEventListener("input", ({ target }) => {
    const card = cardOf(target);
    // One number or a range: which of them is shown is no answer.
    if (!card || !target.name || target.name.endsWith(".shape")) {
      return;
    }
    touch(card);
    if (target.closest("[data-together]")) {
      saveAfter(card, PAUSE_MS.together);
    } else {
      saveAfter(card, isTyped(target) ? PAUSE_MS.text : 0);
    }
  });

  // For behaviours that change an answer by themselves, such as removing a row.
  document.addEventListener("answer-edited", ({ target }) => {
    touch(cardOf(target));
    saveAfter(cardOf(target), 0);
  });

  // A field that was left is complete; so is a row or a range of which the last field was left.
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const card = cardOf(target);
    const together = target.closest("[data-together]");
    if (card && isTyped(target) && !(together && together.contains(relatedTarget))) {
      saveAfter(card, 0);
    }
  });

  // Enter in a field saves it, instead of sending the page.
  document.addEventListener("keydown", (event) => {
    const card = cardOf(event.target);
    if (card && event.key === "Enter" && event.target.matches("input:not([type=submit])")) {
      event.preventDefault();
      save(card);
    }
  });

  const tryAgain = (card) => {
    const wait = Math.min((waits.get(card) ?? 1000) * 2, LONGEST_WAIT_MS);
    waits.set(card, wait);
    saveAfter(card, wait);
  };

  document.addEventListener("htmx:configRequest", ({ target, detail }) => {
    detail.timeout = TIMEOUT_MS;
    // The token changes when somebody signs in again in another tab.
    detail.headers["X-CSRFToken"] = cookie("csrftoken") ?? detail.headers["X-CSRFToken"];
    delete target.dataset.refused;
  });

  document.addEventListener("htmx:beforeSwap", ({ target, detail }) => {
    const card = cardOf(detail.requestConfig.elt);
    if (!card) {
      return;
    }
    if (new URL(detail.xhr.responseURL).pathname !== detail.requestConfig.path) {
      detail.shouldSwap = false;
      card.dataset.refused = "signed-out";
      show(card, "error", "Not saved: you are signed out. Your answer stays here.", {
        href: detail.xhr.responseURL,
        textContent: "Sign in in another tab",
      });
    } else if ([409, 422].includes(detail.xhr.status)) {
      detail.shouldSwap = true;
      detail.isError = false;
      card.dataset.refused = "answer";
    }
  });

  const markFaults = (card) => {
    const faulty = [...card.querySelectorAll("[data-fault]")].map((fault) => fault.dataset.fault);
    for (const control of card.querySelectorAll("[data-field]")) {
      control.setAttribute("aria-invalid", String(faulty.includes(control.dataset.field)));
    }
  };

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const card = detail.requestConfig.elt.matches("[data-autosave]") ? detail.requestConfig.elt : null;
    if (!card) {
      return;
    }
    const sent = detail.requestConfig.parameters[request(card).name];
    if (card.dataset.refused === "answer") {
      card.dispatchEvent(new CustomEvent("answer-refused", { bubbles: true }));
    } else if (detail.successful && !card.dataset.refused) {
      waits.delete(card);
      if (sent === request(card).value) {
        delete card.dataset.unsaved;
        card.dispatchEvent(new CustomEvent("answer-saved", { bubbles: true }));
      }
    } else if (detail.xhr.status === 403 || detail.xhr.status === 404) {
      show(card, "error", "Not saved: you no longer have the right to answer here. Your text stays on this page.");
    } else if (!card.dataset.refused) {
      show(card, "error", "Not saved yet: no connection. Your answer is kept and sent again.");
      tryAgain(card);
    }
    markFaults(card);
  });

  document.addEventListener("htmx:afterSwap", ({ target }) => {
    if (target.matches(".question__state")) {
      target.dataset.state = target.querySelector("[data-kind]").dataset.kind;
    }
  });

  const saveAll = () => unsaved().forEach(save);
  window.addEventListener("online", saveAll);
  window.addEventListener("focus", () => unsaved().filter((card) => card.dataset.refused === "signed-out").forEach(save));
  document.addEventListener("visibilitychange", () => document.hidden && saveAll());

  // Leaving the page sends what is still waiting; the same request id makes a second arrival harmless.
  window.addEventListener("pagehide", () => {
    const page = new FormData(document.getElementById("page-form"));
    for (const card of unsaved()) {
      const names = [...page.keys()].filter((name) => name.startsWith(`${card.dataset.question}.`));
      const body = new URLSearchParams([["csrfmiddlewaretoken", page.get("csrfmiddlewaretoken")]]);
      new Set(names).forEach((name) => page.getAll(name).forEach((value) => body.append(name, value)));
      navigator.sendBeacon(card.getAttribute("hx-post"), body);
    }
  });

  document.documentElement.dataset.autosave = "on";
})();

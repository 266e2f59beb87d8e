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
  const sequenceOf = (card) => card.querySelector("[data-sequence]");
  const request = (card) => card.querySelector("[data-request]");
  const texts = () => document.getElementById("script-texts").dataset;
  const person = () => document.querySelector("[data-user]").dataset.user;

  // In the order in which they were changed.
  const unsaved = () =>
    [...document.querySelectorAll("[data-autosave][data-unsaved]")].sort((one, two) => sequenceOf(one).value - sequenceOf(two).value);

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
      show(card, "saving", texts().saving);
      htmx.trigger(card, "save");
    }
  };

  const saveAfter = (card, delay) => {
    clearTimeout(timers.get(card));
    timers.set(card, setTimeout(save, delay, card));
  };

  const touch = (card) => {
    request(card).value = newId();
    sequenceOf(card).value = ++sequence;
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

  // The link opens this page anew, which asks for the password first.
  const showSignedOut = (card, text) => {
    card.dataset.refused = "signed-out";
    show(card, "error", text, { href: location.pathname, textContent: texts().signIn });
  };

  document.addEventListener("htmx:configRequest", ({ target, detail }) => {
    detail.timeout = TIMEOUT_MS;
    if (detail.verb === "post") {
      detail.parameters.person = person();
    }
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
      showSignedOut(card, texts().signedOut);
    } else if (detail.xhr.status === 401) {
      showSignedOut(card, texts().somebodyElse);
    } else if (detail.xhr.status === 403 && !cookie("csrftoken")) {
      showSignedOut(card, texts().forgotten);
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
      card.dispatchEvent(new CustomEvent("answer-refused", { bubbles: true, detail: { status: detail.xhr.status } }));
    } else if (detail.successful && !card.dataset.refused) {
      waits.delete(card);
      if (sent === request(card).value) {
        delete card.dataset.unsaved;
        card.dispatchEvent(new CustomEvent("answer-saved", { bubbles: true }));
      }
    } else if (card.dataset.refused) {
      clearTimeout(timers.get(card));
    } else if (detail.xhr.status === 403 && cookie("csrftoken") !== detail.requestConfig.headers["X-CSRFToken"]) {
      saveAfter(card, 0); // The refusal brought a new token, or somebody signed in meanwhile.
    } else if (detail.xhr.status === 403 || detail.xhr.status === 404) {
      show(card, "error", texts().noRight);
    } else if (detail.xhr.status === 413) {
      show(card, "error", texts().tooLarge);
    } else {
      show(card, "error", detail.xhr.status ? texts().serverFault : texts().noConnection);
      tryAgain(card);
    }
    markFaults(card);
  });

  document.addEventListener("htmx:afterSwap", ({ target, detail }) => {
    if (!target.matches?.(".question__state")) {
      return;
    }
    const seen = target.querySelector("[data-kind]");
    target.dataset.state = seen.dataset.kind;
    // Whoever goes on typing has not chosen between the two: the next save is told of the other one again.
    if (seen.dataset.kind === "conflict") {
      seen.value = detail.requestConfig.parameters[seen.name];
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
      const body = new URLSearchParams([["csrfmiddlewaretoken", page.get("csrfmiddlewaretoken")], ["person", person()]]);
      new Set(names).forEach((name) => page.getAll(name).forEach((value) => body.append(name, value)));
      navigator.sendBeacon(card.getAttribute("hx-post"), body);
    }
  });

  document.documentElement.dataset.autosave = "on";
})();

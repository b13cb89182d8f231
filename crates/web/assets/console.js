// Tongguan console. Every form works without this file; it only saves steps.
(() => {
  "use strict";
  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  // Slider puzzle: range, number and the piece in the picture show one value.
  const puzzle = (box) => {
    const range = box.querySelector("[data-slide]");
    const number = box.querySelector("[data-slide-number]");
    const piece = box.querySelector("[data-piece]");
    if (!range || !number) return;
    const show = (value) => {
      range.value = value;
      number.value = range.value;
      if (piece) piece.setAttribute("x", range.value);
    };
    range.addEventListener("input", () => show(range.value));
    range.addEventListener("keydown", (event) => {
      const step = { PageUp: 30, PageDown: -30 }[event.key];
      if (!step) return;
      event.preventDefault();
      show(Number(range.value) + step);
    });
    number.addEventListener("change", () => { if (number.value !== "") show(number.value); });
  };

  // Password rules: the same counts as on the server, shown while typing; the server decides.
  const rules = (input) => {
    const list = document.getElementById(input.dataset.rules);
    if (!list) return;
    const rule = {
      length: (text, item) => [...text].length >= Number(item.dataset.min),
      letters: (text) => /\p{Lu}/u.test(text) && /\p{Ll}/u.test(text),
      digit: (text) => /[0-9]/.test(text),
      symbol: (text) => /[^\p{L}\p{N}\s]/u.test(text),
    };
    const mark = (item, ok) => {
      item.className = ok ? "is-pass" : "is-none";
      item.querySelector("use").setAttribute("href", ok ? "#pass" : "#none");
    };
    const show = () => all("[data-rule]", list).forEach((item) => mark(item, rule[item.dataset.rule](input.value, item)));
    input.addEventListener("input", show);
    show();
  };

  const copy = (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim())
        .then(() => { button.querySelector("[data-done]").hidden = false; });
    });
  };

  const start = (root) => {
    all("[data-puzzle]", root).forEach(puzzle);
    all("input[data-rules]", root).forEach(rules);
    all("button[data-copy]", root).forEach(copy);
    // A filter applies when it is changed; the button beside it does the same without script.
    all("form[data-auto] select, form[data-auto] input[type=checkbox]", root)
      .forEach((field) => field.addEventListener("change", () => field.form.requestSubmit ? field.form.requestSubmit() : field.form.submit()));
  };

  // J and K go from row to row of a list; Enter then opens it as any link.
  const row = (event, key) => {
    const rows = all("[data-row]");
    const step = { J: 1, K: -1 }[key];
    if (!step || !rows.length) return;
    event.preventDefault();
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
  };

  // Desk keys: each is a shortcut for the button that shows it; inactive while typing.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest && event.target.closest("input, textarea, select, [contenteditable]")) return;
    const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    const target = all("[data-key]").find((e) => e.dataset.key === key && !e.disabled);
    if (!target) {
      row(event, key);
      return;
    }
    event.preventDefault();
    if (target.matches("input, textarea, select")) target.focus(); else target.click();
    const box = target.tagName === "SUMMARY" && target.parentElement.querySelector("textarea");
    if (box) setTimeout(() => box.focus(), 0);
  });

  document.addEventListener("DOMContentLoaded", () => {
    start(document);
    const summary = document.getElementById("errors");
    if (summary) summary.focus();
  });
  document.addEventListener("htmx:afterSwap", (event) => start(event.target));
})();

"use strict";
// The page is complete without this: it narrows the list of obligations down, and opens what is closed.
(() => {
  const all = [...document.querySelectorAll("main details")];

  // What a link points at, or lies within, is opened. Browsers do so themselves for what lies within; not all do yet.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    let opened = false;
    for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) {
      opened = opened || !part.open;
      part.open = true;
    }
    if (opened) target.scrollIntoView();
  };
  window.addEventListener("hashchange", reveal);
  reveal();

  const button = document.getElementById("open-all");
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-pressed") === "false";
    all.forEach((part) => { part.open = open; });
    button.setAttribute("aria-pressed", String(open));
    button.textContent = open ? button.dataset.close : button.dataset.open;
  });
  button.parentElement.hidden = false;

  // Paper has no folds; after printing, the screen is as it was.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = all.filter((part) => !part.open);
    unfolded.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => { unfolded.forEach((part) => { part.open = false; }); });

  const form = document.querySelector(".filter");
  const status = document.getElementById("filter-status");
  const text = document.getElementById("filter-text");
  const count = document.getElementById("filter-count");
  const rows = [...document.querySelectorAll("tr.row")];
  const blocks = [...document.querySelectorAll("details.obligation")];
  const fits = (part, words) => (!status.value || part.dataset.status === status.value)
    && part.textContent.toLowerCase().includes(words);
  const apply = () => {
    const words = text.value.trim().toLowerCase();
    rows.forEach((row) => { row.hidden = !fits(row, words); });
    blocks.forEach((block, i) => { block.hidden = rows[i].hidden; });
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = shown === rows.length ? "" : count.dataset.some.replace("{shown}", shown).replace("{all}", rows.length);
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.hidden = false;

  const contents = document.querySelector(".contents details");
  if (window.matchMedia("(max-width: 1099px)").matches) contents.open = false;
})();

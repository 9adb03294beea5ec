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

  const contents = document.querySelector(".contents details");
  if (window.matchMedia("(max-width: 1099px)").matches) contents.open = false;
})();

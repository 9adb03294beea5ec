"use strict";
// The page is complete without this: it only narrows the list of obligations down, and opens what a link points at.
(() => {
  const form = document.querySelector(".filter");
  const status = document.getElementById("filter-status");
  const text = document.getElementById("filter-text");
  const count = document.getElementById("filter-count");
  const rows = [...document.querySelectorAll("tr.row")];
  const apply = () => {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = (!status.value || row.dataset.status === status.value) && row.textContent.toLowerCase().includes(wanted);
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    count.textContent = shown === rows.length ? "" : `${shown} of ${rows.length}`;
  };
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  form.hidden = false;
  const contents = document.querySelector(".contents details");
  if (window.matchMedia("(max-width: 1099px)").matches) contents.open = false;
  window.addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
})();

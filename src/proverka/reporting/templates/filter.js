"use strict";
// The list of obligations, by their status and by what is written in it: `?status=overdue` shows those alone.
(() => {
  const wire = () => {
    const form = document.querySelector(".filter");
    if (!form) return;
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
      const some = count.dataset.some.replace("{shown}", shown).replace("{all}", rows.length);
      count.textContent = shown === rows.length ? "" : some;
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", apply);
    form.hidden = false;
    const asked = new URLSearchParams(location.search).get("status");
    if (asked && [...status.options].some((option) => option.value === asked)) status.value = asked;
    apply();
  };
  wire();
  document.addEventListener("proverka:shown", wire);
})();

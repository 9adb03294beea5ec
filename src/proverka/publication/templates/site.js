"use strict";
// Every page is complete without this. It shows a page as of another day, and folds the menu where there is little room.
(() => {
  const proverka = globalThis.proverka;
  const root = document.documentElement;
  const { base, page } = root.dataset;
  const contents = document.querySelector(".contents details");
  if (window.matchMedia("(max-width: 1099px)").matches) contents.open = false;

  const form = document.getElementById("on-day");
  const input = form.elements.day;
  const main = document.getElementById("main");
  const banner = document.getElementById("other-day");
  const asked = new URLSearchParams(location.search).get("on");
  // Which days a reader can ask for: of a large record the ends of months or years, and so listed.
  const { first, last, days } = proverka.held("assets/days");
  const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && !Number.isNaN(Date.parse(text));

  // A link inside the edition keeps the day.
  const keepDay = (day) => {
    for (const link of document.querySelectorAll("a[href]")) {
      const href = link.getAttribute("href");
      if (/^(?:[a-z][a-z0-9+.-]*:|#|\/)/i.test(href) || link.hasAttribute("data-today")) continue;
      const [, path, query = "", anchor = ""] = /^([^?#]*)(\?[^#]*)?(#.*)?$/.exec(href);
      const asked = new URLSearchParams(query);
      asked.set("on", day);
      if (/\.html$/.test(path)) link.setAttribute("href", `${path}?${asked}${anchor}`);
    }
  };

  const show = async (day) => {
    input.value = day;
    banner.querySelector("time").textContent = day;
    banner.hidden = false;
    root.dataset.on = day;
    if (root.dataset.past !== "kept") {
      const dated = [...main.querySelectorAll("[data-known]")];
      dated.forEach((part) => { part.hidden = part.dataset.known > day; });
      if (!dated.length) banner.classList.add("same");
      else if (dated.every((part) => part.hidden)) main.innerHTML = document.getElementById("not-yet").innerHTML;
      keepDay(day);
      root.dataset.shown = day;
      return;
    }
    const [pack, words] = await Promise.all([
      proverka.load(`past/${page}.js`, page),
      proverka.load(`assets/words/${root.lang}.js`, `words/${root.lang}`),
    ]);
    const neutral = proverka.partsOn(pack, day);
    const noDrawing = document.getElementById("no-drawing").innerHTML;
    main.innerHTML = neutral === null
      ? document.getElementById("not-yet").innerHTML
      : proverka.tell(neutral, words, { asOf: day, knownAt: day, base, drawings: {}, noDrawing });
    if (main.querySelector("template.plan")) (await proverka.load("assets/draw.js", "assets/draw"))(main, words, day);
    keepDay(day);
    root.dataset.shown = day;
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) target.scrollIntoView();
    document.dispatchEvent(new Event("proverka:shown"));
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const day = input.value;
    if (!isDay(day) || day < first || day > last) { input.reportValidity(); return; }
    location.href = day === last ? location.pathname : `${location.pathname}?on=${day}${location.hash}`;
  });
  if (days.length) input.replaceChildren(...days.map((day) => new Option(day, day)));
  else Object.assign(input, { min: first, max: last });
  input.value = last;
  banner.querySelector("[data-today] time").textContent = last;
  form.hidden = false;
  if (isDay(asked) && asked >= first && asked < last) show(asked);
  else root.dataset.shown = last;
})();

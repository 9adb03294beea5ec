"use strict";
// Data come as scripts (docs/spec/edition.md), since a page opened from a disk may read nothing else.
(() => {
  const proverka = globalThis.proverka ?? (globalThis.proverka = {});
  const { base } = document.documentElement.dataset;
  const store = new Map();
  proverka.put = (name, value) => { store.set(name, value); };
  // Returns what was put under a name, if anything was.
  proverka.held = (name) => store.get(name);
  proverka.load = (path, name) => new Promise((resolve, reject) => {
    if (store.has(name)) { resolve(store.get(name)); return; }
    const script = document.createElement("script");
    script.src = `${base}../${path}`;
    script.addEventListener("load", () => store.has(name) ? resolve(store.get(name)) : reject(new Error(`${path} is another file`)));
    script.addEventListener("error", () => reject(new Error(`${path} is not there`)));
    document.head.append(script);
  });
})();

"use strict";
// Keeps the words that this page came with, before any script changes them, and offers to verify the page: what does
// that is loaded when a reader asks for it.
(() => {
  const proverka = globalThis.proverka ?? (globalThis.proverka = {});
  const SCRIPTS = ["bytes", "keys", "note", "tree", "record", "figures", "manifest", "source", "panel", "page"];
  const APART = "script, style, template, noscript";

  // Returns the words under an element as docs/spec/edition.md defines them.
  proverka.wordsOf = (root) => {
    const { FILTER_ACCEPT, FILTER_REJECT, FILTER_SKIP, SHOW_ELEMENT, SHOW_TEXT } = NodeFilter;
    const taken = (node) =>
      node.nodeType === Node.TEXT_NODE ? FILTER_ACCEPT : node.matches(APART) ? FILTER_REJECT : FILTER_SKIP;
    const texts = document.createTreeWalker(root, SHOW_ELEMENT | SHOW_TEXT, taken);
    let words = "";
    while (texts.nextNode()) words += texts.currentNode.data;
    return words.replace(/[\t\n\f\r ]+/g, " ").replace(/^ | $/g, "");
  };
  proverka.served = proverka.wordsOf(document.body);

  const { base } = document.documentElement.dataset;
  const loaded = (name) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${base}../assets/verify/${name}.js`;
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => reject(new Error(`assets/verify/${name}.js is not there`)));
    document.head.append(script);
  });
  const whole = document.getElementById("whole");
  let ready;
  // Loads the checks, once; each needs those before it.
  const checks = () => ready ??= (async () => {
    for (const name of [...SCRIPTS, ...whole ? ["whole"] : []]) await loaded(name);
  })();

  const button = document.getElementById("verify-page");
  button.hidden = false;
  const attempt = async (work) => {
    try {
      await checks();
      await work(proverka.check);
    } catch (error) {
      // The words of other failures come with scripts, which may be what is missing: these stand in the page.
      const failed = document.getElementById("verify-failed");
      failed.querySelector("code").textContent = error.message;
      failed.hidden = false;
      console.error(error);
    }
  };
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", "true");
    attempt((check) => check.showPage());
  });
  // After the script that loads data, which is further below.
  if (whole) addEventListener("DOMContentLoaded", () => attempt((check) => check.offerWhole(whole)));
})();

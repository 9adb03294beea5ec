"use strict";
// Looks words up in the index of the edition (docs/spec/search-index.md), of which it reads only what it needs.
(() => {
  const proverka = globalThis.proverka;
  const root = document.documentElement;
  const box = document.getElementById("search");
  const list = document.getElementById("found");
  const told = document.getElementById("found-told");
  const WORD_MAX = 40, SHOWN_MAX = 100;
  const IDEOGRAPH = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]/;

  const wordsOf = (text) => (text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [])
    .flatMap((run) => {
      if (!IDEOGRAPH.test(run)) return [run.slice(0, WORD_MAX)];
      const signs = [...run];
      return signs.length === 1 ? signs : signs.slice(1).map((sign, i) => signs[i] + sign);
    });
  const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);
  const shardOf = (word) => isAscii(word.slice(0, 2)) ? word.slice(0, 2) : `u${word.codePointAt(0).toString(16)}`;
  const part = (name) => proverka.load(`search/${name}.js`, `search/${name}`);
  // What the record says is in its own language, whatever that of the page is.
  const own = (text) => {
    if (root.lang === "en") return text;
    const words = document.createElement("bdi");
    words.lang = "en";
    words.textContent = text;
    return words;
  };

  // Returns the weight of each place that has a word, or one that begins so.
  const placesOf = async (word, shards) => {
    const found = new Map();
    const wanted = word.length === 1 && isAscii(word) ? shards.filter((shard) => shard.startsWith(word)) : [shardOf(word)];
    for (const shard of wanted) {
      if (!shards.includes(shard)) continue;
      for (const [other, places] of Object.entries(await part(`words/${shard}`))) {
        if (!other.startsWith(word)) continue;
        for (let i = 0; i < places.length; i += 2) {
          const weight = places[i + 1] * (other === word ? 2 : 1);
          found.set(places[i], Math.max(weight, found.get(places[i]) ?? 0));
        }
      }
    }
    return found;
  };

  const look = async (text) => {
    const words = [...new Set(wordsOf(text))];
    list.replaceChildren();
    if (!words.length) { told.textContent = ""; return; }
    const { shards, rowsToAFile } = await part("index");
    const language = await proverka.load(`assets/words/${root.lang}.js`, `words/${root.lang}`);
    let all = null;
    for (const word of words) {
      const found = await placesOf(word, shards);
      if (all === null) all = found;
      else all = new Map([...all].filter(([place]) => found.has(place)).map(([place, weight]) => [place, weight + found.get(place)]));
    }
    const day = root.dataset.on;
    const ranked = [...all].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    let shown = 0;
    for (const [place] of ranked) {
      if (shown === SHOWN_MAX) break;
      const rows = await part(`rows/${Math.floor(place / rowsToAFile)}`);
      const [kind, name, title, path, known] = rows[place % rowsToAFile];
      if (day && known > day) continue;
      const item = list.appendChild(document.createElement("li"));
      const link = item.appendChild(document.createElement("a"));
      const [page, anchor] = path.split("#");
      link.href = `${root.dataset.base}${page}${day ? `?on=${day}` : ""}${anchor ? `#${anchor}` : ""}`;
      link.append(own(name));
      item.append(" ", own(title), " ");
      const note = item.appendChild(document.createElement("span"));
      note.className = "sub";
      const word = kind.replaceAll("_", " ");
      note.append(language.messages[word] ?? word, ...(known ? [", ", own(known)] : []));
      shown += 1;
    }
    told.textContent = told.dataset[ranked.length > shown && !day ? "some" : shown ? "all" : "none"]
      .replace("{shown}", proverka.number(language, shown)).replace("{all}", proverka.number(language, ranked.length));
  };

  let turn = Promise.resolve();
  const asked = new URLSearchParams(location.search).get("q");
  box.value = asked ?? "";
  box.addEventListener("input", () => { turn = turn.then(() => look(box.value)); });
  document.getElementById("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    turn = turn.then(() => look(box.value));
  });
  if (asked) turn = turn.then(() => look(asked));
})();

"use strict";
// Looks words up in the index of the edition (docs/spec/search-index.md), of which it reads only what it needs.
(() => {
  const proverka = globalThis.proverka;
  const root = document.documentElement;
  const box = document.getElementById("search");
  const list = document.getElementById("found");
  const told = document.getElementById("found-told");
  const WORD_MAX = 40, SHOWN_MAX = 100;
  // Words of so many letters may differ in one from those of the record, or in two.
  const NEAR_ONE = 4, NEAR_TWO = 7;
  // Signs of writing that has no spaces between words, kana among them: nothing tells where a word ends.
  const SIGN = /[\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
  const STRETCH = new RegExp(`${SIGN.source}+|${SIGN.source.replace("[", "[^")}+`, "gu");

  // Returns the words that are looked for: of several signs only pairs, which say more than each sign by itself.
  const wordsOf = (text) => {
    const runs = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]+/gu) ?? [];
    return [...new Set(runs.flatMap((run) => run.match(STRETCH)).flatMap((stretch) => {
      const signs = [...stretch];
      if (!SIGN.test(stretch)) return [signs.slice(0, WORD_MAX).join("")];
      return signs.length === 1 ? signs : signs.slice(1).map((sign, i) => signs[i] + sign);
    }))];
  };
  const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);
  const shardOf = (word) => isAscii(word.slice(0, 2)) ? word.slice(0, 2) : codeOf(word);
  const codeOf = (word) => `u${word.codePointAt(0).toString(16)}`;
  // Returns the names of the shards that may hold a word, or one that begins so.
  const shardsOf = (word, shards) => shards.filter(word.length > 1 || !isAscii(word)
    ? (shard) => shard === shardOf(word)
    : (shard) => shard === codeOf(word) || (shard.length < 3 && shard.startsWith(word)));
  const part = (name) => proverka.load(`search/${name}.js`, `search/${name}`);

  // Returns the weight of each place that has a word, or one that begins so.
  const placesOf = async (word, shards) => {
    const found = new Map();
    for (const shard of shardsOf(word, shards)) {
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

  // Returns in how many letters two words differ: put in, left out, or another (Levenshtein).
  const apart = (one, other) => {
    let row = Array.from({ length: other.length + 1 }, (_, i) => i);
    for (const [i, letter] of one.entries()) {
      const next = [i + 1];
      other.forEach((sign, j) => next.push(Math.min(row[j + 1] + 1, next[j] + 1, row[j] + (sign === letter ? 0 : 1))));
      row = next;
    }
    return row.at(-1);
  };
  // Returns the word of the record that is nearest to one that it does not have, or that one where none is near.
  const nearest = async (word, shards) => {
    const letters = [...word];
    const most = /\p{N}/u.test(word) || letters.length < NEAR_ONE ? 0 : letters.length < NEAR_TWO ? 1 : 2;
    let best = word, least = most + 1;
    for (const shard of shardsOf(word, shards)) {
      for (const other of Object.keys(await part(`words/${shard}`))) {
        const others = [...other];
        if (Math.abs(others.length - letters.length) >= least) continue;
        const found = apart(letters, others);
        if (found < least) [best, least] = [other, found];
      }
    }
    return best;
  };
  // Returns words as the record spells them, as far as it has them or others that are near.
  const spelt = async (words) => {
    const { shards } = await part("index");
    const known = async (word) => (await placesOf(word, shards)).size ? word : nearest(word, shards);
    return Promise.all(words.map(known));
  };

  // Returns the places that have all words, each with its weight, the best first.
  const ranked = async (words) => {
    const { shards } = await part("index");
    let all = null;
    for (const word of words) {
      const found = await placesOf(word, shards);
      if (all !== null) found.forEach((weight, place) => all.has(place) ? found.set(place, weight + all.get(place)) : found.delete(place));
      all = found;
      if (!all.size) break;
    }
    return [...all ?? []].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  };

  // Yields the rows at places, each with the day from which on it is there, but for those after the day asked for, if any.
  const rowsAt = async function* (places, day) {
    if (!places.length) return;
    const { rowsToAFile } = await part("index");
    const firstDays = await part("pages");
    for (const [place] of places) {
      const [kind, name, title, path, known] = (await part(`rows/${Math.floor(place / rowsToAFile)}`))[place % rowsToAFile];
      const since = known || firstDays[path];
      if (!day || since <= day) yield [kind, name, title, path, since];
    }
  };

  // What the record says is in its own language, whatever that of the page is.
  const own = (text) => {
    if (root.lang === "en") return text;
    const words = document.createElement("bdi");
    words.lang = "en";
    words.textContent = text;
    return words;
  };

  const itemOf = ([kind, name, title, path, since], day, language) => {
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    const [page, anchor] = path.split("#");
    link.href = `${root.dataset.base}${page}${day ? `?on=${day}` : ""}${anchor ? `#${anchor}` : ""}`;
    link.append(own(name));
    item.append(" ", own(title), " ");
    const note = item.appendChild(document.createElement("span"));
    note.className = "sub";
    const word = kind.replaceAll("_", " ");
    const [, joint] = (language.messages["{first}, {second}"] ?? "{first}, {second}").split(/\{(?:first|second)\}/);
    note.append(language.messages[word] ?? word, joint, own(since));
    return item;
  };

  const look = async (text) => {
    const asked = wordsOf(text);
    list.replaceChildren();
    told.textContent = "";
    if (!asked.length) return;
    const words = await spelt(asked);
    const language = await proverka.load(`assets/words/${root.lang}.js`, `words/${root.lang}`);
    const day = root.dataset.on;
    const places = await ranked(words);
    let shown = 0, more = false;
    for await (const row of rowsAt(places, day)) {
      more = shown === SHOWN_MAX;
      if (more) break;
      list.append(itemOf(row, day, language));
      shown += 1;
    }
    // How many were known on another day only all their rows would tell.
    told.textContent = told.dataset[more ? (day ? "more" : "some") : shown ? "all" : "none"]
      .replace("{shown}", proverka.number(language, shown)).replace("{all}", proverka.number(language, places.length));
    const others = words.filter((word, i) => word !== asked[i]), unknown = asked.filter((word, i) => word !== words[i]);
    if (!others.length) return;
    const near = told.dataset.near.replace("{asked}", () => unknown.join(" ")).replace("{found}", () => others.join(" "));
    told.textContent = `${near} ${told.textContent}`;
  };

  proverka.search = { wordsOf, shardsOf, spelt, ranked, rowsAt };
  // One after another; what could not be loaded for one text is no hindrance to the next.
  let turn = Promise.resolve();
  const lookNext = (text) => { turn = turn.catch(() => {}).then(() => look(text)); };
  const asked = new URLSearchParams(location.search).get("q");
  box.value = asked ?? "";
  box.addEventListener("input", () => { lookNext(box.value); });
  document.getElementById("search-form").addEventListener("submit", (event) => {
    event.preventDefault();
    lookNext(box.value);
  });
  if (asked) lookNext(asked);
})();

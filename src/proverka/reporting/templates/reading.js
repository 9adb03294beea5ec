"use strict";
// The page can be read without this. It lets a person correct and decide, and saves the drafts as a file: it makes text,
// never markup, of what the article says, and sends nothing anywhere.
(() => {
  const needed = {
    "body.text": "a paraphrase", "body.speaker": "a speaker", by: "a party", date: "a date", "body.claim": "a kind of claim",
  };
  const days = /^\d{4}(-\d\d(-\d\d)?)?(\/\d{4}(-\d\d(-\d\d)?)?)?$/;
  const quotedMax = 15;
  const save = document.getElementById("save"), terms = document.getElementById("terms");
  // What another article prints more fully has no form of its own.
  const cards = [...document.querySelectorAll(".card")].filter((card) => card.querySelector(".correct"));
  let unsaved = false;

  const form = (card) => card.querySelector(".correct");
  const field = (card, key) => card.querySelector(`[data-key="${key}"]`);
  const decision = (card) => card.querySelector('[data-decision]:checked').value;
  const words = (text) => text.trim().split(/\s+/).filter(Boolean);
  const plain = (text) => words(text.replace(/["“”«»]/g, "")).join(" ").toLowerCase();

  // What a card lacks to be confirmed, as [field, what it lacks].
  const lacking = (card) => {
    const found = Object.entries(needed).filter(([key]) => !field(card, key).value.trim())
      .map(([key, what]) => [field(card, key), what]);
    const date = field(card, "date"), quote = field(card, "body.quote");
    const source = plain(card.querySelector(".words").textContent);
    if (date.value.trim() && !days.test(date.value.trim())) found.push([date, "a date as 2013-10-07, 2013-10 or A/B"]);
    if (words(quote.value).length > quotedMax) found.push([quote, `a quote of ${quotedMax} words or fewer`]);
    else if (!source.includes(plain(quote.value))) found.push([quote, "a quote that is in the words of the statement"]);
    return found;
  };

  const refresh = (card) => {
    const decided = decision(card);
    const lacks = decided === "confirmed" ? lacking(card) : [];
    card.querySelectorAll("[aria-invalid]").forEach((part) => part.removeAttribute("aria-invalid"));
    lacks.forEach(([part]) => part.setAttribute("aria-invalid", "true"));
    card.querySelector(".missing").textContent = lacks.length ? `Still needed: ${lacks.map(([, what]) => what).join(", ")}.` : "";
    card.classList.toggle("is-confirmed", decided === "confirmed" && !lacks.length);
    card.classList.toggle("is-incomplete", lacks.length > 0);
    card.classList.toggle("is-rejected", decided === "rejected");
    card.querySelector(".state").textContent = lacks.length ? "incomplete" : decided && { confirmed: "✓ confirmed", rejected: "✗ rejected" }[decided];
  };

  const tally = () => {
    const count = (kind) => cards.filter((one) => one.classList.contains(kind)).length;
    const confirmed = count("is-confirmed"), rejected = count("is-rejected"), open = cards.length - confirmed - rejected;
    document.getElementById("tally").textContent = `${confirmed} confirmed, ${rejected} rejected, ${open} to decide`;
  };

  const show = (card, part) => {
    card.open = true;
    part.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
    // Where the text stands beside the forms, it shows the words.
    const anchor = card.querySelector(".card-body").id;
    if (matchMedia("(min-width: 1000px)").matches) document.getElementById(`${anchor}-words`).scrollIntoView({ block: "center" });
  };

  // A text as a basic string of TOML: JSON's escapes are the same, but for the one of DELETE.
  const toml = (text) => JSON.stringify(text.toWellFormed ? text.toWellFormed() : text).replace(/\x7f/g, "\\u007f");
  const entry = (card) => {
    const party = document.getElementById("party").value, known = document.getElementById("known").value;
    const borne = [...card.querySelectorAll('[data-list="bears_on"]')]
      .flatMap((part) => (part.type === "checkbox" && !part.checked ? [] : part.value.split(";")))
      .map((id) => id.trim()).filter(Boolean);
    const values = [...card.querySelectorAll("[data-key]")].map((part) =>
      [part.dataset.key, part.type === "checkbox" ? String(part.checked) : toml(part.value.trim())]);
    const along = [...card.querySelectorAll("[data-toml]")].map((part) => [part.dataset.toml, part.value]);
    const all = [...along, ["known", known], ["party", toml(party.trim())],
      ["bears_on", `[${[...new Set(borne)].map(toml).join(", ")}]`], ...values];
    const own = all.filter(([key]) => !key.startsWith("body.")), body = all.filter(([key]) => key.startsWith("body."));
    const decided = decision(card);
    return ["[[entries]]", `# ${card.querySelector("[data-comment]").value}`,
      ...(decided === "rejected" ? ["# rejected"] : []), `confirmed = ${decided === "confirmed"}`,
      ...[...own, ...body].map(([key, value]) => `${key} = ${value}`)].join("\n");
  };

  const download = (text) => {
    const address = URL.createObjectURL(new Blob([text], { type: "application/toml" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = "DRAFTS.toml";
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };

  // What a field offers is bound when somebody comes to it: hundreds of bound lists make a page slow.
  document.addEventListener("focusin", ({ target }) => {
    if (target.dataset.offers) target.setAttribute("list", target.dataset.offers);
  });
  save.addEventListener("submit", (event) => {
    event.preventDefault();
    const incomplete = cards.find((card) => decision(card) === "confirmed" && lacking(card).length);
    if (incomplete) {
      refresh(incomplete);
      show(incomplete, lacking(incomplete)[0][0]);
      return;
    }
    download(`${[save.dataset.header.trimEnd(), ...cards.map(entry)].join("\n\n")}\n`);
    unsaved = false;
  });
  document.getElementById("next").addEventListener("click", () => {
    const at = cards.findIndex((card) => card.contains(document.activeElement) || card.classList.contains("current"));
    const next = [...cards.slice(at + 1), ...cards.slice(0, at + 1)].find((card) => !decision(card));
    if (!next) return;
    if (at >= 0 && cards[at] !== next) cards[at].open = false;
    cards.forEach((card) => card.classList.toggle("current", card === next));
    show(next, field(next, "body.text"));
  });
  cards.forEach((card) => {
    form(card).hidden = false;
    card.querySelector(".why").open = false;
    form(card).addEventListener("input", () => { unsaved = true; refresh(card); tally(); });
    // A speaker whom the article names elsewhere brings the role and the party along.
    field(card, "body.speaker").addEventListener("change", (event) => {
      const known = [...document.getElementById(event.target.dataset.offers).options].find((option) => option.value === event.target.value);
      if (!known) return;
      field(card, "body.role").value = known.dataset.role;
      field(card, "by").value = known.dataset.by;
      refresh(card);
      tally();
    });
    let selected = "";
    const take = card.querySelector(".take");
    take.addEventListener("pointerdown", () => { selected = String(getSelection()); });
    take.addEventListener("click", () => {
      const taken = words(selected || String(getSelection())).join(" ");
      if (taken) field(card, "body.quote").value = taken;
      unsaved = unsaved || Boolean(taken);
      refresh(card);
      tally();
    });
    refresh(card);
  });
  tally();
  terms.addEventListener("input", () => { unsaved = true; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  save.hidden = terms.hidden = false;
  document.getElementById("read-only").hidden = true;

  // Paper has no folds; after printing, the screen is as it was.
  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    unfolded = [...document.querySelectorAll("details:not([open])")];
    unfolded.forEach((part) => { part.open = true; });
  });
  window.addEventListener("afterprint", () => { unfolded.forEach((part) => { part.open = false; }); });
})();

"use strict";
// Shows what was checked, step by step, in the words of the page's language; and what does not hold, not to be missed.
(() => {
  const { Wrong } = proverka.check;

  const FAULTS_SHOWN = 50, PHRASE = "phrase-";
  const MARKS = { holds: "met", remark: "at_risk", wrong: "overdue", nothing: "no_evidence", skipped: "no_evidence" };
  const root = document.documentElement;

  // Returns what scripts say, from the HTML that holds it in one language: messages by name, those with which figures
  // are written, and what is to be shown.
  const wordsIn = (html) => {
    const { content } = Object.assign(document.createElement("template"), { innerHTML: html });
    const all = [...content.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent.trim()]);
    const phrases = all.filter(([name]) => name.startsWith(PHRASE));
    const named = phrases.map(([name, said]) => [name.slice(PHRASE.length), said]);
    return { content, messages: Object.fromEntries(all), phrases: Object.fromEntries(named) };
  };
  // Returns the words of the page's language, and what says a message with its facts.
  const loadWords = async () => {
    const language = await proverka.load(`assets/words/${root.lang}.js`, `words/${root.lang}`);
    const path = `assets/verify/words/${root.lang}`, words = wordsIn(await proverka.load(`${path}.js`, path));
    const grouped = (value) => value < 10000 ? value : value.toLocaleString("en-US");
    const written = (value) => Array.isArray(value) ? value.map(written).join(language.messages[", "] ?? ", ")
      : typeof value === "number" ? proverka.tell(`\ue000n\ue001${grouped(value)}\ue002`, language, {}) : value;
    const say = (name, facts = {}) =>
      words.messages[name].replace(/\{(\w+)\}/g, (all, fact) => written(facts[fact] ?? all));
    return { ...words, language, say };
  };

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };
  const mark = (state) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("class", "mark");
    svg.setAttribute("viewBox", "0 0 14 14");
    svg.setAttribute("width", "14");
    svg.setAttribute("height", "14");
    svg.setAttribute("aria-hidden", "true");
    svg.innerHTML = `<use href="#mark-${MARKS[state]}"/>`;
    return svg;
  };

  // One step of a check: sentences about what holds, remarks, and what does not hold.
  class Step {
    constructor(name) { Object.assign(this, { name, said: [], remarked: false, faults: [], without: "" }); }

    say(...message) { this.said.push(message); }
    remark(...message) {
      this.remarked = true;
      this.said.push(message);
    }
    // Says that there is nothing here to be checked.
    nothing(...message) {
      this.without = "nothing";
      this.said.push(message);
    }
    // Keeps what was thrown; what is no `Wrong` is a file of another form than it must have.
    fault(error, where) {
      const form = () => new Wrong("form", { detail: String(error?.message ?? error) });
      const { reason, facts } = error instanceof Wrong ? error : form();
      this.faults.push([where, reason, facts]);
    }
    get state() { return this.faults.length ? "wrong" : this.without || (this.remarked ? "remark" : "holds"); }
  }

  class Panel {
    constructor(shown, words) {
      Object.assign(this, { shown, words, steps: [] });
      this.list = shown.querySelector(".checks");
      this.status = shown.querySelector("[role=status]");
      this.alarm = shown.querySelector("[role=alert]");
      // Above everything, where it stays in sight wherever on the page the reader is, and when the panel is closed.
      this.alarm.dataset.of = shown.id;
      document.querySelectorAll(`body > [data-of="${shown.id}"]`).forEach((old) => old.remove());
      document.body.prepend(this.alarm);
    }

    begin() {
      this.steps = [];
      this.list.replaceChildren();
      this.shown.dataset.state = "busy";
      this.alarm.replaceChildren();
      this.alarm.hidden = true;
      this.status.textContent = this.words.say("busy");
    }

    progress(name, done, total) {
      const bar = this.shown.querySelector("progress");
      bar.hidden = done >= total;
      Object.assign(bar, { max: total, value: done });
      bar.setAttribute("aria-label", this.words.say(`step-${name}`));
    }

    // Makes a step: whatever is thrown in it is a fault of it, and the next one follows.
    async step(name, work) {
      const step = new Step(name);
      this.steps.push(step);
      try {
        await work(step);
      } catch (error) {
        step.fault(error);
      }
      this.progress(name, 1, 1);
      this.list.append(this.row(step));
      return step.state !== "wrong";
    }

    // Tells of steps that could not be made, because one before them failed.
    skip(names) {
      for (const name of names) {
        const step = Object.assign(new Step(name), { without: "skipped" });
        this.steps.push(step);
        this.list.append(this.row(step));
      }
    }

    row({ name, said, faults, state }) {
      const { say } = this.words;
      const word = element("span", { className: "check-state" }, say(state));
      const title = element("strong", {}, say(`step-${name}`));
      const head = element("p", { className: "check-head" }, mark(state), title, " ", word);
      const row = element("li", { className: `check check-${state}` }, head);
      row.dataset.step = name;
      row.append(...said.map((message) => element("p", {}, say(...message))));
      const shown = faults.slice(0, FAULTS_SHOWN).map((fault) => element("li", {}, this.faultText(fault)));
      const more = faults.length - FAULTS_SHOWN;
      if (more > 0) shown.push(element("li", {}, say("more", { count: more })));
      if (shown.length) row.append(element("ul", { className: "faults" }, ...shown));
      return row;
    }

    faultText([where, reason, facts]) {
      const { say } = this.words;
      return `${where ? `${say(...where)}: ` : ""}${say(`wrong-${reason}`, facts)}`;
    }

    // Says what all steps together come to.
    end() {
      const { say } = this.words, faults = this.steps.flatMap((step) => step.faults);
      const remarks = this.steps.filter((step) => step.state === "remark").length;
      const state = faults.length ? "wrong" : "holds";
      this.shown.dataset.state = state;
      root.dataset.verified = state;
      if (state === "holds") {
        const verdict = remarks ? "verdict-remarks" : "verdict-holds";
        this.status.replaceChildren(mark(remarks ? "remark" : "holds"), say(verdict, { count: remarks }));
        this.status.classList.toggle("verdict-remarks", remarks > 0);
        return;
      }
      this.status.textContent = say("verdict-done");
      const loud = element("strong", {}, say("verdict-wrong"));
      this.alarm.replaceChildren(mark("wrong"), loud, " ", this.faultText(faults[0]));
      this.alarm.hidden = false;
    }
  }

  Object.assign(proverka.check, { Panel, loadWords, wordsIn });
})();

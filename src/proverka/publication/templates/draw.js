"use strict";
// Draws the picture of a chart from its plan (docs/spec/neutral-text.md), for the width that it has: on a page of another
// day, where no picture is. What is drawn was decided with the plan; the look is that of `proverka.reporting.chart_canvas`.
(() => {
  const proverka = globalThis.proverka;
  const DAY = 86400000, SVG = "http://www.w3.org/2000/svg";
  // The width of a desk's picture, and from where on there is room for as much as it has.
  const WIDEST = 760, ROOMY = 560;
  const LINE = 14, TICKS_WIDE = 9, TICKS_NARROW = 4, TICK_ROOM = 44;
  const MONTHS = [1, 2, 3, 6, 12, 24, 36, 60, 120];
  // How large each mark is, as an area.
  const SIZES = { circle: 34, square: 34, "triangle-up": 34, "triangle-down": 34, counted: 38, disputed: 90, diamond: 80 };

  const pen = document.createElement("canvas").getContext("2d");
  const round = (number) => Math.round(number * 100) / 100;
  const ink = (role) => `var(--${role})`;
  const node = (name, attributes, ...inside) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) {
      made.setAttribute(key, typeof value === "number" ? round(value) : value);
    }
    made.append(...inside);
    return made;
  };

  // Text: a drawing runs from left to right, so each label says by itself if it runs the other way. Without a mark before
  // it, Chromium puts the first digit of a label behind all else.
  const turned = (text) => /(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text) ? `\u2067\u200f${text}\u2069`
    : /[\u0660-\u066c]/.test(text) ? `\u200f${text}\u200f` : text;
  const label = (x, y, text, { role = "ink", anchor = "start", bold = false } = {}) => {
    const weight = bold ? { "font-weight": "bold" } : {};
    return node("text", { x, y: y + 4, "text-anchor": anchor, "font-size": "12px", fill: ink(role), ...weight }, turned(text));
  };
  const widthOf = (text, bold = false) => {
    pen.font = `${bold ? "bold " : ""}12px ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText(text).width;
  };
  const widest = (texts, bold) => Math.max(0, ...texts.map((text) => widthOf(text, bold)));
  const wrapped = (text, room) => text.split(" ").reduce((lines, word) => {
    const joined = `${lines.at(-1)} ${word}`.trim();
    return widthOf(joined) <= room ? [...lines.slice(0, -1), joined] : [...lines, word];
  }, [""]).filter(Boolean);

  const rule = (x1, y1, x2, y2, role, width = 1, dash = "") => node("line",
    { x1, y1, x2, y2, stroke: ink(role), "stroke-width": width, ...dash && { "stroke-dasharray": dash } });
  const OUTLINES = {
    square: (r) => `M${-r},${-r}H${r}V${r}H${-r}Z`,
    "triangle-up": (r) => `M0,${-0.866 * r}L${-r},${0.866 * r}L${r},${0.866 * r}Z`,
    "triangle-down": (r) => `M0,${0.866 * r}L${-r},${-0.866 * r}L${r},${-0.866 * r}Z`,
    diamond: (r) => `M${-r},0L0,${-r}L${r},0L0,${r}Z`,
    circle: (r) => `M${r},0A${r},${r},0,1,1,${-r},0A${r},${r},0,1,1,${r},0`,
  };
  OUTLINES.counted = OUTLINES.circle;
  OUTLINES.disputed = OUTLINES.square;
  const mark = (shape, x, y, role, { size = SIZES[shape], hollow = 0 } = {}) => node("path", {
    class: `mark ${shape}`, d: OUTLINES[shape](round(Math.sqrt(size) / 2)), transform: `translate(${round(x)},${round(y)})`,
    ...hollow ? { fill: ink("paper"), stroke: ink(role), "stroke-width": hollow } : { fill: ink(role) },
  });

  // Returns places moved apart so that each has its room, between top and bottom if they fit.
  const spread = (places, room, top, bottom) => {
    const moved = [];
    places.forEach((place, i) => { moved.push(Math.max(place, (i ? moved[i - 1] + room[i - 1] / 2 : top) + room[i] / 2)); });
    for (let i = moved.length - 1, limit = bottom; i >= 0; i -= 1) {
      moved[i] = Math.min(moved[i], limit - room[i] / 2);
      limit = moved[i] - room[i] / 2;
    }
    return moved;
  };

  // Days are counted since 1970.
  const dayOf = (text) => Date.parse(text) / DAY;
  const monthStarts = (first, last, step) => {
    const years = [first, last].map((day) => new Date(day * DAY).getUTCFullYear());
    const starts = [];
    for (let month = Math.floor(years[0] * 12 / step) * step; month < years[1] * 12 + 12; month += step) {
      const day = Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY;
      if (day >= first && day <= last) starts.push(day);
    }
    return starts;
  };
  // Returns an axis that holds the days with a little air, ticked at beginnings of months or years.
  const timeAxis = (days, most, width) => {
    const [least, greatest] = [Math.min(...days), Math.max(...days)];
    const air = Math.max(3, Math.floor((greatest - least) / 40));
    const [first, last] = [least - air, greatest + air];
    const all = MONTHS.map((step) => monthStarts(first, last, step));
    const ticks = all.find((found) => found.length <= Math.min(most, width / TICK_ROOM)) ?? all.at(-1);
    const names = ticks.map((tick) => new Date(tick * DAY).toISOString().slice(0, 7));
    const yearly = names.every((name) => name.endsWith("-01"));
    return { first, last, ticks, names: yearly ? names.map((name) => name.slice(0, 4)) : names,
      share: (day) => (day - first) / Math.max(1, last - first) };
  };
  const axisBelow = (axis, width, height) => {
    const places = axis.ticks.map((tick) => axis.share(tick) * width), sharp = places.map((x) => Math.round(x) + 0.5);
    return [
      ...sharp.map((x) => rule(x, height, x, height + 5, "muted")),
      rule(0, height + 0.5, width, height + 0.5, "muted"),
      ...places.map((x, i) => label(x, height + 15, axis.names[i], { role: "muted", anchor: "middle" })),
    ];
  };

  const stopsOf = (text) => text.split(";").filter(Boolean).map((stop) => {
    const [day, value, shape] = stop.split(" ");
    return { day: dayOf(day), value: Number(value), shape };
  });

  // Courses: step lines with their points, due dates as dashed rules, and the name of each line at its end.
  const courses = (plan, room, words) => {
    const roomy = room >= ROOMY;
    const lines = plan.of("line").map((one) => ({ ...one, stops: stopsOf(one.course), others: stopsOf(one.aside ?? "") }));
    const dues = plan.of("due").map((one) => ({ ...one, at: dayOf(one.day) }));
    const ticks = ticksOf(plan, words);
    const height = Number(plan.plot), top = Number(plan.top);
    const y = (value) => height * (1 - value / top);
    const names = namesOf(lines, roomy ? 165 : 92, y);
    const left = 9 + widest(ticks.map((tick) => tick.text));
    const width = room - left - 22 - Math.max(...names.map((name) => name.width));
    const days = lines.flatMap((line) => [...line.stops, ...line.others].map((stop) => stop.day));
    const axis = timeAxis([...days, ...dues.map((due) => due.at)], roomy ? TICKS_WIDE : TICKS_NARROW, width);
    const x = (day) => axis.share(day) * width;
    const heads = headsOf(dues, x, width);
    const points = (stops, role, look) => stops.map((stop) => mark(stop.shape, x(stop.day), y(stop.value), role, look));
    const across = ticks.map((tick) => Math.round(y(tick.value)) + 0.5);
    return { left, above: heads.rows ? 16 + 15 * heads.rows : 10, height, below: 25, inside: [
      ...across.map((at) => rule(0, at, width, at, "line")),
      ...axisBelow(axis, width, height),
      ...ticks.map((tick) => label(-5, y(tick.value), tick.text, { role: "muted", anchor: "end" })),
      ...dues.map((due) => rule(x(due.at), 0, x(due.at), height, due.role, 1.2, "3,3")),
      ...dues.map((due) => mark("diamond", x(due.at), y(top), due.role, { hollow: 1.6 })),
      ...heads.labels,
      node("svg", { width, height }, ...lines.map((line) => node("path",
        { class: "course", d: stepsOf(line.stops, x, y), fill: "none", stroke: ink(line.role), "stroke-width": 2 }))),
      ...lines.flatMap((line) => points(line.others, line.role, { size: 22, hollow: 1.2 })),
      ...lines.flatMap((line) => points(line.stops, line.role)),
      ...names.flatMap((name) => name.texts.map((text, i) => label(width + 8, name.y + LINE * (i + 0.5), text,
        { role: name.role, bold: i >= name.boldFrom }))),
    ] };
  };
  const stepsOf = (stops, x, y) => stops.map((stop, i) => i
    ? `H${round(x(stop.day))}V${round(y(stop.value))}` : `M${round(x(stop.day))},${round(y(stop.value))}`).join("");
  // Returns the values that have a line across: those of the plan, or some five round ones.
  const ticksOf = (plan, words) => {
    if (plan.of("tick").length) return plan.of("tick").map((one) => ({ value: Number(one.value), text: one.texts[0] }));
    const top = Number(plan.top), power = 10 ** Math.floor(Math.log10(top / 5)), error = top / 5 / power;
    const times = error >= Math.sqrt(50) ? 10 : error >= Math.sqrt(10) ? 5 : error >= Math.sqrt(2) ? 2 : 1;
    const step = Math.max(1, power * times);
    const values = Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
    return values.map((value) => ({ value, text: proverka.number(words, value) }));
  };
  // Returns the name of each line with what it reached, moved apart where they would touch.
  const namesOf = (lines, room, y) => {
    const ordered = lines.map(({ role, stops, texts: [name, told] }) => {
      const light = wrapped(name, room), bold = wrapped(told, room);
      return { role, reached: stops.at(-1)?.value ?? 0, texts: [...light, ...bold], boldFrom: light.length };
    }).sort((a, b) => b.reached - a.reached);
    const heights = ordered.map((name) => LINE * name.texts.length + 6);
    const places = spread(ordered.map((name) => y(name.reached)), heights, -6, y(0) + 10);
    return ordered.map((name, i) => ({ ...name, y: places[i] - heights[i] / 2 + 3, width: widest(name.texts, true) }));
  };
  // Returns the days of due dates, each in the first row above the plot that has room for it.
  const headsOf = (dues, x, width) => {
    const ends = [];
    const labels = dues.map((due) => {
      const text = due.texts[0], room = widthOf(text) + 8, place = x(due.at);
      // Where it would run into the names of the lines, it ends at its date instead of beginning there.
      const left = Math.max(0, place + room <= width + 8 ? place - 6 : place - room + 6);
      const free = ends.findIndex((end) => end <= left), row = free < 0 ? ends.length : free;
      ends[row] = left + room;
      return label(left, -21 - 15 * row, text, { role: "muted" });
    });
    return { rows: ends.length, labels };
  };

  // Duties on a time line: to the due date a thin line, past it a broken one, between bounds of fulfilment a thick one.
  const STROKES = { owed: [1.5], late: [2, "4,3"], fulfilled: [5] };
  const DUES = { due: { size: 130, role: "ink" }, replaced: { size: 130, role: "paper" }, occurrence: { size: 50 } };
  const timeLine = (plan, room, words, day) => {
    const roomy = room >= ROOMY, duties = plan.of("duty"), height = 36 * duties.length;
    let row = -1;
    const dues = plan.items.flatMap((one) => {
      if (one.kind === "duty") row += 1;
      return DUES[one.kind] ? one.days.split(" ").map((on) => ({ ...one, on: dayOf(on), row })) : [];
    });
    const span = plan.of("axis").find((one) => !one.until || day <= one.until);
    const axis = timeAxis([span.first, span.last, ...span.on ? [day] : []].map(dayOf), roomy ? TICKS_WIDE : TICKS_NARROW, room);
    const half = widest(axis.names) / 2 + 4, ends = axis.ticks.map((tick) => axis.share(tick) * (room - 2 * half));
    const left = Math.max(8, half - ends[0] || 0), right = Math.max(8, half + ends.at(-1) - (room - 2 * half) || 0);
    const width = room - left - right;
    const x = (moment) => axis.share(Math.min(Math.max(moment, axis.first), axis.last)) * width;
    const inside = (moment) => moment >= axis.first && moment <= axis.last;
    const parted = (text) => text.split(";").filter(Boolean).map((one) => one.split(" "));
    return { left, above: 4, height, below: 25, inside: [
      ...axis.ticks.map((tick) => rule(x(tick), 0, x(tick), height, "line")),
      ...axisBelow(axis, width, height),
      ...duties.flatMap((duty, row) => parted(duty.spans).map(([kind, from, to, role]) => node("g", { class: `span ${kind}` },
        rule(x(dayOf(from)), lineAt(row), x(to === "edge" ? axis.last : dayOf(to)), lineAt(row), role, ...STROKES[kind])))),
      ...dues.filter((due) => inside(due.on)).map((due) => upright(due.kind, x(due.on), lineAt(due.row), due.role)),
      ...duties.flatMap((duty, row) => duty.fulfilled && inside(dayOf(duty.fulfilled))
        ? [mark("circle", x(dayOf(duty.fulfilled)), lineAt(row), duty.role, { size: 70 })] : []),
      ...duties.flatMap((duty, row) => [
        label(0, 36 * row + 11, shortened(duty.texts[0], width - widthOf(duty.texts[1], true) - 12)),
        label(width, 36 * row + 11, duty.texts[1], { role: duty.role, anchor: "end", bold: true }),
      ]),
    ] };
  };
  const lineAt = (row) => 36 * row + 26;
  const upright = (kind, x, y, role) => {
    const r = Math.sqrt(DUES[kind].size) / 2;
    return node("path", { class: `mark ${kind}`, transform: `translate(${round(x)},${round(y)})`,
      d: `M${round(-0.18 * r)},${round(-r)}H${round(0.18 * r)}V${round(r)}H${round(-0.18 * r)}Z`,
      fill: ink(DUES[kind].role ?? role), ...kind !== "occurrence" && { stroke: ink(role), "stroke-width": 1 } });
  };
  const shortened = (text, room) => {
    if (widthOf(text) <= room) return text;
    let signs = [...text];
    while (signs.length && widthOf(`${signs.join("").trimEnd()}…`) > room) signs = signs.slice(0, -1);
    return `${signs.join("").trimEnd()}…`;
  };

  // Bars: what each is above it, its amount at its end.
  const bars = (plan, room) => {
    const all = plan.of("bar"), top = Math.max(...all.map((bar) => Number(bar.amount))) || 1;
    const width = room - 16, reach = width - 6 - widest(all.map((bar) => bar.texts[1]), true);
    const end = (bar) => Math.max(Number(bar.amount) / top * reach, 1);
    return { left: 4, above: 4, height: 38 * all.length, below: 4, inside: all.flatMap((bar, i) => [
      node("g", { class: "bar" }, rule(0, 38 * i + 25, end(bar), 38 * i + 25, bar.role, 10)),
      label(0, 38 * i + 12, shortened(bar.texts[0], width)),
      label(end(bar) + 6, 38 * i + 25, bar.texts[1], { role: bar.role, bold: true }),
    ]) };
  };

  const KINDS = { courses, "time-line": timeLine, bars };

  // Returns a text of a plan: what is between isolates in the page, since it runs in its own direction, is so here.
  const textOf = (element, rtl) => [...element.childNodes].map((child) => {
    const text = child.nodeType === Node.TEXT_NODE ? child.data : textOf(child, rtl);
    return rtl && child.nodeName === "BDI" && element.childNodes.length > 1 ? `\u2068${text}\u2069` : text;
  }).join("");
  const read = (template, words) => {
    const items = [...template.content.querySelectorAll("p")].map((one) => (
      { ...one.dataset, texts: [...one.querySelectorAll("span")].map((text) => textOf(text, words.rtl)) }));
    const title = textOf(template.content.querySelector("b"), words.rtl);
    return { ...template.dataset, title, items, of: (kind) => items.filter((one) => one.kind === kind) };
  };
  // Returns what a picture shows in words, for who does not see it.
  const spokenOf = (plan, words) => {
    const said = (message, facts) => (words.messages[message] || message)
      .replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
    const told = plan.items.map((one) => one.texts[2]).filter(Boolean);
    return told.length ? said("{list}.", { list: told.reduce((some, more) => said("{some}; {more}", { some, more })) }) : "";
  };

  let count = 0;
  const draw = (plan, room, words, day) => {
    const { left, above, height, below, inside } = KINDS[plan.kind](plan, Math.min(room, WIDEST), words, day);
    const id = `drawn-${count += 1}`, size = { width: Math.min(room, WIDEST), height: Math.ceil(above + height + below) };
    return node("svg", {
      class: "chart", role: "img", direction: "ltr", ...size, viewBox: `0 0 ${size.width} ${size.height}`,
      "aria-labelledby": `${id}-title ${id}-desc`,
    },
    node("title", { id: `${id}-title` }, plan.title),
    node("desc", { id: `${id}-desc` }, spokenOf(plan, words)),
    node("g", { transform: `translate(${round(left)},${round(above)})` }, ...inside));
  };

  // Puts a picture in the place of each plan, and draws it again where its room becomes another.
  proverka.put("assets/draw", (root, words, day) => {
    for (const template of root.querySelectorAll("template.plan")) {
      const plan = read(template, words), place = document.createElement("div");
      place.className = "drawn";
      template.replaceWith(place);
      let room = 0;
      const fit = () => {
        const now = Math.floor(place.clientWidth);
        if (now && now !== room) place.replaceChildren(draw(plan, room = now, words, day));
      };
      fit();
      new ResizeObserver(fit).observe(place);
      // Text is measured again when its fonts are there.
      document.fonts.ready.then(() => { room = 0; fit(); });
    }
  });
})();

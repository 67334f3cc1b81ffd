"use strict";
// The page works without this: it makes tables sortable, drawings alive and
// evidence open on a click. It builds every element by itself and never reads
// markup from a text; what it shows was made visible before it came here.

const data = JSON.parse(document.getElementById("data").textContent);
/** The order of two values, either way; what is not known comes last. */
const ordered = (one, other, way) => {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return way * (one < other ? -1 : one > other ? 1 : 0);
};
const grouped = new Intl.NumberFormat("en");
const ROWS = 50;
const PRINTED = 1000;

/** An element with properties, and with texts and elements in it. */
function make(tag, properties = {}, ...content) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...content);
  return element;
}

/** Says something to those who do not see it. */
function announce(text) {
  document.getElementById("said").textContent = text;
}

/** Copies a text; where the browser refuses, from a field that is gone again. */
async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = make("textarea", { value: text, className: "off" });
    (document.querySelector("dialog[open]") ?? document.body).append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  announce(`Copied ${what}`);
}

/** A button that copies, and says so for a moment. */
function copyButton(label, text, what) {
  const button = make("button", { type: "button", className: "copy" }, label);
  button.setAttribute("aria-label", `Copy ${what}`);
  button.addEventListener("click", async (event) => {
    event.stopPropagation();
    await copy(text(), what);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 1200);
  });
  return button;
}

// ---------------------------------------------------------------- columns

/** What a column shows and by what it sorts. */
const KINDS = {
  number: { align: true, show: (value) => grouped.format(value), key: (value) => value },
  decimal: { align: true, show: (value) => value.toFixed(1), key: (value) => value },
  probability: { align: true, show: (value) => value, key: magnitude },
  seconds: { align: true, show: (value) => `${value} s`, key: (value) => value },
  text: { show: (value) => value, key: (value) => value },
  id: { show: (value) => value, key: (value) => value },
};

/** The logarithm of a number such as 1.5e-400, which no float holds. */
function magnitude(text) {
  const [digits, exponent] = text.split("e");
  return Number(digits) > 0 ? Math.log10(Number(digits)) + Number(exponent) : -Infinity;
}

/** A column's value in a row: of few distinct texts only the place is stored. */
function valueOf(column, row) {
  const value = column.values[row];
  return column.words ? column.words[value] : value;
}

// ------------------------------------------------------------------ tables

/** A table that can be searched, filtered, sorted and leafed through. */
class Grid {
  /**
   * @param place where it goes; what is there is replaced
   * @param options columns, rows (their numbers), caption, name of a row,
   *   cell(column, row) for own cells, onRow(row) for a click
   */
  constructor(place, options) {
    Object.assign(this, { place, filters: new Map(), query: "", page: 0, sort: null, most: ROWS }, options);
    this.order = this.rows;
    this.body = make("tbody");
    this.count = make("p", { className: "soft count", role: "status" });
    this.pager = make("div", { className: "pager" });
    this.table = make("table", {}, make("caption", { className: "off" }, this.caption), this.head(), this.body);
    place.replaceChildren(this.controls(), this.count, make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: this.caption }, this.table), this.pager);
    this.apply();
  }

  head() {
    const cells = this.columns.map((column, at) => {
      const button = make("button", { type: "button" }, column.name);
      button.addEventListener("click", () => this.sortBy(at));
      const cell = make("th", { scope: "col", className: KINDS[column.kind].align ? "n" : "" }, button);
      if (column.about) cell.title = column.about;
      return cell;
    });
    this.heads = cells;
    return make("thead", {}, make("tr", {}, ...cells));
  }

  controls() {
    const bar = make("div", { className: "controls" });
    if (this.rows.length > 12) {
      if (this.columns.some((column) => column.kind === "id")) bar.append(this.searchField());
      for (const column of this.columns) if (column.filter) bar.append(this.filterOf(column));
    }
    if (this.copies) {
      const ids = () => this.order.map((row) => valueOf(this.copies, row)).join("\n");
      bar.append(copyButton("Copy ids", ids, "the ids of all rows that are left"));
    }
    return bar;
  }

  searchField() {
    const search = make("input", { type: "search", placeholder: `Search ${this.things}`, autocomplete: "off", spellcheck: false });
    search.setAttribute("aria-label", `Search ${this.caption}`);
    search.addEventListener("input", () => {
      this.query = search.value.trim().toLowerCase();
      this.apply();
    });
    return search;
  }

  /** A choice among a column's texts, or a field for one number. */
  filterOf(column) {
    const label = `${column.name}`;
    if (!column.words) {
      const field = make("input", { type: "number", min: 1, placeholder: label, className: "narrow" });
      field.setAttribute("aria-label", `Only ${label}`);
      field.addEventListener("input", () => this.filter(column, field.value === "" ? null : Number(field.value)));
      column.field = field;
      return field;
    }
    const choice = make("select", {}, make("option", { value: "" }, `${label}: all`));
    column.words.forEach((word, at) => choice.append(make("option", { value: String(at) }, word || "none")));
    choice.setAttribute("aria-label", `Only ${label}`);
    choice.addEventListener("change", () => this.filter(column, choice.value === "" ? null : Number(choice.value)));
    return choice;
  }

  filter(column, value) {
    if (value === null) this.filters.delete(column);
    else this.filters.set(column, value);
    this.apply();
  }

  /** The ids of all rows in small letters, made when first asked for. */
  texts() {
    if (!this.found) {
      const columns = this.columns.filter((column) => column.kind === "id");
      this.found = new Map(this.rows.map((row) => [row, columns.map((column) => valueOf(column, row)).join("\n").toLowerCase()]));
    }
    return this.found;
  }

  sortBy(at) {
    const column = this.columns[at];
    const again = this.sort?.at === at;
    // Numbers begin with the largest, except ranks and probabilities.
    const first = KINDS[column.kind].align && column.kind !== "probability" && !column.ascending ? -1 : 1;
    this.sort = { at, way: again ? -this.sort.way : first };
    const key = KINDS[column.kind].key;
    const keys = new Map(this.rows.map((row) => [row, key(valueOf(column, row))]));
    const way = this.sort.way;
    this.sorted = [...this.rows].sort((one, other) => ordered(keys.get(one), keys.get(other), way) || one - other);
    this.heads.forEach((head, n) => {
      if (n === at) head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    this.apply();
  }

  /** Finds the rows that are left and shows the first of them. */
  apply() {
    let order = this.sorted ?? this.rows;
    for (const [column, value] of this.filters) order = order.filter((row) => column.values[row] === value);
    if (this.query) {
      const texts = this.texts();
      order = order.filter((row) => texts.get(row).includes(this.query));
    }
    this.order = order;
    this.page = 0;
    this.show();
  }

  /** How many rows are left, and how many of them paper has room for. */
  say() {
    const [all, left] = [this.rows.length, this.order.length];
    const counted = left === all ? grouped.format(all) : `${grouped.format(left)} of ${grouped.format(all)}`;
    const cut = this.most === PRINTED && left > PRINTED ? `; here the first ${grouped.format(PRINTED)}` : "";
    this.count.textContent = `${counted} ${all === 1 ? this.thing : this.things}${cut}`;
  }

  /** Takes all filters away. */
  clear() {
    this.filters.clear();
    this.query = "";
    this.place.querySelectorAll(".controls input, .controls select").forEach((field) => { field.value = ""; });
  }

  show() {
    const start = this.page * this.most;
    this.body.replaceChildren(...this.order.slice(start, start + this.most).map((row) => this.row(row)));
    this.say();
    this.leaf();
  }

  row(row) {
    const cells = this.columns.map((column) => {
      const cell = this.cell?.(column, row) ?? plainCell(column, row);
      if (column.key === this.copies?.key) {
        const id = valueOf(column, row);
        cell.append(" ", copyButton("Copy", () => id, `id ${id}`));
        cell.classList.add("with-copy");
      }
      return cell;
    });
    return make("tr", {}, ...cells);
  }

  /** The buttons to leaf with, where there is more than a page. */
  leaf() {
    const pages = Math.ceil(this.order.length / this.most);
    const to = (name, page, text) => {
      const button = make("button", { type: "button", disabled: page < 0 || page >= pages || page === this.page }, text);
      button.setAttribute("aria-label", `${name} of ${this.caption}`);
      button.addEventListener("click", () => {
        this.page = page;
        this.show();
        this.table.parentElement.focus({ preventScroll: true });
      });
      return button;
    };
    this.pager.hidden = pages < 2;
    this.pager.replaceChildren(
      to("First page", 0, "First"),
      to("Previous page", this.page - 1, "Previous"),
      make("span", { className: "soft" }, `Page ${grouped.format(this.page + 1)} of ${grouped.format(pages)}`),
      to("Next page", this.page + 1, "Next"),
      to("Last page", pages - 1, "Last"),
    );
  }

  /** More rows for paper. */
  print(on) {
    this.most = on ? PRINTED : ROWS;
    this.page = 0;
    this.show();
  }
}

function plainCell(column, row) {
  const value = valueOf(column, row);
  const kind = KINDS[column.kind];
  const text = value === null || value === undefined ? "–" : kind.show(value);
  if (column.kind === "id") return make("td", { className: "id" }, isolated(text));
  return make("td", { className: kind.align ? "n" : column.wrap ? "wrap" : "" }, text);
}

/** An id that is too long for a line, cut in its middle; copies have all of it. */
function brief(id) {
  const letters = [...id];
  return letters.length > 100 ? `${letters.slice(0, 70).join("")}…${letters.slice(-20).join("")}` : id;
}

/** An id that its letters do not turn around. */
const isolated = (id, properties = {}) => make("bdi", { title: id.length > 100 ? id.slice(0, 2000) : "", ...properties }, brief(id));

/** A column by its key. */
const column = (table, key) => table.columns.find((column) => column.key === key);
const counted = (length) => Array.from({ length }, (_, at) => at);
const idOf = (account) => valueOf(column(data.accounts, "account_id"), account);

// ---------------------------------------------------------------- evidence

const dialog = document.getElementById("evidence");

/** Opens the dialog with a heading and some content. */
function open(heading, ...content) {
  const close = make("button", { type: "button", className: "close", ariaLabel: "Close" }, "✕");
  close.addEventListener("click", () => dialog.close());
  const title = make("h3", { id: "evidence-title", tabIndex: -1 }, ...heading);
  dialog.replaceChildren(make("div", { className: "bar" }, title, close), ...content);
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  title.focus({ preventScroll: true });
}

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

const shown = (id) => isolated(id, { className: "id" });
const moment = (millis) => new Date(millis).toISOString().replace(/\.000Z$/, "Z");

/** A table of plain cells. */
function simple(head, rows, aligned = []) {
  const cells = (tag, row) => row.map((cell, at) => make(tag, { className: aligned.includes(at) ? "n" : at === row.length - 1 && tag === "td" ? "wrap" : "" }, cell));
  return make("div", { className: "scroll", tabIndex: 0 },
    make("table", {}, make("thead", {}, make("tr", {}, ...cells("th", head))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...cells("td", row))))));
}

/** The command for the whole case, where its ids are safe in any shell. */
function command(...ids) {
  const plain = (id) => /^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/.test(id);
  if (!ids.every(plain)) return make("p", { className: "soft" }, "The whole case: lockstep explain, with the output’s directory and the ids.");
  const text = `lockstep explain DIR ${ids.join(" ")}`;
  return make("p", { className: "soft" }, "The whole case, where DIR is the directory of this page: ", make("code", {}, text), " ", copyButton("Copy", () => text, "the command"));
}

/** Shows how a pair was tested, and where it met. */
function showPair(pair) {
  const [a, b, q, first, leads, tests, meetings, left] = pair;
  const names = [idOf(a), idOf(b)];
  const order = first === "open" ? "It is not clear who acts first" : `${first === "A" ? "The first" : "The second"} acts first`;
  const dash = (value) => value ?? "–";
  const tested = tests.map(([trace, window, objects, occasions, shared, chance, habit, crowd, gap]) => [
    data.traces[trace], window, `${grouped.format(objects)} (${grouped.format(occasions)})`, shared === null ? "–" : grouped.format(shared), chance, dash(habit), dash(crowd), `${gap} s`,
  ]);
  const met = meetings.map(([trace, object, time, gap]) => [
    moment(time), gap === 0 ? "0" : gap > 0 ? `+${gap} s` : `−${-gap} s`, data.traces[trace], make("bdi", { className: "id object" }, data.objects[object]),
  ]);
  open(
    [shown(names[0]), " and ", shown(names[1])],
    make("p", {}, `q-value ${q}. ${order} (first on ${leads} objects).`),
    make("h4", {}, "How it was tested"),
    make("p", { className: "soft" }, "Met on: objects, and the distinct occasions among them. Under each explanation: how many were expected if it were true. A dash: not asked, because an earlier explanation suffices."),
    simple(["Trace", "Window", "Met on", "Both acted on", "Chance expects", "Habit expects", "Crowd expects", "Median gap"], tested, [2, 3, 4, 5, 6, 7]),
    make("h4", {}, "Where it met"),
    make("p", { className: "soft" }, `The ${grouped.format(met.length)} objects that the fewest accounts acted on${left ? `; ${grouped.format(left)} more are in evidence.parquet` : ""}. Times are UTC and the first account’s; a + where the second came later. Links are written so that they cannot be followed.`),
    simple(["Time", "Gap", "Trace", "Object"], met, [1]),
    command(...names),
  );
}

/** Shows an account with its pairs. */
function showAccount(account, section) {
  const pairs = section.pairs.filter((pair) => pair[0] === account || pair[1] === account);
  const facts = data.accounts.columns.filter((column) => column.key !== "account_id").map((column) => {
    const value = valueOf(column, account);
    return value === null || value === "" ? null : make("div", {}, make("dt", {}, column.name), make("dd", {}, KINDS[column.kind].show(value)));
  });
  const items = pairs.slice(0, 200).map((pair) => {
    const other = pair[0] === account ? pair[1] : pair[0];
    const button = make("button", { type: "button", className: "link" }, shown(idOf(other)), ` q-value ${pair[2]}`);
    button.addEventListener("click", () => showPair(pair));
    return make("li", {}, button);
  });
  open(
    [shown(idOf(account)), " ", copyButton("Copy", () => idOf(account), `id ${idOf(account)}`)],
    make("dl", { className: "small facts" }, ...facts.filter(Boolean)),
    make("h4", {}, "Its pairs, the strongest first"),
    items.length ? make("ul", { className: "plain" }, ...items) : make("p", {}, "None of its pairs is among those whose evidence this page holds."),
    make("p", { className: "soft" }, pairs.length > 200 ? `And ${grouped.format(pairs.length - 200)} more.` : ""),
    command(idOf(account)),
  );
}

// ---------------------------------------------------------------- drawings

/** A network that can be moved, zoomed and asked. */
class Sketch {
  constructor(place, section) {
    Object.assign(this, { place, section, hovered: null, focused: -1 });
    const drawing = section.drawing;
    this.drawing = drawing;
    this.size = drawing.account.length;
    const partners = column(data.accounts, "partners").values;
    const most = Math.max(1, ...drawing.account.map((account) => partners[account]));
    this.radius = drawing.account.map((account) => 0.25 + 0.75 * Math.sqrt(partners[account] / most));
    this.byRadius = counted(this.size).sort((one, other) => this.radius[other] - this.radius[one] || one - other);
    this.neighbours = null;
    this.build();
    this.measure();
    this.fit();
    this.listen();
  }

  build() {
    const say = `Network ${this.section.network}: ${grouped.format(this.size)} accounts and ${grouped.format(this.drawing.from.length)} ties drawn. The table of members and the table of pairs hold the same.`;
    this.base = make("canvas", { ariaHidden: "true" });
    this.over = make("canvas", { tabIndex: 0, role: "application", ariaLabel: say, ariaRoleDescription: "network drawing" });
    this.tip = make("div", { className: "tip", hidden: true });
    const tool = (name, text, act) => {
      const button = make("button", { type: "button", title: name, ariaLabel: name }, text);
      button.addEventListener("click", act);
      return button;
    };
    const tools = make("div", { className: "tools" },
      tool("Zoom in", "+", () => this.zoom(1.4)),
      tool("Zoom out", "−", () => this.zoom(1 / 1.4)),
      tool("Show all", "⤢", () => this.fit()));
    const hint = make("p", { className: "soft hint" }, "Drag to move; + and − to zoom, or Ctrl and the wheel; hover or tap for names, click for evidence. Keys: arrows, + −, 0 for all, N and P from account to account, Enter for evidence.");
    this.place.replaceChildren(make("div", { className: "canvas" }, this.base, this.over, this.tip, tools), this.legend(), hint);
  }

  legend() {
    const leaders = this.drawing.account.filter((account) => valueOf(column(data.accounts, "position"), account) === "leader").length;
    const parts = ["A marker’s area grows with the account’s partners; the clearer a line, the stronger the tie."];
    if (leaders) parts.push("A ring: acts before most others.");
    if (this.drawing.omitted) parts.push(`${this.drawing.omitted}.`);
    return make("p", { className: "soft hint" }, parts.join(" "));
  }

  /** Fits the canvases to their place and the screen's pixels. */
  measure() {
    const box = this.base.parentElement.getBoundingClientRect();
    this.width = Math.max(1, box.width);
    this.height = Math.max(1, box.height);
    this.scale = window.devicePixelRatio || 1;
    for (const canvas of [this.base, this.over]) {
      canvas.width = Math.round(this.width * this.scale);
      canvas.height = Math.round(this.height * this.scale);
    }
    this.colours();
  }

  colours() {
    const style = getComputedStyle(document.documentElement);
    const read = (name) => style.getPropertyValue(name).trim();
    const tier = valueOf(column(data.networks, "tier"), this.section.place);
    this.colour = { node: read(`--tier-${tier}`), line: read("--soft"), ink: read("--ink"), paper: read("--paper") };
  }

  /** Shows all of the network. */
  fit() {
    const { x, y } = this.drawing;
    const [left, right, top, bottom] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
    const room = 0.86;
    this.unit = Math.min((room * this.width) / Math.max(1, right - left), (room * this.height) / Math.max(1, bottom - top), 1.2);
    this.x = this.width / 2 - (this.unit * (left + right)) / 2;
    this.y = this.height / 2 - (this.unit * (top + bottom)) / 2;
    this.least = this.unit / 4;
    this.full = this.unit;
    this.draw();
  }

  zoom(factor, at = [this.width / 2, this.height / 2]) {
    const unit = Math.min(Math.max(this.unit * factor, this.least), this.full * 60);
    const real = unit / this.unit;
    this.x = at[0] - real * (at[0] - this.x);
    this.y = at[1] - real * (at[1] - this.y);
    this.unit = unit;
    this.draw();
  }

  move(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.draw();
  }

  at(node) {
    return [this.x + this.unit * this.drawing.x[node], this.y + this.unit * this.drawing.y[node]];
  }

  /** The radius of a node on the screen: it grows more slowly than the zoom. */
  radiusOf(node) {
    const room = Math.sqrt((this.width * this.height) / this.size / 20);
    const whole = Math.min(Math.max(0.6 * room, 3), 16) * Math.sqrt(this.unit / this.full);
    return Math.min(Math.max(whole, 2.2), 26) * this.radius[node];
  }

  draw() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame(() => {
      this.asked = false;
      this.paint();
      this.mark();
      // The words go with what they are about.
      if (this.focused >= 0) this.point();
      else if (!this.hovered) this.tip.hidden = true;
    });
  }

  /** Tells of the account that the keyboard is at. */
  point() {
    const node = this.byRadius[this.focused];
    this.tell({ node }, this.at(node));
  }

  begin(canvas) {
    const pen = canvas.getContext("2d");
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    pen.clearRect(0, 0, this.width, this.height);
    return pen;
  }

  paint() {
    const pen = this.begin(this.base);
    const points = counted(this.size).map((node) => this.at(node));
    this.points = points;
    this.lines(pen, points);
    this.nodes(pen, points);
    this.names(pen, points);
  }

  isOutside([x, y], room = 0) {
    return x < -room || y < -room || x > this.width + room || y > this.height + room;
  }

  /** Lines by strength, each strength in one stroke. */
  lines(pen, points) {
    const { from, to, strength } = this.drawing;
    const faint = Math.min(Math.max(0.85 - 0.09 * Math.log(from.length || 1), 0.07), 0.5);
    pen.strokeStyle = this.colour.line;
    for (let level = 0; level < data.strengths; level += 1) {
      const share = (level + 1) / data.strengths;
      pen.beginPath();
      for (let tie = 0; tie < from.length; tie += 1) {
        if (strength[tie] !== level) continue;
        const [one, other] = [points[from[tie]], points[to[tie]]];
        const beside = (axis, most) => (one[axis] < 0 && other[axis] < 0) || (one[axis] > most && other[axis] > most);
        if (beside(0, this.width) || beside(1, this.height)) continue;
        pen.moveTo(one[0], one[1]);
        pen.lineTo(other[0], other[1]);
      }
      pen.globalAlpha = faint + share * (0.85 - faint) * Math.sqrt(faint);
      pen.lineWidth = 0.6 + share;
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  nodes(pen, points) {
    const position = column(data.accounts, "position");
    const leads = [];
    pen.fillStyle = this.colour.node;
    pen.strokeStyle = this.colour.paper;
    pen.lineWidth = 1;
    pen.beginPath();
    for (const node of this.byRadius) {
      const point = points[node];
      if (this.isOutside(point, 30)) continue;
      const radius = this.radiusOf(node);
      pen.moveTo(point[0] + radius, point[1]);
      pen.arc(point[0], point[1], radius, 0, 2 * Math.PI);
      if (valueOf(position, this.drawing.account[node]) === "leader") leads.push(node);
    }
    pen.fill();
    if (this.size <= 2000) pen.stroke();
    pen.strokeStyle = this.colour.ink;
    pen.lineWidth = 1.6;
    for (const node of leads) {
      pen.beginPath();
      pen.arc(points[node][0], points[node][1], 1.35 * this.radiusOf(node) + 1.5, 0, 2 * Math.PI);
      pen.stroke();
    }
  }

  /** Names where there is room, those of the largest nodes first. */
  names(pen, points) {
    const most = 40;
    const inside = this.byRadius.filter((node) => !this.isOutside(points[node], 30));
    const box = (node) => {
      const [[x, y], radius] = [points[node], this.radiusOf(node)];
      return [x - radius, y - radius, x + radius, y + radius];
    };
    // Among many nodes a name may stand on some of them.
    const taken = inside.length <= 400 ? inside.map(box) : [];
    let named = 0;
    pen.font = "12px system-ui, sans-serif";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    let tried = 0;
    for (const node of inside) {
      if (named >= most || tried > 6 * most) break;
      if (this.isOutside(points[node])) continue;
      tried += 1;
      const text = short(idOf(this.drawing.account[node]), 22);
      const left = points[node][0] + this.radiusOf(node) + 4;
      const place = [left, points[node][1] - 8, left + pen.measureText(text).width, points[node][1] + 8];
      if (place[2] > this.width || taken.some((other) => place[0] < other[2] && other[0] < place[2] && place[1] < other[3] && other[1] < place[3])) continue;
      taken.push(place);
      named += 1;
      pen.strokeStyle = this.colour.paper;
      pen.lineWidth = 3;
      pen.strokeText(text, place[0], points[node][1]);
      pen.fillStyle = this.colour.ink;
      pen.fillText(text, place[0], points[node][1]);
    }
  }

  /** The ties of each node. */
  ties(node) {
    if (!this.neighbours) {
      this.neighbours = counted(this.size).map(() => []);
      this.drawing.from.forEach((one, tie) => {
        this.neighbours[one].push(tie);
        this.neighbours[this.drawing.to[tie]].push(tie);
      });
    }
    return this.neighbours[node];
  }

  /** Draws what is hovered over the rest, so that the rest stays. */
  mark() {
    const pen = this.begin(this.over);
    const node = this.hovered?.node ?? (this.focused >= 0 ? this.byRadius[this.focused] : null);
    const ties = this.hovered?.tie !== undefined ? [this.hovered.tie] : node !== null ? this.ties(node) : [];
    pen.strokeStyle = this.colour.ink;
    pen.lineWidth = 1.6;
    pen.beginPath();
    for (const tie of ties) {
      pen.moveTo(...this.points[this.drawing.from[tie]]);
      pen.lineTo(...this.points[this.drawing.to[tie]]);
    }
    pen.stroke();
    if (node === null) return;
    pen.beginPath();
    pen.arc(...this.points[node], this.radiusOf(node) + 2.5, 0, 2 * Math.PI);
    pen.lineWidth = 2.5;
    pen.stroke();
  }

  /** What is under a point: a node, else a tie, else nothing. */
  under([x, y], reach) {
    let best = { far: Infinity };
    for (let node = 0; node < this.size; node += 1) {
      const far = Math.hypot(this.points[node][0] - x, this.points[node][1] - y) - this.radiusOf(node);
      if (far < reach && far < best.far) best = { node, far };
    }
    if (best.node !== undefined) return best;
    for (let tie = 0; tie < this.drawing.from.length; tie += 1) {
      const far = distance([x, y], this.points[this.drawing.from[tie]], this.points[this.drawing.to[tie]]);
      if (far < Math.min(reach, 4) && far < best.far) best = { tie, far };
    }
    return best.tie === undefined ? null : best;
  }

  hover(point, reach) {
    const found = this.under(point, reach);
    if (found?.node === this.hovered?.node && found?.tie === this.hovered?.tie) return found;
    this.hovered = found;
    this.tell(found, point);
    this.mark();
    this.over.style.cursor = found ? "pointer" : "grab";
    return found;
  }

  /** The words beside what is hovered. */
  tell(found, [x, y]) {
    this.tip.hidden = !found;
    if (!found) return;
    const { account, from, to } = this.drawing;
    const value = (key, of) => valueOf(column(data.accounts, key), of);
    if (found.node !== undefined) {
      const of = account[found.node];
      const position = value("position", of);
      this.tip.replaceChildren(make("strong", {}, shown(idOf(of))), make("br"), `rank ${grouped.format(of + 1)}, ${grouped.format(value("partners", of))} partners, ${grouped.format(value("objects", of))} objects${position ? `, ${position}` : ""}`);
    } else {
      this.tip.replaceChildren(shown(idOf(account[from[found.tie]])), " and ", shown(idOf(account[to[found.tie]])), make("br"), `met on ${grouped.format(this.drawing.objects[found.tie])} objects`);
    }
    const left = x > this.width / 2;
    this.tip.style.left = left ? "" : `${x + 14}px`;
    this.tip.style.right = left ? `${this.width - x + 14}px` : "";
    this.tip.style.top = `${Math.min(y + 14, this.height - 60)}px`;
  }

  /** Opens the evidence of what is under a point. */
  choose(found) {
    if (!found) return;
    const { account, from, to } = this.drawing;
    if (found.node !== undefined) showAccount(account[found.node], this.section);
    else this.pairOf(account[from[found.tie]], account[to[found.tie]]);
  }

  pairOf(one, other) {
    const pair = this.section.pairs.find(([a, b]) => (a === one && b === other) || (a === other && b === one));
    if (pair) showPair(pair);
    else open([shown(idOf(one)), " and ", shown(idOf(other))], make("p", {}, "This page holds the evidence of the strongest pairs only; that of this one is in pairs.parquet and evidence.parquet."), command(idOf(one), idOf(other)));
  }

  listen() {
    const fingers = new Map();
    const canvas = this.over;
    const place = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    let moved = 0;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, place(event));
      moved = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = place(event);
      const before = fingers.get(event.pointerId);
      if (!before) return void this.hover(now, 6);
      const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, point]) => point);
      fingers.set(event.pointerId, now);
      moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
      if (others.length) {
        const far = (point) => Math.hypot(point[0] - others[0][0], point[1] - others[0][1]);
        if (far(before) > 0) this.zoom(far(now) / far(before), others[0]);
      } else if (moved > 4) {
        this.move(now[0] - before[0], now[1] - before[1]);
      }
    });
    const up = (event) => {
      const ended = fingers.delete(event.pointerId);
      if (ended && event.type === "pointerup" && moved <= 4) {
        const touch = event.pointerType === "touch";
        const known = this.hovered;
        const found = this.hover(place(event), touch ? 14 : 6);
        // A first tap names, a second one opens.
        if (!touch || (known && found && known.node === found.node && known.tie === found.tie)) this.choose(found);
      }
    };
    canvas.addEventListener("pointerup", up);
    canvas.addEventListener("pointercancel", up);
    canvas.addEventListener("pointerleave", () => {
      if (!fingers.size) this.hover([-1e6, -1e6], 1);
    });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(Math.exp(-event.deltaY * 0.004), place(event));
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.key(event));
    canvas.addEventListener("blur", () => {
      this.focused = -1;
      this.tip.hidden = true;
      this.mark();
    });
    new ResizeObserver(() => this.resized()).observe(this.base.parentElement);
  }

  resized() {
    const box = this.base.parentElement.getBoundingClientRect();
    if (Math.abs(box.width - this.width) < 1 && Math.abs(box.height - this.height) < 1) return;
    this.measure();
    this.fit();
  }

  key(event) {
    const step = 40;
    const acts = {
      ArrowLeft: () => this.move(step, 0), ArrowRight: () => this.move(-step, 0),
      ArrowUp: () => this.move(0, step), ArrowDown: () => this.move(0, -step),
      "+": () => this.zoom(1.25), "=": () => this.zoom(1.25), "-": () => this.zoom(0.8), 0: () => this.fit(),
      n: () => this.walk(1), p: () => this.walk(-1),
      Enter: () => this.focused >= 0 && this.choose({ node: this.byRadius[this.focused] }),
    };
    const act = acts[event.key] ?? acts[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  /** The keyboard's way from account to account, the largest first. */
  walk(step) {
    const before = this.focused < 0 && step < 0 ? 0 : this.focused;
    this.focused = (before + step + this.size) % this.size;
    const node = this.byRadius[this.focused];
    const [x, y] = this.at(node);
    if (this.isOutside([x, y], -20)) this.move(this.width / 2 - x, this.height / 2 - y);
    this.point();
    this.mark();
    const partners = valueOf(column(data.accounts, "partners"), this.drawing.account[node]);
    announce(`${idOf(this.drawing.account[node])}, ${grouped.format(partners)} partners`);
  }
}

const short = (text, most) => (text.length > most ? `${[...text].slice(0, most - 1).join("")}…` : text);

/** How far a point is from a line between two others. */
function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1), 0), 1);
  return Math.hypot(ax + along * dx - x, ay + along * dy - y);
}

// -------------------------------------------------------------------- page

const grids = [];
const sketches = [];
const grid = (place, options) => {
  const made = new Grid(place, options);
  grids.push(made);
  return made;
};

const sectionOf = new Map(data.sections.map((section) => [section.network, section]));

/** An account's id as a button that opens its pairs. */
function accountCell(column, row) {
  const section = column.key === "account_id" && sectionOf.get(valueOf(networkColumn, row));
  if (!section) return null;
  const button = make("button", { type: "button", className: "link" }, isolated(valueOf(column, row)));
  button.addEventListener("click", () => showAccount(row, section));
  return make("td", { className: "id" }, button);
}

const networkColumn = column(data.accounts, "network_id");

/** The list in the order of review. */
function accounts() {
  const place = document.querySelector("#accounts-table");
  if (!place) return null;
  return grid(place, {
    columns: data.accounts.columns, rows: counted(networkColumn.values.length), caption: "Accounts in the order of review",
    thing: "account", things: "accounts", copies: column(data.accounts, "account_id"), cell: accountCell,
  });
}

/** All networks; a number leads to its section, or to its accounts. */
function networks(list) {
  const place = document.querySelector("#networks-table");
  if (!place) return;
  const cell = (column, row) => {
    if (column.key === "unstable" && valueOf(column, row) === "yes") return make("td", {}, make("strong", {}, "yes"));
    if (column.key !== "network_id") return null;
    const network = column.values[row];
    const link = make("a", { href: sectionOf.has(network) ? `#network-${network}` : "#accounts" }, String(network));
    if (!sectionOf.has(network)) link.addEventListener("click", () => only(list, network));
    return make("td", { className: "n" }, link);
  };
  grid(place, { columns: data.networks.columns, rows: counted(data.networks.columns[0].values.length), caption: "Networks", thing: "network", things: "networks", cell });
}

/** Leaves only a network's accounts in the list. */
function only(list, network) {
  list.clear();
  networkColumn.field.value = network;
  list.filter(networkColumn, network);
}

/** The members, pairs and drawing of a section, made when it is about to be seen. */
function fill(element) {
  const section = sectionOf.get(Number(element.dataset.network));
  if (!section || element.dataset.filled) return;
  element.dataset.filled = "yes";
  const members = element.querySelector(".members");
  const rows = section.members;
  const ofNetwork = ["network_id", "tier", "pattern"];
  const columns = data.accounts.columns.filter((column) => !ofNetwork.includes(column.key));
  grid(members, { columns: columns.map((column) => ({ ...column })), rows, caption: `Members of network ${section.network}`, thing: "member", things: "members", copies: column(data.accounts, "account_id"), cell: accountCell });
  const ofPairs = element.querySelector(".pairs");
  if (ofPairs) pairs(ofPairs, section);
  const drawing = element.querySelector(".drawing");
  if (drawing && section.drawing.account.length) sketches.push(new Sketch(drawing, section));
}

function pairs(place, section) {
  const all = section.pairs;
  const most = (pair, at) => Math.max(...pair[5].map((test) => test[at]));
  const columns = [
    { key: "a", name: "Account A", kind: "id", values: all.map((pair) => idOf(pair[0])) },
    { key: "b", name: "Account B", kind: "id", values: all.map((pair) => idOf(pair[1])) },
    { key: "q", name: "q-value", kind: "probability", values: all.map((pair) => pair[2]) },
    { key: "first", name: "Acts first", kind: "text", values: all.map((pair) => `${pair[3]} (${pair[4]})`) },
    { key: "objects", name: "Met on, at most", about: "Objects, in the trace with the most", kind: "number", values: all.map((pair) => most(pair, 2)) },
    { key: "traces", name: "Traces", kind: "text", wrap: true, values: all.map((pair) => pair[5].map((test) => data.traces[test[0]]).join(", ")) },
  ];
  const cell = (column, row) => {
    if (column.key !== "q") return null;
    const button = make("button", { type: "button", className: "link", ariaLabel: `Evidence of ${columns[0].values[row]} and ${columns[1].values[row]}` }, column.values[row]);
    button.addEventListener("click", () => showPair(all[row]));
    return make("td", { className: "n" }, button);
  };
  grid(place, { columns, rows: counted(all.length), caption: `Pairs of network ${section.network}`, thing: "pair", things: "pairs", cell });
}

const list = accounts();
networks(list);
const sections = [...document.querySelectorAll("section.network")];
const watch = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) fill(entry.target);
}, { rootMargin: "600px" });
sections.forEach((section) => watch.observe(section));

/** A link to a section must find it at its final height. */
addEventListener("hashchange", jump);
function jump() {
  const target = document.getElementById(location.hash.slice(1));
  if (!target) return;
  const section = target.closest("section.network");
  if (section) fill(section);
  target.scrollIntoView();
}

/** What is opened for paper only. */
const opened = [];

const recolour = () => sketches.forEach((sketch) => {
  sketch.colours();
  sketch.paint();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
addEventListener("beforeprint", () => {
  sections.forEach(fill);
  grids.forEach((each) => each.print(true));
  document.querySelectorAll("details:not([open])").forEach((each) => {
    each.open = true;
    opened.push(each);
  });
  recolour();
});
addEventListener("afterprint", () => {
  grids.forEach((each) => each.print(false));
  opened.splice(0).forEach((each) => { each.open = false; });
  recolour();
});
document.documentElement.classList.add("alive");
jump();

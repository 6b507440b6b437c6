// A sweep's part of the page: the answer, the curves or the map, the point that is chosen with its run, all points.
import { Curves, lineStyle, mostStrips } from "./curves.js";
import { el, shapeOf } from "./dom.js";
import { count } from "./format.js";
import { HeatMap } from "./heat_map.js";
import { PointTable } from "./point_table.js";
import { fillRun, restyle, sentences, statusMark } from "./run.js";
import { holds, SweepModel } from "./sweep_model.js";

const first = ["lost", "longest_outage_ns", "icv_failures", "mic_failures"];
const inTip = [...first, "longest_window_ns"];
const mostCurves = 6; // lines that are told apart at a glance

function counts(sweep) {
  const number = (status) => sweep.points.filter((point) => point.status === status).length;
  const item = (status, words) => (number(status) === 0 ? null : el("li", { class: status }, el("b", {}, number(status).toLocaleString("en")), ` ${words}`));
  return el("ul", { class: "lede", "aria-label": "Points by outcome" },
    item("holds", "✓ hold"), item("does-not-hold", "✗ do not hold"), item("error", "✗ could not be done"));
}

function embedded({ points, embedded: { runs, octets } }, noun) {
  const size = octets < 1e5 ? `${Math.ceil(octets / 1e3)} kB` : `${(octets / 1e6).toFixed(1)} MB`;
  const done = points.filter((point) => !point.error).length;
  if (runs === done) return `The frames of all ${count(done, noun)} are in this page (${size}): choose one to see its timeline.`;
  return `The frames of ${runs.toLocaleString("en")} of ${count(done, noun)} are in this page (${size}): first those on both sides of an edge, then ` +
    "those that do not hold. The others' facts are here, too, with the command that makes a page of the run.";
}

// Code stands between backticks.
const withCode = (sentence) => el("span", {}, sentence.split("`").map((part, i) => (i % 2 === 0 ? part : el("code", {}, part))));

function dl(pairs) {
  return el("dl", {}, pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

class SweepView {
  constructor(sweep) {
    this.sweep = sweep;
    this.model = new SweepModel(sweep);
    this.measures = first.filter((key) => this.#varies(key));
    if (this.measures.length === 0) this.measures = first.filter((key) => this.model.measure(key));
    this.chosen = new Map(); // dimension: the place of its value
    this.hiddenLines = new Set();
    [this.x, this.y] = this.model.axes;
    this.group = []; // of the run's timeline
    this.story = el("div", { class: "story", role: "status", "aria-live": "polite" });
    this.opened = el("section", { class: "opened", "aria-label": "The run" });
    this.table = new PointTable(this.model, (point) => this.#choose(point, true));
  }

  #varies(key) {
    const measure = this.model.measure(key);
    return measure && measure.most > measure.least;
  }

  elements() {
    return [...sentences(this.sweep.answer.map(withCode)), counts(this.sweep), el("p", { class: "hint" }, embedded(this.sweep, this.model.noun)),
      ...(this.x ? [this.#charts()] : []), this.story, this.opened, this.table.element];
  }

  // Once they are on the page.
  begin() {
    if (this.x) {
      this.curves = new Curves(this.curveBox, this.model, {
        selected: (point) => this.#tell([point]), opened: (point) => this.#open(point), tip: (point) => this.#tip(point) });
      this.map = new HeatMap(this.mapBox, this.model, { selected: (points) => this.#tell(points), opened: (point) => this.#open(point) });
      this.curveBox.curves = this.curves; // for whoever looks from outside, such as a test
      this.#show();
    }
    this.#choose(this.#telling(), false);
  }

  // The first that does not hold beside one that does, or the first that does not.
  #telling() {
    const { points } = this.model;
    const edge = points.find((point, i) => !holds(point) && [points[i - 1], points[i + 1]].some((other) => other && holds(other)));
    return edge ?? points.find((point) => !holds(point)) ?? points[0];
  }

  #charts() {
    const isMap = this.#startsAsMap();
    this.view = isMap ? "map" : "curves";
    this.curveBox = el("div", { class: "chart", tabindex: 0, role: "application" });
    this.curveBox.addEventListener("keydown", (event) => this.#key(event));
    this.mapBox = el("div", { class: "map" });
    this.bar = el("div", { class: "bar", role: "group", "aria-label": "What is shown" });
    this.measureBar = el("div", { class: "bar", role: "group", "aria-label": "Measures" });
    this.legend = el("div", { class: "bar", role: "group", "aria-label": "Lines" });
    const same = this.model.measures.filter((each) => each.most === each.least && !this.measures.includes(each.key));
    this.sameHint = same.length === 0 ? null : el("p", { class: "hint" }, "The same at every point: ",
      same.map((each) => `${each.title} ${each.words(this.model.points.find((point) => each.of(point) !== null))}`).join(", "), ".");
    this.curveHint = el("p", { class: "hint" }, "Hollow points with a red rim do not hold. Drag to move, pinch or Ctrl and wheel to zoom; click or tap a point for its facts. " +
      "Keys: ← → each point, ↑ ↓ each line, N P edges, Enter its run, + − zoom, Home all.");
    this.mapHint = el("p", { class: "hint" }, "Click or tap a cell for its facts. Keys: the arrows go from cell to cell, Enter opens the run.");
    const button = (label, words, action) => el("button", { type: "button", "aria-label": words, title: words, onclick: action }, label);
    this.note = el("p", { class: "hint" });
    this.steer = el("div", { class: "bar steer", role: "group", "aria-label": "Move in the chart" },
      button("◀ edge", "Previous edge", () => this.curves.step(-1, true)), button("edge ▶", "Next edge", () => this.curves.step(1, true)),
      button("+", "Zoom in", () => this.curves.zoom(0.5)), button("−", "Zoom out", () => this.curves.zoom(2)),
      button("All", "All points", () => this.curves.whole()));
    return el("section", { "aria-label": "Chart of the sweep" }, el("h2", {}, `Over ${this.model.axes.map((each) => each.name).join(" and ")}`),
      this.bar, this.measureBar, this.legend, this.steer, this.curveBox, this.mapBox, this.curveHint, this.mapHint, this.note, this.sameHint);
  }

  // Few lines are better seen as curves, and points that lie anywhere as a cloud.
  #startsAsMap() {
    if (!this.y) return false;
    const lines = this.model.lines(this.x, new Map());
    return !lines[0].alone && lines.length > mostCurves - 2 && this.y.values.length > 2;
  }

  #chooser(words, options, value, action) {
    const select = el("select", { onchange: () => action(Number(select.value)) },
      options.map((text, i) => el("option", { value: i, selected: i === value }, text)));
    return el("label", { class: "choice" }, `${words} `, select);
  }

  #show() {
    const map = this.view === "map";
    this.#fillBar(map);
    this.#fillMeasures(map);
    for (const each of [this.curveBox, this.curveHint, this.steer, this.note]) each.hidden = map;
    for (const each of [this.mapBox, this.mapHint]) each.hidden = !map;
    this.legend.hidden = true;
    if (map) this.map.show(this.x, this.y, this.#fixed(), this.model.measure(this.measures[0]));
    else this.#showCurves();
  }

  // A map needs one value of what is not along it.
  #fixed() {
    const others = this.model.dimensions.filter((each) => each !== this.x && each !== this.y);
    return new Map(others.map((each) => [each, this.chosen.get(each) ?? 0]));
  }

  #showCurves() {
    const lines = this.model.lines(this.x, this.chosen);
    this.curves.hidden = this.hiddenLines;
    this.legend.hidden = lines.length < 2;
    this.legend.replaceChildren(...(lines.length < 2 ? [] : lines.map((line, i) => {
      const button = el("button", { type: "button", class: "filter", "aria-pressed": String(!this.hiddenLines.has(i)), onclick: () => {
        if (!this.hiddenLines.delete(i)) this.hiddenLines.add(i);
        this.#show();
        this.legend.children[i].focus();
      } }, shapeOf(lineStyle(i)), line.name);
      return button;
    })));
    this.curveBox.setAttribute("aria-label", `Curves over ${this.x.name}. Left and right arrows step through the points, up and down through the lines; ` +
      "Enter opens a point's run; N and P go to the next and previous edge, plus and minus zoom, Home shows all.");
    this.note.replaceChildren(...this.#left(lines));
    this.curves.show(this.x, lines, this.measures.map((key) => this.model.measure(key)));
  }

  // What the curves can't show, in words.
  #left(lines) {
    const without = this.model.points.filter((point) => this.x.place(point) === null).length;
    const strips = lines.filter((line, i) => !line.alone && !this.hiddenLines.has(i)).length;
    return [without === 0 ? "" : `${count(without, this.model.noun)} set no ${this.x.name}: the table has them. `,
      strips <= mostStrips ? "" : `There are ${strips} lines: hide some to see along which values each holds, or look at the map.`].filter(Boolean);
  }

  #fillBar(map) {
    const { axes, dimensions } = this.model;
    const redraw = () => { this.hiddenLines.clear(); this.#show(); };
    const names = axes.map((each) => each.name);
    const parts = [];
    if (axes.length > 1) {
      parts.push(...[["curves", "Curves"], ["map", "Map"]].map(([view, words]) => el("button", { type: "button", "aria-pressed": String(this.view === view),
        onclick: () => { this.view = view; redraw(); this.bar.querySelector("[aria-pressed=true]").focus(); } }, words)));
      parts.push(this.#chooser(map ? "across" : "over", names, axes.indexOf(this.x), (i) => {
        if (axes[i] === this.y) this.y = this.x;
        this.x = axes[i];
        redraw();
      }));
    }
    if (map && axes.length > 2) {
      parts.push(this.#chooser("up", names, axes.indexOf(this.y), (i) => {
        if (axes[i] === this.x) this.x = this.y;
        this.y = axes[i];
        redraw();
      }));
    }
    for (const each of dimensions.filter((one) => one !== this.x && (!map || one !== this.y))) {
      const values = each.values.map((value) => value.text);
      const at = this.chosen.get(each);
      parts.push(map ? this.#chooser(each.name, values, at ?? 0, (i) => { this.chosen.set(each, i); redraw(); })
        : this.#chooser(each.name, ["all", ...values], at === undefined ? 0 : at + 1, (i) => {
          if (i === 0) this.chosen.delete(each);
          else this.chosen.set(each, i - 1);
          redraw();
        }));
    }
    this.bar.hidden = parts.length === 0;
    this.bar.replaceChildren(...parts);
  }

  #fillMeasures(map) {
    const range = ({ least, most, unit }) => [...new Set([least, most])].map((number) => Number(number.toPrecision(3)).toLocaleString("en")).join("–") + (unit.name ? ` ${unit.name}` : "");
    const measures = this.model.measures.filter((each) => each.most > each.least || this.measures.includes(each.key));
    this.measureBar.replaceChildren(...measures.map((measure, i) => {
      const shown = map ? this.measures[0] === measure.key : this.measures.includes(measure.key);
      return el("button", { type: "button", "data-measure": measure.key, "aria-pressed": String(shown), onclick: () => {
        if (map) this.measures = [measure.key, ...this.measures.filter((key) => key !== measure.key)];
        else if (!shown) this.measures = [...this.measures, measure.key];
        else if (this.measures.length > 1) this.measures = this.measures.filter((key) => key !== measure.key);
        this.#show();
        this.measureBar.children[i].focus();
      } }, `${measure.title} `, el("span", { class: "more" }, range(measure)));
    }));
  }

  #key(event) {
    const { curves } = this;
    const actions = {
      ArrowRight: () => curves.step(1, false), ArrowLeft: () => curves.step(-1, false), ArrowUp: () => curves.change(-1), ArrowDown: () => curves.change(1),
      n: () => curves.step(1, true), p: () => curves.step(-1, true), Enter: () => curves.open(), Home: () => curves.whole(),
      "+": () => curves.zoom(0.5), "=": () => curves.zoom(0.5), "-": () => curves.zoom(2),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }

  #facts(point, keys) {
    return dl(keys.map((key) => this.model.measure(key)).filter(Boolean).map((measure) => [measure.title, measure.words(point)]));
  }

  #failed(point) {
    if (point.error) return el("p", { class: "error" }, point.error);
    if (point.failed.length === 0) return null;
    return el("ul", { class: "failed" }, point.failed.map(({ text, actual }) => el("li", {}, el("span", { class: "does-not-hold" }, "✗ does not hold: "),
      el("code", {}, text), ", found ", el("code", {}, actual))));
  }

  #tip(point) {
    return el("div", {}, el("p", { class: "story-title" }, el("strong", {}, `${point.name}: `), statusMark(point)), this.#facts(point, inTip));
  }

  // Wherever it is shown.
  #choose(point, open) {
    if (this.x) {
      this.map.select([point]);
      this.curves.select(point, true);
    } else {
      this.#tell([point]);
    }
    if (open) this.#open(point);
  }

  // Of a cell of the map several.
  #tell(points) {
    if (points.length === 1) {
      this.story.replaceChildren(this.#pointStory(points[0]));
      return;
    }
    const good = points.filter(holds).length;
    this.story.replaceChildren(el("p", { class: "story-title" }, el("strong", {}, `${count(points.length, "run")}: `), `${good} hold, ${points.length - good} do not`),
      el("div", { class: "bar" }, points.map((point) => el("button", { type: "button", onclick: () => this.#tell([point]) }, `seed ${point.seed}: ${holds(point) ? "✓ holds" : "✗ does not hold"}`))));
  }

  #pointStory(point) {
    return el("div", {},
      el("p", { class: "story-title" }, el("strong", {}, `${point.name}: `), statusMark(point)),
      this.#failed(point), this.#facts(point, this.model.measures.map((measure) => measure.key)),
      point.element || point.run ? el("p", {}, el("button", { type: "button", class: "open", onclick: () => this.#open(point) }, "Show its run: answer, timeline, frames")) : this.#elsewhere(point),
      point.alone ? el("p", { class: "alone" }, "That point alone: ", el("code", {}, point.alone)) : null);
  }

  #elsewhere(point) {
    if (!point.directory) return null;
    return el("p", { class: "alone" }, "Its run is not in this page; a page of it: ", el("code", {}, `keyrace report ${point.directory} --format html --output run.html`));
  }

  #open(point) {
    this.#tell([point]);
    this.group.length = 0;
    const title = el("h2", { tabindex: -1 }, `The run of ${point.name}: `, statusMark(point));
    const box = el("div", { class: "run-box" });
    const close = el("button", { type: "button", onclick: () => {
      this.group.length = 0;
      this.opened.replaceChildren();
      this.story.scrollIntoView({ block: "nearest" });
    } }, "Close the run");
    this.opened.replaceChildren(title, el("p", { class: "steer" }, close), box);
    if (point.element) {
      point.run ??= { element: point.element };
      fillRun(box, point.run, "h3", this.group);
    } else {
      box.append(...[this.#failed(point), point.error ? null : this.#elsewhere(point)].filter(Boolean));
    }
    title.scrollIntoView({ block: "start" });
    title.focus({ preventScroll: true });
  }

  restyle() {
    if (this.view === "curves") this.curves?.restyle();
    restyle(this.group);
  }

  print(on) {
    this.table.print(on);
  }
}

// On `page`, behind what is there. What is returned has restyle() and print(on).
export function showSweep(page, sweep) {
  const view = new SweepView(sweep);
  page.append(...view.elements().filter(Boolean));
  view.begin();
  return view;
}

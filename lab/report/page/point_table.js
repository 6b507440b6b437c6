// All points of a sweep in a table that its heads sort.
import { el, table } from "./dom.js";
import { count } from "./format.js";
import { holds } from "./sweep_model.js";

const rowsAtOnce = 250;
const shownMeasures = ["failed", "lost", "longest_outage_ns", "icv_failures", "mic_failures", "rekeys", "longest_window_ns"];
const outcomes = { holds: "✓ holds", "does-not-hold": "✗ does not hold", error: "✗ could not be done" };
const outcomeMark = (point) => el("span", { class: `outcome ${point.status}` }, outcomes[point.status]);
const compare = (a, b) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1);

export class PointTable {
  constructor(model, open) {
    this.model = model;
    this.open = open;
    this.shown = rowsAtOnce;
    this.columns = [
      ...model.members.map((member) => ({ title: member.pointer, key: (point) => (member.place(point) === null ? null : member.values[member.place(point)].at),
        cell: (point) => (member.place(point) === null ? "–" : member.values[member.place(point)].text), number: !member.names })),
      ...model.dimensions.filter((each) => !each.pointer).map((each) => ({ title: each.name, key: (point) => each.place(point), cell: (point) => each.values[each.place(point)].text })),
      ...(model.seeds > 1 ? [{ title: "seed", key: (point) => point.seed, cell: (point) => String(point.seed), number: true }] : []),
      { title: "outcome", key: (point) => ["error", "does-not-hold", "holds"].indexOf(point.status), cell: outcomeMark },
      ...shownMeasures.map((key) => model.measure(key)).filter(Boolean).map((measure) => ({ title: measure.title, key: measure.of, cell: measure.words, number: true })),
    ];
    this.onlyFailing = el("input", { type: "checkbox", onchange: () => this.#draw() });
    this.box = el("div", {});
    const failing = model.points.filter((point) => !holds(point)).length;
    this.element = el("section", { "aria-label": `All ${model.noun}s` },
      el("h2", {}, `All ${count(model.points.length, model.noun)}`),
      failing > 0 && failing < model.points.length ? el("label", { class: "choice" }, this.onlyFailing, ` only the ${failing} that do not hold`) : null, this.box);
    this.#draw();
  }

  // Paper shows all of it.
  print(all) {
    this.all = all;
    this.#draw();
  }

  #sort(column) {
    this.descending = this.sorted === column && !this.descending;
    this.sorted = column;
    this.#draw();
    this.box.querySelectorAll("thead button")[column].focus();
  }

  #rows() {
    const points = this.model.points.filter((point) => !this.onlyFailing.checked || !holds(point));
    if (this.sorted === undefined) return points;
    const { key } = this.columns[this.sorted];
    const sign = this.descending ? -1 : 1;
    return points.sort((a, b) => (key(a) === null || key(b) === null ? compare(key(a), key(b)) : sign * compare(key(a), key(b))) || a.i - b.i);
  }

  #draw() {
    const rows = this.#rows();
    const head = [{ title: "run" }, ...this.columns.map((each, i) => ({ ...each,
      title: el("button", { type: "button", class: "sort", onclick: () => this.#sort(i) }, each.title, this.sorted !== i ? "" : this.descending ? " ▼" : " ▲") }))];
    const button = (point) => el("button", { type: "button", onclick: () => this.open(point), "aria-label": `Show ${point.name}` }, "show");
    const cells = rows.slice(0, this.all ? rows.length : this.shown).map((point) => [button(point), ...this.columns.map((each) => each.cell(point))]);
    const made = table(`${count(rows.length, this.model.noun)}; the heads sort`, head, cells);
    made.querySelectorAll("th").forEach((th, i) => {
      if (i - 1 === this.sorted) th.setAttribute("aria-sort", this.descending ? "descending" : "ascending");
    });
    this.box.replaceChildren(made);
    const left = rows.length - cells.length;
    if (left > 0) {
      this.box.append(el("button", { type: "button", class: "next", onclick: () => { this.shown += rowsAtOnce; this.#draw(); } },
        `Show ${Math.min(left, rowsAtOnce)} more of ${left.toLocaleString("en")}`));
    }
  }
}

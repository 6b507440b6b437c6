// Two members of a sweep against each other: a table whose cells are shaded by a measure. A thick line runs where
// expectations begin or cease to hold, and what fails has a cross: the colours are not needed for it.
import { el } from "./dom.js";
import { holds, spread } from "./sweep_model.js";

const mostWithText = 32; // columns, that numbers fit into
const number = (value) => (Number.isInteger(value) ? String(value) : value >= 100 ? value.toFixed(0) : value.toPrecision(3).replace(/\.?0+$/, ""));

// Between 0 and 100 percent of the strong colour, without what neither light nor dark letters can be read on.
const share = (part) => (part <= 0.5 ? part * 100 : 75 + (part - 0.5) * 50);

export class HeatMap {
  // `listener.selected(points)`, `listener.opened(point)`.
  constructor(element, model, listener) {
    Object.assign(this, { element, model, listener });
  }

  show(x, y, chosen, measure) {
    const cells = this.model.cells(x, y, chosen);
    this.columns = x.values.length;
    this.rows = y.values.length;
    // What is more is above, as in a chart.
    this.at = (column, row) => cells.get(`${column},${this.rows - 1 - row}`) ?? null;
    this.measure = measure;
    const small = this.columns > mostWithText;
    const body = y.values.toReversed().map((value, row) => el("tr", {}, el("th", { scope: "row" }, value.text),
      x.values.map((each, column) => this.#cell(column, row, `${x.name}=${each.text}, ${y.name}=${value.text}`, small))));
    const table = el("table", { class: `heat${small ? " small" : ""}`, role: "grid", "aria-label": `${measure.title} by ${x.name} and ${y.name}` },
      el("tbody", {}, body),
      el("tfoot", {}, el("tr", {}, el("td", {}), x.values.map((value) => el("th", { scope: "col" }, value.text)))));
    table.addEventListener("keydown", (event) => this.#key(event));
    this.element.replaceChildren(
      el("p", { class: "axis-name" }, `↑ ${y.name}`), el("div", { class: "scroll" }, table), el("p", { class: "axis-name" }, `→ ${x.name}`), this.#scale());
    this.#mark(this.selected);
  }

  #cell(column, row, where, small) {
    const points = this.at(column, row);
    if (!points) return el("td", { class: "none" }, small ? "" : "–");
    const found = spread(this.measure, points);
    const good = points.every(holds);
    const { least, most } = this.measure;
    const part = share(found === null || most === least ? 0 : (found.median - least) / (most - least));
    const value = found === null ? "–" : number(found.median);
    const unit = this.measure.unit.name ? ` ${this.measure.unit.name}` : "";
    const words = `${where}: ${value}${unit} ${this.measure.title}; ${good ? "holds" : points.every((each) => each.error) ? "could not be done" : "does not hold"}`;
    const differs = (c, r) => { const other = this.at(c, r); return other !== null && other.every(holds) !== good; };
    const edges = [["left", -1, 0], ["right", 1, 0], ["top", 0, -1], ["bottom", 0, 1]].filter(([, dx, dy]) => differs(column + dx, row + dy)).map(([side]) => ` edge-${side}`);
    const cell = el("td", { class: `cell${part > 60 ? " strong" : ""}${good ? "" : " bad"}${edges.join("")}`, tabindex: -1, title: words, "aria-label": words,
      "data-column": column, "data-row": row, onclick: () => this.select(points) }, small ? "" : value, good || small ? null : el("span", { class: "cross", "aria-hidden": "true" }, "✗"));
    cell.style.setProperty("--part", `${part}%`);
    return cell;
  }

  #scale() {
    const { measure } = this;
    const steps = [0, 0.25, 0.5, 0.75, 1].map((part) => {
      const box = el("span", { class: `step${share(part) > 60 ? " strong" : ""}` }, number(measure.least + (measure.most - measure.least) * part));
      box.style.setProperty("--part", `${share(part)}%`);
      return box;
    });
    return el("p", { class: "scale" }, `${measure.title}${measure.unit.name ? ` in ${measure.unit.name}` : ""}: `, steps,
      el("span", {}, " ✗ an expectation does not hold; the thick line is the edge"));
  }

  #mark(points) {
    const all = [...this.element.querySelectorAll("td.cell")];
    const cell = all.find((each) => this.at(Number(each.dataset.column), Number(each.dataset.row))?.includes(points?.[0]));
    for (const each of all) {
      each.tabIndex = each === (cell ?? all[0]) ? 0 : -1;
      each.setAttribute("aria-selected", String(each === cell));
    }
    return cell;
  }

  select(points) {
    this.selected = points;
    this.#mark(points);
    this.listener.selected(points);
  }

  #key(event) {
    const cell = event.target.closest("td.cell");
    if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
    let [column, row] = [Number(cell.dataset.column), Number(cell.dataset.row)];
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.select(this.at(column, row));
      if (event.key === "Enter") this.listener.opened(this.at(column, row).find((point) => !holds(point)) ?? this.at(column, row)[0]);
      return;
    }
    if (dx === undefined) return;
    event.preventDefault();
    do { column += dx; row += dy; } while (column >= 0 && column < this.columns && row >= 0 && row < this.rows && !this.at(column, row));
    const next = this.at(column, row);
    if (!next) return;
    this.select(next);
    this.element.querySelector(`[data-column="${column}"][data-row="${row}"]`).focus();
  }
}

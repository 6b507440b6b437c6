// A sweep's points, as the charts and the table want them. The JSON is that of lab/report/sweep_page.h.
import { duration } from "./format.js";

export const holds = (point) => point.status === "holds";

// What the charts write of a measure, and in which unit, so that numbers are short.
function unitOf(measure, points, i) {
  const most = Math.max(0, ...points.map((point) => point.measures[i] ?? 0));
  if (!measure.duration) return { name: "", size: 1 };
  return [["s", 1e10], ["ms", 1e6], ["µs", 1e3]].map(([name, least]) => ({ name, least, size: { s: 1e9, ms: 1e6, "µs": 1e3 }[name] }))
    .find(({ least }) => most >= least) ?? { name: "ns", size: 1 };
}

// What tells points apart: a member of the scenario, and where there are several, the scenario and its variant.
function named(name, points, of) {
  const texts = [...new Set(points.map(of))];
  return { name, values: texts.map((text, at) => ({ text, at })), names: true, unit: "", place: (point) => texts.indexOf(of(point)) };
}

const median = (numbers) => numbers[numbers.length >> 1];

export class SweepModel {
  constructor(sweep) {
    this.points = sweep.points;
    this.points.forEach((point, i) => { point.i = i; });
    const all = sweep.members.map((member, i) => ({ ...member, name: member.pointer, place: (point) => point.at[i] }));
    this.members = all;
    this.axes = all.filter((each) => each.values.length > 1);
    this.dimensions = [...this.axes, named("scenario", this.points, (point) => point.scenario), named("variant", this.points, (point) => point.variant)]
      .filter((each) => each.values.length > 1);
    this.seeds = new Set(this.points.map((point) => point.seed)).size;
    this.noun = this.seeds > 1 ? "run" : "point"; // of which there is one
    this.measures = sweep.measures.map((measure, i) => {
      const numbers = this.points.map((point) => point.measures[i]).filter((number) => number !== null);
      const unit = unitOf(measure, this.points, i);
      const of = (point) => (point.measures[i] === null ? null : point.measures[i] / unit.size);
      return { ...measure, unit, of, least: Math.min(...numbers) / unit.size, most: Math.max(...numbers) / unit.size, any: numbers.length > 0,
        words: (point) => this.#words(measure, point.measures[i]) };
    }).filter((each) => each.any);
  }

  #words(measure, number) {
    if (number === null) return "–";
    return measure.duration ? duration(number) : number.toLocaleString("en");
  }

  measure(key) {
    return this.measures.find((each) => each.key === key);
  }

  // Along `axis`, a line for each combination of the other dimensions. `chosen` is a Map of dimension to the one value that
  // is looked at. A line is {name, steps: [{place, at, points}...], alone}: `alone` where nothing connects its points.
  lines(axis, chosen) {
    const others = this.dimensions.filter((each) => each !== axis);
    const free = others.filter((each) => !chosen.has(each));
    const points = this.points.filter((point) => axis.place(point) !== null && [...chosen].every(([dimension, place]) =>
      dimension === axis || dimension.place(point) === place));
    const groups = new Map();
    for (const point of points) {
      const name = free.map((each) => this.#setting(each, point)).filter(Boolean).join(" ");
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(point);
    }
    if (groups.size > 1 && 2 * groups.size > points.length) return [{ name: "", steps: this.#steps(axis, points), alone: true }];
    return [...groups].map(([name, some]) => ({ name, steps: this.#steps(axis, some), alone: false }));
  }

  #setting(dimension, point) {
    const place = dimension.place(point);
    if (place === null) return "";
    const { text } = dimension.values[place];
    return dimension.pointer ? `${dimension.pointer}=${text}` : text;
  }

  #steps(axis, points) {
    const steps = new Map();
    for (const point of points) {
      const place = axis.place(point);
      if (!steps.has(place)) steps.set(place, { place, at: axis.values[place].at, points: [] });
      steps.get(place).points.push(point);
    }
    return [...steps.values()].sort((a, b) => a.at - b.at);
  }

  // Points of a map by "x,y".
  cells(x, y, chosen) {
    const cells = new Map();
    for (const point of this.points) {
      const place = `${x.place(point)},${y.place(point)}`;
      if (![...chosen].every(([dimension, at]) => [x, y].includes(dimension) || dimension.place(point) === at)) continue;
      if (!cells.has(place)) cells.set(place, []);
      cells.get(place).push(point);
    }
    return cells;
  }
}

// Least, median and most of a measure; null: nothing was measured.
export function spread(measure, points) {
  const numbers = points.map(measure.of).filter((number) => number !== null).sort((a, b) => a - b);
  return numbers.length === 0 ? null : { least: numbers[0], median: median(numbers), most: numbers.at(-1) };
}

// Neighbouring steps of a line of which one thing is true: [{good, first, last}...], first and last as indices of steps.
export function stretches(steps, isGood) {
  const found = [];
  steps.forEach((step, i) => {
    const good = step.points.every(isGood);
    if (found.at(-1)?.good === good) found.at(-1).last = i;
    else found.push({ good, first: i, last: i });
  });
  return found;
}

// What fails anywhere, the most often first.
export function failingExpectations(points) {
  const counts = new Map();
  for (const point of points) for (const { text } of point.failed ?? []) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([text]) => text);
}

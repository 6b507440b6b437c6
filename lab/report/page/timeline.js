// The chart: lanes of keys, frames and messages over time, by Apache ECharts on a canvas. It only ever draws what can
// be told apart: marks closer than a few pixels are one mark.
import * as echarts from "echarts/core";
import { CustomChart, ScatterChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, TooltipComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";
import { duration, shortName, exactTime } from "./format.js";
import { failed, verdict, verdicts } from "./verdicts.js";
import { lowerBound, scales } from "./model.js";
import { story } from "./story.js";
import { theme } from "./theme.js";

echarts.use([CustomChart, ScatterChart, DataZoomComponent, GridComponent, TooltipComponent, LabelLayout, CanvasRenderer]);

const titleHeight = 18;
const rowHeight = 18;
const keyHeight = 34;
const laneGap = 8;
const linkGap = 10;
const shadeHeight = 18; // for what the shades are called, above the lanes
const markDistance = 8; // closer ones are one mark
const side = 10;
const bandTints = 4;

// Gives each lane its place; returns the height of all.
function place(model) {
  const known = Object.keys(verdicts);
  const order = [...known, ...model.verdictNames.filter((name) => !known.includes(name))];
  let y = 0;
  for (const link of model.links) {
    link.top = y;
    y += shadeHeight;
    for (const lane of link.lanes) {
      lane.top = y;
      const rows = order.filter((name) => lane.frames?.[name]);
      lane.rows = Object.fromEntries(rows.map((name, i) => [name, y + titleHeight + (i + 0.5) * rowHeight]));
      const inner = { keys: keyHeight, messages: rowHeight * 2, frames: Math.max(1, rows.length) * rowHeight }[lane.kind];
      lane.bottom = y + titleHeight + inner;
      y = lane.bottom + laneGap;
    }
    link.bottom = y - laneGap;
    y += linkGap;
  }
  return Math.max(60, y - linkGap);
}

export class Timeline {
  // `listener.selected(items)`, `listener.zoomed(range)`.
  constructor(element, model, listener) {
    this.model = model;
    this.listener = listener;
    this.scale = scales.time;
    this.hidden = new Set();
    this.selected = null;
    this.height = place(model);
    element.style.height = `${this.height + 90}px`;
    this.element = element;
    this.#create();
    new ResizeObserver(() => this.#resize()).observe(element);
  }

  #create() {
    this.chart = echarts.init(this.element, null, { renderer: "canvas" });
    this.chart.on("datazoom", (event) => this.#zoomed(event.batch?.[0] ?? event));
    this.chart.on("click", ({ data }) => data?.items && this.select(data.items()));
    this.setScale(this.scale);
  }

  #resize() {
    if (this.element.clientWidth === 0) return;
    this.chart.resize();
    this.draw();
  }

  extent() {
    if (this.scale === scales.order) return [0, this.model.lastFrame + 1];
    const begin = Math.min(this.model.timeline.begin_ns, this.model.order[0]?.t_ns ?? Infinity);
    const end = Math.max(this.model.timeline.end_ns, this.model.order.at(-1)?.t_ns ?? 0);
    return [begin / 1e9, end / 1e9];
  }

  setScale(scale) {
    this.scale = scale;
    this.#position();
    this.range = this.extent();
    this.chart.setOption(this.#frameOption(), { notMerge: true });
    this.draw();
  }

  // Where everything stands on this scale, once and for all ranges.
  #position() {
    const { at } = this.scale;
    const { columns, messages, rekeys } = this.model;
    this.frameX = Float64Array.from({ length: this.model.length }, (_, i) => at(columns.t_ns[i], columns.n[i]));
    this.messageX = messages.map((each) => at(each.t_ns, each.n));
    const [, last] = this.extent();
    for (const link of this.model.links) {
      for (const lane of link.lanes) {
        for (const band of lane.bands ?? []) {
          band.x = at(band.t_ns, band.after + 0.5);
          band.endX = Math.min(last, at(band.end_ns, band.before + 0.5));
        }
      }
    }
    this.shades = rekeys.map((rekey) => this.#shade(rekey)).filter((each) => each !== null);
    this.shades.forEach((each, i) => {
      each.next = this.shades.slice(i + 1).find((other) => other.top === each.top)?.from;
    });
  }

  // The time in which the sides of a rekey had different keys, and its outage.
  #shade(rekey) {
    const begin = Math.min(...[rekey.ap_active_ns, rekey.sta_active_ns].filter((ns) => ns !== null));
    const link = this.model.links.find((each) => each.sta === rekey.sta);
    if (!link || !Number.isFinite(begin)) return null;
    const switches = this.model.timeline.switches.filter(
      (each) => (each.sta === null) === (rekey.kind === "group") && each.tk === rekey.epoch && each.t_ns >= begin);
    const lanes = link.lanes.filter((lane) => Boolean(lane.group) === (rekey.kind === "group"));
    const x = (t_ns) => {
      const exact = switches.find((each) => each.t_ns === t_ns);
      return this.scale.at(t_ns, exact ? exact.after + 0.5 : this.model.frameNumberAt(t_ns) + 0.5);
    };
    return {
      rekey,
      top: lanes[0]?.top ?? link.top + shadeHeight,
      bottom: lanes.at(-1)?.bottom ?? link.bottom,
      from: x(begin),
      to: x(Math.max(begin, rekey.end_ns)),
      text: `keys differ: ${duration(Math.max(0, rekey.end_ns - begin))}`,
      // Without a loss it is only the pause between two datagrams.
      outage: rekey.lost === 0 || rekey.outage_begin_ns === null ? null
        : { from: x(rekey.outage_begin_ns), to: x(rekey.outage_begin_ns + rekey.outage_ns), text: `outage: ${duration(rekey.outage_ns)}` },
    };
  }

  #frameOption() {
    const color = theme();
    const [min, max] = this.extent();
    const axis = { axisLine: { onZero: false, lineStyle: { color: color("--line") } }, splitLine: { lineStyle: { color: color("--faint") } } };
    const least = this.scale === scales.time ? 2e-6 : 4;
    return {
      animation: false,
      textStyle: { fontFamily: color("--font") },
      grid: { left: side, right: side, top: 8, height: this.height },
      xAxis: { ...axis, type: "value", min, max, position: "bottom", axisTick: { show: true },
        axisLabel: { color: color("--soft"), hideOverlap: true, formatter: (value) => this.#axisText(value) } },
      yAxis: { type: "value", min: 0, max: this.height, inverse: true, show: false },
      tooltip: { trigger: "item", confine: true, backgroundColor: color("--card"), borderColor: color("--line"),
        textStyle: { color: color("--ink"), fontSize: 13 }, className: "tip",
        formatter: ({ data }) => (data?.items ? story(this.model, data.items()) : "") },
      dataZoom: [
        { type: "inside", filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, preventDefaultMouseMove: false,
          minValueSpan: least, throttle: 30 },
        { type: "slider", filterMode: "none", minValueSpan: least, height: 26, bottom: 14, left: side + 8, right: side + 8,
          showDataShadow: false, brushSelect: false, throttle: 30, labelFormatter: "", borderColor: color("--line"),
          backgroundColor: color("--faint"), fillerColor: color("--window"), handleStyle: { color: color("--accent"), borderColor: color("--accent") },
          moveHandleStyle: { color: color("--accent") } }],
    };
  }

  #axisText(value) {
    if (this.scale === scales.order) return Number.isInteger(value) ? String(value) : "";
    const span = this.range[1] - this.range[0];
    const digits = Math.min(7, Math.max(1, Math.ceil(1 - Math.log10(span))));
    return `${value.toFixed(digits)} s`;
  }

  // By pointer, wheel or slider; `start` and `end` in percent of all.
  #zoomed({ start, end }) {
    const [first, last] = this.extent();
    this.range = [start, end].map((percent) => first + ((last - first) * percent) / 100);
    this.draw();
    this.listener.zoomed(this.range);
  }

  // Shows the range, within what there is. `alone`: nobody else follows.
  show(from, to, alone = false) {
    const [first, last] = this.extent();
    const span = Math.min(to - from, last - first);
    const begin = Math.max(first, Math.min(from, last - span));
    this.range = [begin, begin + span];
    this.draw();
    if (!alone) this.listener.zoomed(this.range);
  }

  zoom(factor) {
    const [from, to] = this.range;
    const middle = this.#selectedX() ?? (from + to) / 2;
    const least = this.scale === scales.time ? 2e-6 : 4;
    const span = Math.max(least, (to - from) * factor);
    this.show(middle - span / 2, middle + span / 2);
  }

  pan(part) {
    const [from, to] = this.range;
    this.show(from + (to - from) * part, to + (to - from) * part);
  }

  // The rekey with the frames of its handshake and some before and after.
  showRekey(n) {
    const shade = this.shades.find((each) => each.rekey.n === n);
    if (!shade) return;
    const messages = shade.rekey.messages.map((each) => this.scale.at(each.t_ns, each.n));
    const from = Math.min(shade.from, ...messages);
    const least = this.scale === scales.time ? 0.04 : 16;
    const to = Math.min(shade.to, from + (this.scale === scales.time ? 2 : 200));
    const margin = Math.max(least, (to - from) * 0.5);
    this.show(from - margin, to + margin);
  }

  setHidden(hidden) {
    this.hidden = hidden;
    this.draw();
  }

  // Items as in Model.order; the first one is marked.
  select(items, bring = false) {
    this.selected = items[0];
    const x = this.#selectedX();
    if (bring && (x < this.range[0] || x > this.range[1])) {
      const half = (this.range[1] - this.range[0]) / 2;
      this.show(x - half, x + half);
    }
    this.draw();
    this.listener.selected?.(items);
  }

  // To the next frame or message that is shown, or that failed.
  step(direction, onlyFailed) {
    const { order } = this.model;
    const passes = (item) => {
      if (item.frame === undefined) return !onlyFailed;
      const name = this.model.verdictOf(item.frame);
      return !this.hidden.has(name) && (!onlyFailed || failed(name));
    };
    let i = this.selected ? order.findIndex((each) => each.frame === this.selected.frame && each.message === this.selected.message)
      : lowerBound(order.length, (each) => this.#itemX(order[each]), this.range[0]) - (direction > 0 ? 1 : 0);
    do i += direction; while (i >= 0 && i < order.length && !passes(order[i]));
    if (i >= 0 && i < order.length) this.select([order[i]], true);
  }

  #itemX(item) {
    return item.frame === undefined ? this.messageX[item.message] : this.frameX[item.frame];
  }

  #selectedX() {
    return this.selected ? this.#itemX(this.selected) : null;
  }

  // What is to be told of, by where it stands: {x, count, first, items()}, a mark for what is close together.
  #marks(indices, xOf, itemOf) {
    const [from, to] = this.range;
    const pixels = Math.max(100, this.element.clientWidth - 2 * side);
    const width = ((to - from) / pixels) * markDistance;
    const marks = [];
    for (let i = lowerBound(indices.length, (each) => xOf(indices[each]), from); i < indices.length; ++i) {
      const x = xOf(indices[i]);
      if (x > to) break;
      const last = marks.at(-1);
      if (last && x - last.x < width) ++last.count;
      else marks.push({ x, begin: i, count: 1 });
    }
    return marks.map(({ x, begin, count }) => ({
      x, count, first: itemOf(indices[begin]), items: () => Array.from(indices.slice(begin, begin + count), itemOf),
    }));
  }

  #frameMarks(name) {
    const { columns } = this.model;
    const item = (frame) => ({ n: columns.n[frame], t_ns: columns.t_ns[frame], frame });
    return this.model.links.flatMap(({ lanes }) => lanes.flatMap((lane) => {
      const frames = lane.frames?.[name];
      if (!frames) return [];
      return this.#marks(frames, (frame) => this.frameX[frame], item).map((each) => ({ ...each, y: lane.rows[name] }));
    }));
  }

  #messageMarks() {
    const item = (message) => ({ n: this.model.messages[message].n, t_ns: this.model.messages[message].t_ns, message });
    return this.model.links.flatMap(({ lanes }) => lanes.filter((lane) => lane.messages).flatMap((lane) =>
      this.#marks(lane.messages, (message) => this.messageX[message], item).map((each) => ({ ...each, y: lane.top + titleHeight + 9 }))));
  }

  #messageText(items) {
    const names = items.map(({ message }) => shortName(this.model.messages[message].what));
    if (names.length === 1) return names[0];
    const [first, last] = [names[0], names.at(-1)];
    return first === last ? `${first} ×${names.length}` : `${first} … ${last}`;
  }

  draw() {
    const color = theme();
    const series = [this.#backgroundSeries(color), this.#messageSeries(color)];
    for (const name of this.model.verdictNames) {
      const marks = this.hidden.has(name) ? [] : this.#frameMarks(name);
      series.push(this.#frameSeries(name, marks, color));
    }
    series.push(this.#selectedSeries(color));
    const [startValue, endValue] = this.range;
    const zoom = { startValue, endValue };
    this.chart.setOption({ dataZoom: [zoom, zoom], series });
  }

  #frameSeries(name, marks, color) {
    const { path, color: variable } = verdict(name);
    const bad = failed(name);
    const size = ({ count }) => (bad ? 12 : 7) + Math.min(6, Math.log2(count));
    return {
      id: name, type: "scatter", symbol: `path://${path}`, z: bad ? 6 : 5, itemStyle: { color: color(variable), opacity: 1 },
      label: { show: bad, position: "right", distance: 3, color: color("--ink"), fontSize: 11,
        formatter: ({ data }) => (data.count > 1 ? String(data.count) : "") },
      labelLayout: { hideOverlap: true },
      data: marks.map((each) => ({ value: [each.x, each.y], items: each.items, count: each.count, symbolSize: size(each) })),
    };
  }

  #messageSeries(color) {
    const { messages, ap } = this.model;
    const data = this.#messageMarks().map((each) => {
      const first = messages[each.first.message];
      return { value: [each.x, each.y], items: each.items, count: each.count, symbolRotate: first.sender === ap ? 180 : 0, text: this.#messageText(each.items()),
        itemStyle: first.encrypted || first.ends_link ? undefined : { color: color("--card"), borderColor: color("--message"), borderWidth: 1.5 } };
    });
    return {
      id: "messages", type: "scatter", symbol: "triangle", symbolSize: 11, z: 5, itemStyle: { color: color("--message"), opacity: 1 },
      label: { show: true, position: "bottom", distance: 4, color: color("--ink"), fontSize: 11, formatter: ({ data: each }) => each.text },
      labelLayout: { hideOverlap: true }, data,
    };
  }

  #selectedSeries(color) {
    const item = this.selected;
    const data = [];
    if (item) {
      for (const { lanes } of this.model.links) {
        for (const lane of lanes) {
          if (lane.messages?.includes(item.message)) data.push([this.#itemX(item), lane.top + titleHeight + 9]);
          const name = item.frame === undefined ? null : this.model.verdictOf(item.frame);
          if (lane.frames?.[name]?.includes(item.frame)) data.push([this.#itemX(item), lane.rows[name]]);
        }
      }
    }
    return { id: "selected", type: "scatter", symbol: "circle", symbolSize: 22, silent: true, z: 8,
      itemStyle: { color: "transparent", borderColor: color("--accent"), borderWidth: 2.5 }, data };
  }

  // Titles, keys, the shades and what they are called, in one series that draws itself.
  #backgroundSeries(color) {
    return {
      id: "background", type: "custom", silent: true, z: 2, clip: false, data: [[this.range[0], 0]], encode: { x: -1, y: -1 },
      renderItem: (params) => {
        const { x, y, width } = params.coordSys;
        const [from, to] = this.range;
        const canvas = {
          color, left: x, right: x + width, top: y,
          at: (value) => x + ((value - from) / (to - from)) * width,
        };
        const children = [
          ...this.shades.flatMap((each) => shadeShapes(canvas, each)),
          ...this.model.links.flatMap(({ lanes }) => lanes.flatMap((lane) => laneShapes(canvas, lane))),
          ...this.shades.flatMap((each) => shadeTexts(canvas, each)),
        ];
        return { type: "group", children };
      },
    };
  }

  // Colours and sizes anew: another theme, or paper.
  restyle() {
    const range = this.range;
    this.chart.setOption(this.#frameOption(), { notMerge: true });
    this.chart.resize();
    this.show(...range, true);
  }
}

// Within what is seen, at least a line wide; null: not seen.
function box(canvas, from, to, top, bottom, least) {
  const left = Math.max(canvas.left, canvas.at(from));
  const right = Math.min(canvas.right, Math.max(canvas.at(to), canvas.at(from) + least));
  return right <= left ? null : { x: left, y: canvas.top + top, width: right - left, height: bottom - top };
}

const rectangle = (shape, style) => (shape ? [{ type: "rect", shape, style }] : []);
const text = (x, y, words, style) => ({ type: "text", style: { x, y, text: words, fontSize: 11, textVerticalAlign: "middle", ...style } });

function shadeShapes(canvas, shade) {
  const { color } = canvas;
  const shapes = [];
  if (shade.outage) {
    shapes.push(...rectangle(box(canvas, shade.outage.from, shade.outage.to, shade.top, shade.bottom, 1), { fill: color("--outage") }));
  }
  const gap = box(canvas, shade.from, shade.to, shade.top, shade.bottom, 3);
  shapes.push(...rectangle(gap, { fill: color("--window"), stroke: color("--window-line"), lineWidth: 1 }));
  return shapes;
}

// What the shades are called, where words of two do not meet: 6.2 pixels a letter, roughly.
function shadeTexts(canvas, shade) {
  const { color } = canvas;
  const y = canvas.top + shade.top - shadeHeight / 2;
  const width = (words) => words.length * 6.2;
  const roomy = shade.next === undefined || canvas.at(shade.next) - canvas.at(shade.from) > 2 * width(shade.text);
  const gap = roomy ? box(canvas, shade.from, shade.to, 0, 1, 3) : null;
  const texts = [];
  let end = -Infinity;
  if (gap) {
    const x = Math.min(gap.x, canvas.right - width(shade.text));
    end = x + width(shade.text) + 12;
    texts.push(text(x, y, shade.text, { fill: color("--ink"), fontWeight: "bold" }));
  }
  const outage = roomy && shade.outage ? box(canvas, shade.outage.from, shade.outage.to, 0, 1, 1) : null;
  if (outage && Math.max(outage.x, end) + width(shade.outage.text) < outage.x + outage.width) {
    texts.push(text(Math.max(outage.x, end), y, shade.outage.text, { fill: color("--soft") }));
  }
  return texts;
}

function laneShapes(canvas, lane) {
  const { color } = canvas;
  const top = canvas.top + lane.top;
  const shapes = [];
  if (lane.kind !== "keys") {
    shapes.push({ type: "line", shape: { x1: canvas.left, x2: canvas.right, y1: canvas.top + lane.bottom, y2: canvas.top + lane.bottom }, style: { stroke: color("--faint") } });
  }
  shapes.push(text(canvas.left + 2, top + 9, lane.title, { fill: color("--soft"), fontSize: 12 }));
  for (const band of lane.bands ?? []) shapes.push(...bandShapes(canvas, lane, band));
  return shapes;
}

// A whole key is one box; a TK with another key's MIC keys is two halves.
function bandShapes(canvas, lane, band) {
  const top = lane.top + titleHeight;
  const kind = lane.group ? "GTK" : "PTK";
  const whole = band.mic === null || (band.mic === band.tk && !band.micReversed);
  if (whole) return part(canvas, band, band.tk, top, top + keyHeight, `${kind} ${band.tk ?? "?"}`, `from ${exactTime(band.t_ns)}`);
  const middle = top + keyHeight / 2;
  return [
    ...part(canvas, band, band.tk, top, middle, `TK of ${kind} ${band.tk}`, `from ${exactTime(band.t_ns)}`),
    ...part(canvas, band, band.mic, middle, top + keyHeight,
      `MIC key of ${kind} ${band.mic}`, band.micReversed ? "of the other direction" : ""),
  ];
}

function part(canvas, band, epoch, top, bottom, name, more) {
  const { color } = canvas;
  const shape = box(canvas, band.x, band.endX, top, bottom, 1);
  if (!shape) return [];
  const tint = epoch === null ? "--other" : `--key-${(epoch - 1) % bandTints}`;
  const shapes = rectangle(shape, { fill: color(tint), stroke: color("--key-line"), lineWidth: 1 });
  const long = more ? `${name}, ${more}` : name;
  const words = [long, name, name.replace(/^(TK|MIC key) of [PG]TK/, (found) => found.split(" ")[0]), String(epoch ?? "")]
    .find((each) => each.length * 6.2 + 6 < shape.width);
  if (words) shapes.push(text(shape.x + 4, shape.y + shape.height / 2, words, { fill: color("--key-ink") }));
  return shapes;
}

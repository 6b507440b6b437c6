// The curves of a sweep: above, where expectations hold; below, a panel for each measure that is chosen; all over one
// member of the scenario. By Apache ECharts on a canvas.
import * as echarts from "echarts/core";
import { CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { DataZoomComponent, GridComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
import { failingExpectations, holds, spread, stretches } from "./sweep_model.js";
import { theme } from "./theme.js";

echarts.use([CustomChart, LineChart, ScatterChart, DataZoomComponent, GridComponent, TooltipComponent, CanvasRenderer]);

const titleHeight = 20;
const stripHeight = 18;
const stripGap = 6;
const panelHeight = 120;
const panelGap = 14;
const left = 58;
const right = 18;
const below = 84; // the axis and the slider
export const mostStrips = 12;
const letter = 6.9; // pixels, roughly

// Colour, dash and shape each tell six lines apart; dashes change again where the colours begin anew.
const colors = ["--accepted", "--mic", "--clear", "--replay", "--icv", "--other"];
const dashes = ["solid", "dashed", "dotted", [10, 3, 2, 3], [2, 5], [14, 4]];
const symbols = ["circle", "triangle", "rect", "diamond", "roundRect", "pin"];
export const lineStyle = (i) => ({ color: colors[i % 6], dash: dashes[(i + Math.floor(i / 6)) % 6], symbol: symbols[i % 6] });

export class Curves {
  // `listener.selected(point)`, `listener.opened(point)`, `listener.tip(point)`.
  constructor(element, model, listener) {
    this.element = element;
    this.model = model;
    this.listener = listener;
    this.hidden = new Set();
    this.points = [];
  }

  // When it is seen for the first time: a chart that is hidden has no size.
  #create() {
    this.chart = echarts.init(this.element, null, { renderer: "canvas" });
    this.chart.on("datazoom", (event) => this.#zoomed(event.batch?.[0] ?? event));
    const pointer = this.chart.getZr();
    pointer.on("mousemove", ({ offsetX, offsetY }) => this.#hover(this.#nearest(offsetX, offsetY)));
    pointer.on("globalout", () => this.chart.dispatchAction({ type: "hideTip" }));
    pointer.on("click", ({ offsetX, offsetY }) => {
      const found = this.#nearest(offsetX, offsetY);
      if (found) this.select(found.point);
    });
    new ResizeObserver(() => this.#resize()).observe(this.element);
  }

  #resize() {
    if (this.element.clientWidth === 0) return;
    this.chart.resize();
    this.draw();
  }

  // What is drawn, anew. `lines` are SweepModel's.
  show(axis, lines, measures) {
    const sameAxis = this.axis === axis;
    Object.assign(this, { axis, lines, measures });
    this.points = lines.flatMap((line, i) => (this.hidden.has(i) ? [] : line.steps.flatMap((step) =>
      step.points.map((point) => ({ point, line: i, at: step.at })))));
    this.strips = this.#makeStrips();
    const ats = lines.flatMap((line) => line.steps.map((step) => step.at));
    const [first, last] = [Math.min(...ats), Math.max(...ats)];
    const margin = axis.names ? 0.5 : last > first ? (last - first) * 0.01 : 0.5;
    this.extent = [first - margin, last + margin];
    if (!sameAxis || !this.range) this.range = this.extent;
    this.#place();
    this.element.style.height = `${this.height}px`;
    if (!this.chart) this.#create();
    this.restyle();
  }

  restyle() {
    if (!this.chart) return;
    this.chart.resize();
    this.chart.setOption(this.#frameOption(theme()), { notMerge: true });
    this.draw();
  }

  // One line has a strip for all expectations and for each that fails; several have one each.
  #makeStrips() {
    const shown = this.lines.map((line, i) => ({ line, i })).filter(({ line, i }) => !line.alone && !this.hidden.has(i));
    if (shown.length > mostStrips) return [];
    const strips = shown.map(({ line, i }) => ({ name: line.name || "every expectation", line, style: lineStyle(i),
      stretches: stretches(line.steps, holds) }));
    if (shown.length !== 1) return strips;
    const failing = failingExpectations(this.points.map(({ point }) => point)).slice(0, mostStrips - 1);
    return [...strips, ...(failing.length < 2 ? [] : failing.map((text) => ({ name: text, line: shown[0].line, style: null,
      stretches: stretches(shown[0].line.steps, (point) => !(point.failed ?? []).some((each) => each.text === text)) })))];
  }

  #place() {
    let y = 6;
    for (const strip of this.strips) {
      strip.top = y + titleHeight;
      y = strip.top + stripHeight + stripGap;
    }
    this.stripsHeight = y;
    this.panels = this.measures.map((measure) => {
      const panel = { measure, top: y + titleHeight + panelGap };
      y = panel.top + panelHeight;
      return panel;
    });
    this.height = y + below;
  }

  #frameOption(color) {
    const [min, max] = this.extent;
    const lines = { axisLine: { lineStyle: { color: color("--line") } }, splitLine: { lineStyle: { color: color("--faint") } } };
    const x = (gridIndex, last) => ({ ...lines, gridIndex, type: "value", min, max, axisTick: { show: last },
      minInterval: this.axis.names ? 1 : 0, splitLine: { show: false },
      name: last ? this.#axisName() : "", nameLocation: "middle", nameGap: 26, nameTextStyle: { color: color("--soft"), fontSize: 12 },
      axisLabel: { show: last, color: color("--soft"), hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: (value) => this.#axisText(value) } });
    const grids = [{ top: 0, height: this.stripsHeight }, ...this.panels.map(({ top }) => ({ top, height: panelHeight }))];
    const xAxisIndex = grids.map((_, i) => i);
    return {
      animation: false,
      textStyle: { fontFamily: color("--font") },
      grid: grids.map((grid) => ({ left, right, ...grid })),
      xAxis: grids.map((_, i) => x(i, i === grids.length - 1)),
      yAxis: [{ gridIndex: 0, type: "value", min: 0, max: 1, show: false }, ...this.panels.map(({ measure }, i) => ({ ...lines, gridIndex: i + 1,
        type: "value", min: 0, minInterval: measure.duration ? 0 : 1, splitNumber: 3, axisLabel: { color: color("--soft"), hideOverlap: true } }))],
      tooltip: { trigger: "item", triggerOn: "none", confine: true, backgroundColor: color("--card"), borderColor: color("--line"),
        textStyle: { color: color("--ink"), fontSize: 13 }, className: "tip", formatter: ({ data }) => (data?.point ? this.listener.tip(data.point) : "") },
      dataZoom: [
        { type: "inside", xAxisIndex, filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, preventDefaultMouseMove: false, throttle: 30 },
        { type: "slider", xAxisIndex, filterMode: "none", height: 22, bottom: 8, left: left + 8, right: right + 8, showDataShadow: false,
          brushSelect: false, throttle: 30, labelFormatter: "", borderColor: color("--line"), backgroundColor: color("--faint"),
          fillerColor: color("--window"), handleStyle: { color: color("--accent"), borderColor: color("--accent") }, moveHandleStyle: { color: color("--accent") } }],
    };
  }

  #axisName() {
    return this.axis.name + (this.axis.unit ? ` in ${this.axis.unit}` : "");
  }

  #axisText(value) {
    if (!this.axis.names) return String(Number(value.toPrecision(6)));
    return this.axis.values[value]?.text ?? "";
  }

  #zoomed({ start, end }) {
    const [first, last] = this.extent;
    this.range = [start, end].map((percent) => first + ((last - first) * percent) / 100);
    this.draw();
  }

  zoom(factor) {
    const [from, to] = this.range;
    const [first, last] = this.extent;
    const span = Math.min(last - first, (to - from) * factor);
    const middle = this.#placeOf(this.selected)?.at ?? (from + to) / 2;
    const begin = Math.max(first, Math.min(middle - span / 2, last - span));
    this.range = [begin, begin + span];
    this.draw();
  }

  whole() {
    this.range = this.extent;
    this.draw();
  }

  #placeOf(point) {
    return this.points.find((each) => each.point === point);
  }

  select(point, bring = false) {
    this.selected = point;
    if (bring) this.#bring(this.#placeOf(point)?.at);
    this.draw();
    this.listener.selected(point);
  }

  #bring(at) {
    if (at === undefined) return;
    const [from, to] = this.range;
    if (at < from || at > to) this.zoom(1);
  }

  // To the next point of the line; `edge`: that holds where this one does not, or the other way round.
  step(direction, edge) {
    const here = this.#placeOf(this.selected) ?? this.points[0];
    if (!here) return;
    const line = this.points.filter((each) => each.line === here.line);
    let i = line.indexOf(here) + direction;
    while (edge && i >= 0 && i < line.length && holds(line[i].point) === holds(line[i - direction].point)) i += direction;
    if (i >= 0 && i < line.length) this.select(line[i].point, true);
  }

  // To the nearest point of the next line.
  change(direction) {
    const here = this.#placeOf(this.selected);
    if (!here) return;
    const lines = [...new Set(this.points.map((each) => each.line))].sort((a, b) => a - b);
    const next = lines[lines.indexOf(here.line) + direction];
    const candidates = this.points.filter((each) => each.line === next);
    if (candidates.length === 0) return;
    this.select(candidates.reduce((a, b) => (Math.abs(b.at - here.at) < Math.abs(a.at - here.at) ? b : a)).point, true);
  }

  open() {
    if (this.selected) this.listener.opened(this.selected);
  }

  // What is near a place of the chart, in pixels: in a strip along the axis, in a panel by distance.
  #nearest(x, y) {
    const panel = this.panels.findIndex(({ top }) => y >= top - titleHeight && y <= top + panelHeight);
    const strip = this.strips.find(({ top }) => y >= top - titleHeight && y <= top + stripHeight);
    if (panel < 0 && !strip) return null;
    const line = strip ? this.lines.indexOf(strip.line) : -1;
    const single = line >= 0 || new Set(this.points.map((each) => each.line)).size === 1;
    let best = null;
    for (const each of this.points) {
      if (line >= 0 && each.line !== line) continue;
      if (each.at < this.range[0] || each.at > this.range[1]) continue;
      const value = panel < 0 ? 0 : this.panels[panel].measure.of(each.point);
      if (value === null) continue;
      const grid = Math.max(0, panel + 1);
      const [px, py] = this.chart.convertToPixel({ gridIndex: grid }, [each.at, value]);
      const distance = (px - x) ** 2 + (single ? (py - y) ** 2 / 1e4 : (py - y) ** 2);
      if (!best || distance < best.distance) best = { ...each, panel, distance };
    }
    return best;
  }

  #hover(found) {
    this.element.style.cursor = found ? "pointer" : "default";
    if (!found || this.panels.length === 0) return;
    const series = `points-${Math.max(0, found.panel)}-${found.line}`;
    const { data } = this.#series.find((each) => each.id === series) ?? {};
    const dataIndex = data?.findIndex((each) => each.point === found.point) ?? -1;
    if (dataIndex < 0) return;
    this.chart.dispatchAction({ type: "showTip", seriesIndex: this.#series.findIndex((each) => each.id === series), dataIndex });
  }

  #series = [];

  draw() {
    if (!this.chart) return;
    const color = theme();
    this.#series = [this.#stripSeries(color), ...this.panels.flatMap((panel, i) => [this.#backgroundSeries(color, panel, i),
      ...this.lines.flatMap((line, k) => (this.hidden.has(k) ? [] : this.#lineSeries(color, panel.measure, i, line, k)))])];
    const [startValue, endValue] = this.range;
    this.chart.setOption({ dataZoom: [{ startValue, endValue }, { startValue, endValue }], series: this.#series }, { replaceMerge: ["series"] });
  }

  // Draws by itself, within its grid.
  #ownSeries(id, grid, shapes) {
    return { id, type: "custom", silent: true, xAxisIndex: grid, yAxisIndex: grid, clip: false, data: [[this.range[0], 0]], encode: { x: -1, y: -1 },
      z: grid === 0 ? 3 : 1, renderItem: ({ coordSys: { x, y, width, height } }) => {
        const [from, to] = this.range;
        return { type: "group", children: shapes({ left: x, right: x + width, top: y, bottom: y + height, at: (value) => x + ((value - from) / (to - from)) * width }) };
      } };
  }

  // Where a stretch begins and ends: half way to its neighbours.
  #ends(line, { first, last }) {
    const { steps } = line;
    const begin = first === 0 ? this.extent[0] : (steps[first - 1].at + steps[first].at) / 2;
    const end = last === steps.length - 1 ? this.extent[1] : (steps[last].at + steps[last + 1].at) / 2;
    return [begin, end];
  }

  #stripSeries(color) {
    return this.#ownSeries("strips", 0, (canvas) => this.strips.flatMap((strip) => [
      text(canvas.left, strip.top - 9, fitting([strip.name], canvas.right - canvas.left, true), { fill: color("--soft"), fontSize: 12 }),
      ...strip.stretches.flatMap((stretch) => this.#stretchShapes(color, canvas, strip, stretch))]));
  }

  // Green and full, or red and hollow; the words say it, too.
  #stretchShapes(color, canvas, strip, stretch) {
    const [begin, end] = this.#ends(strip.line, stretch);
    const shape = box(canvas, begin, end, strip.top, strip.top + stripHeight);
    if (!shape) return [];
    const { steps } = strip.line;
    const [first, last] = [stretch.first, stretch.last].map((i) => this.axis.values[steps[i].place].text);
    const where = first === last ? first : `${first} – ${last}`;
    const words = stretch.good ? [`✓ holds ${where}`, `✓ ${where}`, "✓"] : [`✗ does not hold ${where}`, `✗ ${where}`, "✗"];
    const fits = fitting(words, shape.width - 6);
    return [
      { type: "rect", shape, style: stretch.good ? { fill: color("--good") } : { fill: color("--fails"), stroke: color("--bad"), lineWidth: 1 } },
      ...(fits ? [text(shape.x + 4, strip.top + stripHeight / 2, fits, { fill: stretch.good ? color("--card") : color("--ink") })] : [])];
  }

  // A panel's title, what does not hold where there is one line, and the point that is chosen.
  #backgroundSeries(color, panel, i) {
    const { measure } = panel;
    const only = this.strips.length > 0 && this.strips.every((strip) => strip.line === this.strips[0].line) ? this.strips[0] : null;
    const at = this.#placeOf(this.selected)?.at;
    return this.#ownSeries(`background-${i}`, i + 1, (canvas) => [
      ...(only?.stretches ?? []).filter((each) => !each.good).flatMap((each) => {
        const shape = box(canvas, ...this.#ends(only.line, each), panel.top, panel.top + panelHeight);
        return shape ? [{ type: "rect", shape, style: { fill: color("--fails"), opacity: 0.6 } }] : [];
      }),
      text(canvas.left, panel.top - 11, measure.title + (measure.unit.name ? ` in ${measure.unit.name}` : ""), { fill: color("--ink"), fontSize: 13, fontWeight: "bold" }),
      ...(at === undefined || at < this.range[0] || at > this.range[1] ? [] : [{ type: "line",
        shape: { x1: canvas.at(at), x2: canvas.at(at), y1: panel.top, y2: panel.top + panelHeight }, style: { stroke: color("--accent"), lineWidth: 1.5 } }])]);
  }

  #lineSeries(color, measure, panel, line, k) {
    const style = lineStyle(k);
    const ink = color(style.color);
    const grid = { xAxisIndex: panel + 1, yAxisIndex: panel + 1 };
    const steps = line.steps.map((step) => ({ at: step.at, ...spread(measure, step.points) })).filter((step) => step.median !== undefined);
    const size = Math.max(3, Math.min(7, (this.element.clientWidth - left - right) / Math.max(1, line.steps.length)));
    const data = line.steps.flatMap((step) => step.points.map((point) => ({ point, value: [step.at, measure.of(point)],
      symbolSize: point === this.selected ? 13 : holds(point) ? size + 1 : size,
      itemStyle: holds(point) ? { color: ink } : { color: color("--card"), borderColor: color("--bad"), borderWidth: 1.5 } })));
    const points = { id: `points-${panel}-${k}`, type: "scatter", ...grid, z: 5, symbol: style.symbol, itemStyle: { opacity: 1 }, data };
    if (line.alone) return [points];
    return [...this.#bandSeries(ink, steps, panel, k), { id: `line-${panel}-${k}`, type: "line", ...grid, z: 4, silent: true, showSymbol: false,
      lineStyle: { color: ink, width: 2, type: style.dash }, data: steps.map(({ at, median }) => [at, median]) }, points];
  }

  // From the least to the most of the seeds.
  #bandSeries(ink, steps, panel, k) {
    if (steps.every(({ least, most }) => least === most)) return [];
    return [{ id: `band-${panel}-${k}`, type: "custom", silent: true, xAxisIndex: panel + 1, yAxisIndex: panel + 1, z: 2, clip: true,
      data: [[this.range[0], 0]], encode: { x: -1, y: -1 }, renderItem: (params, api) => ({ type: "polygon", style: { fill: ink, opacity: 0.2 },
        shape: { points: [...steps.map(({ at, most }) => api.coord([at, most])), ...steps.toReversed().map(({ at, least }) => api.coord([at, least]))] } }) }];
  }
}

// Within what is seen, at least two pixels wide; null: not seen.
function box(canvas, from, to, top, bottom) {
  const x = Math.max(canvas.left, canvas.at(from));
  const end = Math.min(canvas.right, Math.max(canvas.at(to), canvas.at(from) + 2));
  return end <= x ? null : { x, y: top, width: end - x, height: bottom - top };
}

const text = (x, y, words, style) => ({ type: "text", style: { x, y, text: words, fontSize: 12, textVerticalAlign: "middle", ...style } });

// The first of the texts for which there is room; `cut`: else as much of the last as goes in.
function fitting(words, width, cut = false) {
  const found = words.find((each) => each.length * letter <= width);
  return found ?? (cut ? `${words.at(-1).slice(0, Math.max(1, Math.floor(width / letter) - 1))}…` : undefined);
}

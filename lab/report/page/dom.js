// Makes elements. Text is always text: names and sentences come from captures and scenarios.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

// `head` is [{title, number, words}], for columns of numbers or sentences; a cell is text or an element. Wide tables scroll by themselves.
export function table(caption, head, rows) {
  const cell = (tag, content, i) =>
    el(tag, { class: head[i].number ? "number" : head[i].words ? "words" : null, scope: tag === "th" ? "col" : null }, content);
  return el("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": caption },
    el("table", {},
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, head.map((each, i) => cell("th", each.title, i)))),
      el("tbody", {}, rows.map((row) => el("tr", {}, row.map((content, i) => cell("td", content, i)))))));
}

// A line of the curves in their legend: colour, dash and shape, as lineStyle of curves.js gives them.
export function shapeOf({ color, dash, symbol }) {
  const svg = svgElement("svg", { viewBox: "0 0 34 12", class: "line-mark", "aria-hidden": "true" });
  const dashes = Array.isArray(dash) ? dash.join(" ") : { solid: "none", dashed: "6 3", dotted: "2 3" }[dash];
  const line = svgElement("path", { d: "M0 6H34", "stroke-dasharray": dashes, "stroke-width": 2, fill: "none" });
  const shape = svgElement("path", { d: { triangle: "M17 1L22 11H12Z", rect: "M13 2H21V10H13Z", diamond: "M17 0L23 6L17 12L11 6Z",
    roundRect: "M14 2H20L22 4V8L20 10H14L12 8V4Z", pin: "M17 12L13 5A4 4 0 1 1 21 5Z" }[symbol] ?? "M17 2A4 4 0 1 1 17 10A4 4 0 1 1 17 2Z" });
  line.style.stroke = shape.style.fill = `var(${color})`;
  svg.append(line, shape);
  return svg;
}

const svgSpace = "http://www.w3.org/2000/svg";

function svgElement(tag, attributes) {
  const element = document.createElementNS(svgSpace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

// A verdict's mark as in the chart.
export function mark(verdict) {
  const svg = svgElement("svg", { viewBox: "0 0 10 10", class: "mark", "aria-hidden": "true" });
  const shape = svgElement("path", { d: verdict.path });
  shape.style.fill = `var(${verdict.color})`;
  svg.append(shape);
  return svg;
}

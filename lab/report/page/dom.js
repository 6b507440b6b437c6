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

const svgSpace = "http://www.w3.org/2000/svg";

// A verdict's mark as in the chart.
export function mark(verdict) {
  const svg = document.createElementNS(svgSpace, "svg");
  svg.setAttribute("viewBox", "0 0 10 10");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(svgSpace, "path");
  shape.setAttribute("d", verdict.path);
  shape.style.fill = `var(${verdict.color})`;
  svg.append(shape);
  return svg;
}

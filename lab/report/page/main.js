// The page of `keyrace report --format html`: reads the runs from the JSON beside it (lab/report/html.cc) and shows
// one run, variants side by side, or an index of several.
import { el, table } from "./dom.js";
import { fillRun, restyle, statusMark } from "./run.js";
import { showSweep } from "./sweep.js";

const data = JSON.parse(document.getElementById("data").textContent);
const page = document.getElementById("page");
const runs = data.groups.flatMap((group) => group.runs);
const views = []; // groups of timelines that zoom together
let sweep = null;

const place = (i) => `run-${i}`;

// Its contents are made when it is opened: charts of hundreds of runs would take long.
function runDetails(run, i, group, open) {
  const section = el("div", {});
  const details = el("details", { class: "run", id: place(i) },
    el("summary", {}, el("h2", {}, `${run.name}: `, statusMark(run))), section);
  let filled = false;
  details.addEventListener("toggle", () => {
    if (!details.open || filled) return;
    filled = true;
    fillRun(section, run, "h3", group);
  });
  details.open = open;
  return details;
}

function index() {
  const rows = runs.map((run, i) => [
    el("a", { href: `#${place(i)}`, onclick: () => { document.getElementById(place(i)).open = true; } }, run.name),
    statusMark(run),
    ...["rekeys", "icv_failure", "mic_failure", "lost"].map((what) => fact(run, what))]);
  const number = (title) => ({ title, number: true });
  return table("Runs", [{ title: "run" }, { title: "outcome" }, number("rekeys"), number("ICV failures"), number("MIC failures"), number("datagrams lost")], rows);
}

function fact({ report }, what) {
  if (!report) return "–";
  if (what === "rekeys") return String(report.rekeys.length);
  if (what === "lost") return `${report.traffic.lost} of ${report.traffic.sent}`;
  return String(report.frames.verdicts[what]);
}

function comparison(group) {
  const head = [{ title: "fact" }, ...group.runs.map((run) => ({ title: run.variant }))];
  const box = table("Side by side; what differs is shaded", head, group.table.map((row) => [row.fact, ...row.cells]));
  group.table.forEach((row, i) => box.querySelectorAll("tbody tr")[i].classList.toggle("differs", row.differs));
  return box;
}

function show() {
  if (data.sweep) {
    page.append(el("h1", {}, data.title));
    sweep = showSweep(page, data.sweep);
    if (runs.length > 0) page.append(el("h2", {}, "Other runs"));
  } else if (runs.length === 1) {
    page.append(el("h1", {}, `${runs[0].name}: `, statusMark(runs[0])));
    views.push([]);
    fillRun(page, runs[0], "h2", views[0]);
    return;
  }
  const [only] = data.groups.length === 1 ? data.groups : [];
  if (!data.sweep) page.append(el("h1", {}, only?.table ? `${only.scenario}: ${data.title}` : data.title));
  if (runs.length > 0 && !only?.table) page.append(index());
  let i = 0;
  for (const group of data.groups) {
    const zoomTogether = [];
    views.push(zoomTogether);
    if (group.table) page.append(el("h2", {}, group.scenario), comparison(group));
    for (const run of group.runs) page.append(runDetails(run, i++, zoomTogether, only !== undefined));
  }
  document.getElementById(location.hash.slice(1))?.setAttribute("open", "");
}

show();
// Paper shows all of it.
matchMedia("print").addEventListener("change", ({ matches }) => {
  for (const each of document.querySelectorAll(".more-answer")) each.open = matches;
  sweep?.print(matches);
});
for (const query of ["print", "(prefers-color-scheme: dark)"]) {
  matchMedia(query).addEventListener("change", () => {
    views.forEach(restyle);
    sweep?.restyle();
  });
}

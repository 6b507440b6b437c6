// A run's section of the page: the answer, the timeline, the tables.
import { el, mark, table } from "./dom.js";
import { count, duration, exactTime, time } from "./format.js";
import { Model, scales } from "./model.js";
import { story } from "./story.js";
import { Timeline } from "./timeline.js";
import { failed, verdict } from "./verdicts.js";

const rowsAtOnce = 100;
const sentencesAtOnce = 5; // so that the timeline is near

export const statusMark = (run) =>
  el("span", { class: run.status }, run.status === "holds" ? `✓ ${run.verdict}` : `✗ ${run.verdict}`);

function setup(report) {
  const stacks = report.stacks.map((each) => `${each.node}: ${each.name} ${each.version}`.trim());
  return [...stacks, `Linux ${report.engine.kernel} (${report.engine.name})`,
    `${report.virtual_s.toFixed(1)} ${report.engine.time} seconds`, `seed ${report.seed}`].join(" · ");
}

export function sentences(all) {
  if (all.length === 0) return [];
  const list = (some) => el("ul", { class: "answer" }, some.map((sentence) => el("li", {}, sentence)));
  const more = all.slice(sentencesAtOnce);
  return [list(all.slice(0, sentencesAtOnce)),
    more.length === 0 ? null : el("details", { class: "more-answer" }, el("summary", {}, `${count(more.length, "more sentence")}`), list(more))];
}

function counts(report) {
  const { verdicts, captured } = report.frames;
  const item = (number, words, shape) => el("li", {}, shape, el("b", {}, number.toLocaleString("en")), ` ${words}`);
  return el("ul", { class: "lede", "aria-label": "Frames by verdict" },
    item(captured, "captured", null),
    Object.entries(verdicts).filter(([name, number]) => number > 0 || ["accepted", "icv_failure", "mic_failure"].includes(name))
      .map(([name, number]) => item(number, verdict(name).words, mark(verdict(name)))),
    el("li", {}, el("b", {}, report.traffic.lost.toLocaleString("en")), ` of ${count(report.traffic.sent, "datagram")} lost`));
}

function expectations(report) {
  if (report.expectations.length === 0) return [];
  const missed = report.expectations.filter((each) => !each.held);
  const rows = [...missed, ...report.expectations.filter((each) => each.held)].map((each) => [
    el("span", { class: each.held ? "holds" : "does-not-hold" }, each.held ? "✓ holds" : "✗ does not hold"),
    el("code", {}, each.text), el("code", {}, each.actual)]);
  return [el("details", { open: missed.length > 0 },
    el("summary", {}, `Expectations: ${report.expectations.length - missed.length} of ${report.expectations.length} hold`),
    table("What the scenario expects", [{ title: "outcome" }, { title: "expectation" }, { title: "found" }], rows))];
}

function rekeyTable(report, heading, jump) {
  if (report.rekeys.length === 0) return [];
  const number = (title) => ({ title, number: true });
  const head = [number("n"), { title: "kind" }, { title: "STA" }, { title: "cause" }, number("AP's TK"), number("STA's TK"),
    number("window"), number("outage"), number("ICV"), number("MIC"), number("lost")];
  if (jump) head.push({ title: "timeline" });
  const rows = report.rekeys.map((each) => [
    String(each.n), each.kind, each.sta, each.cause, time(each.ap_active_ns), time(each.sta_active_ns), duration(each.window_ns),
    duration(each.outage_ns), String(each.icv_failures), String(each.mic_failures), String(each.lost),
    ...(jump ? [el("button", { type: "button", onclick: () => jump(each.n), "aria-label": `Show rekey ${each.n} in the timeline` }, "show")] : [])]);
  return [el(heading, {}, "Rekeys"), table("When each side had the new TK, and what it cost", head, rows)];
}

function failureTable(model, heading, select) {
  const all = model.failures();
  if (all.length === 0) return [];
  const number = (title) => ({ title, number: true });
  const head = [number("frame"), number("time"), { title: "from → to" }, { title: "verdict" }, number("TK"), number("MIC"),
    number("receiver's TK"), number("receiver's MIC"), { title: "observed" }, { title: "why", words: true }];
  const key = (value) => (value === null ? "–" : String(value));
  const row = (item) => {
    const frame = model.frame(item.frame);
    const words = verdict(frame.verdict);
    return [el("button", { type: "button", onclick: () => select(item), "aria-label": `Show frame ${frame.n} in the timeline` }, String(frame.n)),
      exactTime(frame.t_ns), `${frame.sender || "?"} → ${frame.receiver || "?"}`, el("span", {}, mark(words), words.words), key(frame.tk), key(frame.mic),
      key(frame.receiverTk), key(frame.receiverMic), frame.observed?.replaceAll("_", " ") ?? "–", frame.why];
  };
  const caption = "Frames that were not accepted";
  let shown = rowsAtOnce;
  const box = el("div", {});
  const draw = () => {
    const left = all.length - shown;
    box.replaceChildren(table(caption, head, all.slice(0, shown).map(row)));
    if (left > 0) {
      box.append(el("button", { type: "button", class: "next", onclick: () => { shown += rowsAtOnce; draw(); } },
        `Show ${Math.min(left, rowsAtOnce)} more of ${left.toLocaleString("en")}`));
    }
  };
  draw();
  return [el(heading, {}, `Frames that failed: ${all.length.toLocaleString("en")}`), box];
}

function stackTable(report, heading) {
  const rows = report.stacks.map((each) => [each.node, each.name, each.version || "–", each.program, el("code", {}, each.sha256.slice(0, 16))]);
  return [el(heading, {}, "Stacks"),
    table("What ran", [{ title: "node" }, { title: "stack" }, { title: "version" }, { title: "program" }, { title: "SHA-256" }], rows)];
}

function rest(run, heading) {
  return [
    ...stackTable(run.report, heading),
    el(heading, {}, "Run it again"), el("pre", { tabindex: 0 }, run.again),
    el("p", { class: "setup" }, "Evidence: ", el("code", {}, run.directory), "; the capture is ", el("code", {}, `${run.directory}/air.pcapng`)),
    run.scenario ? el("details", {}, el("summary", {}, "Scenario"),
      run.scenario.about ? el("p", {}, run.scenario.about) : null,
      el("pre", { tabindex: 0, class: "scenario" }, JSON.stringify(run.scenario, null, 2))) : null];
}

// The first rekey in which a frame failed, or else the first.
function telling(report) {
  const failing = report.rekeys.find((each) => each.icv_failures + each.mic_failures > 0);
  return (failing ?? report.rekeys[0])?.n;
}

// The chart with what steers it. `group` are the timelines that zoom together.
class TimelineView {
  constructor(run, group) {
    this.run = run;
    this.model = new Model(run);
    this.group = group;
    this.hidden = new Set();
    this.story = el("div", { class: "story", role: "status", "aria-live": "polite" });
    this.box = el("div", { class: "chart", tabindex: 0, role: "application", "aria-label":
      `Timeline of ${run.name}. Left and right arrows step through the frames, with Shift through those that failed; plus and minus zoom, ` +
      "Page Up and Page Down move, Home shows the whole run, N and P go to the next and previous rekey." });
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.element = el("section", { "aria-label": `Timeline of ${run.name}` }, this.#filters(), this.#steering(), this.box,
      el("p", { class: "hint" }, "Drag to move, pinch or Ctrl and wheel to zoom; tap or click a mark for its story. " +
        "Keys: ← → each frame, with Shift only those that failed; + − zoom; N P rekeys; Home the whole run."),
      this.story);
  }

  // Once the element is on the page.
  begin() {
    this.timeline = new Timeline(this.box, this.model, {
      selected: (items) => this.story.replaceChildren(story(this.model, items)),
      zoomed: (range) => this.group.forEach((each) => each !== this && each.follow(range)),
    });
    this.box.timeline = this.timeline; // for whoever looks from outside, such as a test
    this.rekey = telling(this.run.report);
    if (this.rekey !== undefined) this.timeline.showRekey(this.rekey);
    const first = this.model.failures().find(({ frame }) => ["mic_failure", "icv_failure"].includes(this.model.verdictOf(frame)));
    if (first) this.timeline.select([first]);
    else this.story.replaceChildren(el("p", {}, "No frame is chosen."));
  }

  follow(range) {
    this.timeline?.show(...range, true);
  }

  select(item) {
    this.timeline.select([item]);
    const half = (this.timeline.range[1] - this.timeline.range[0]) / 2;
    const x = this.timeline.scale.at(item.t_ns, item.n);
    this.timeline.show(x - half, x + half);
    this.box.focus();
    this.box.scrollIntoView({ block: "nearest" });
  }

  jump(n) {
    this.rekey = n;
    if (this.chooser) this.chooser.value = String(n);
    this.timeline.showRekey(n);
    this.box.scrollIntoView({ block: "nearest" });
  }

  #filters() {
    const buttons = Object.entries(this.model.counts()).sort(([a], [b]) => Number(failed(a)) - Number(failed(b))).map(([name, number]) => {
      const words = verdict(name);
      const button = el("button", { type: "button", class: "filter", "aria-pressed": "true", "data-verdict": name, onclick: () => {
        const shown = this.hidden.has(name);
        if (shown) this.hidden.delete(name);
        else this.hidden.add(name);
        button.setAttribute("aria-pressed", String(shown));
        this.timeline.setHidden(this.hidden);
      } }, mark(words), `${words.words} ${number.toLocaleString("en")}`);
      return button;
    });
    return el("div", { class: "bar", role: "group", "aria-label": "Show frames by verdict" }, buttons);
  }

  #steering() {
    const button = (label, words, action) => el("button", { type: "button", "aria-label": words, title: words, onclick: action }, label);
    const { rekeys } = this.run.report;
    if (rekeys.length > 0) {
      this.chooser = el("select", { "aria-label": "Jump to a rekey", onchange: () => this.jump(Number(this.chooser.value)) },
        rekeys.map((each) => el("option", { value: each.n, selected: each.n === telling(this.run.report) },
          `Rekey ${each.n} at ${time(Math.min(each.ap_active_ns ?? Infinity, each.sta_active_ns ?? Infinity))}`)));
    }
    const whole = () => this.timeline.show(...this.timeline.extent());
    const scale = el("select", { "aria-label": "What is to the right", onchange: () => {
      this.timeline.setScale(scales[scale.value]);
      if (this.rekey !== undefined) this.timeline.showRekey(this.rekey);
    } }, Object.entries(scales).map(([key, each]) => el("option", { value: key }, `by ${each.name.toLowerCase()}`)));
    return el("div", { class: "bar steer", role: "group", "aria-label": "Move in the timeline" },
      this.chooser ?? null, button("◀", "Earlier", () => this.timeline.pan(-0.5)), button("▶", "Later", () => this.timeline.pan(0.5)),
      button("+", "Zoom in", () => this.timeline.zoom(0.5)), button("−", "Zoom out", () => this.timeline.zoom(2)),
      button("Whole run", "Whole run", whole), scale);
  }

  #key(event) {
    const rekey = (by) => {
      const n = Math.min(this.run.report.rekeys.length, Math.max(1, (this.rekey ?? 0) + by));
      if (this.run.report.rekeys.length > 0) this.jump(n);
    };
    const actions = {
      ArrowRight: () => this.timeline.step(1, event.shiftKey),
      ArrowLeft: () => this.timeline.step(-1, event.shiftKey),
      "+": () => this.timeline.zoom(0.5),
      "=": () => this.timeline.zoom(0.5),
      "-": () => this.timeline.zoom(2),
      PageDown: () => this.timeline.pan(0.9),
      PageUp: () => this.timeline.pan(-0.9),
      Home: () => this.timeline.show(...this.timeline.extent()),
      n: () => rekey(1),
      p: () => rekey(-1),
    };
    if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
    event.preventDefault();
    actions[event.key]();
  }
}

// What stands in an element of its own is read when it is wanted.
function read(run) {
  if (!run.element) return;
  Object.assign(run, JSON.parse(document.getElementById(run.element).textContent));
  delete run.element;
}

// Fills `section`, which is on the page. `heading` is the element of its parts' titles.
export function fillRun(section, run, heading, group) {
  read(run);
  if (!run.report) {
    section.append(el("p", { class: "error" }, "The lab could not do this run."), el("pre", { tabindex: 0 }, run.error));
    return;
  }
  const { report } = run;
  section.append(
    el("p", { class: "setup" }, setup(report)),
    ...sentences(report.answer).filter(Boolean), counts(report), ...expectations(report));
  if (!run.timeline) {
    section.append(el("p", { class: "hint" }, "The timelines of all runs are too much for one page; this run's: ",
      el("code", {}, `keyrace report ${run.directory} --format html`)), ...rekeyTable(report, heading), ...rest(run, heading).filter(Boolean));
    return;
  }
  const view = new TimelineView(run, group);
  section.append(el(heading, {}, "Timeline"), view.element, ...rekeyTable(report, heading, (n) => view.jump(n)),
    ...failureTable(view.model, heading, (item) => view.select(item)), ...rest(run, heading).filter(Boolean));
  view.begin();
  group.push(view);
}

export function restyle(group) {
  for (const view of group) view.timeline?.restyle();
}

// The HTML report in headless Chromium. The environment says what it needs: KEYRACE (the program), SCENARIOS (the
// library), PAGE_MODULES (node_modules) and PAGE_DATA (a folder for what it makes).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";

const { KEYRACE, SCENARIOS, PAGE_MODULES, PAGE_DATA } = process.env;
const require = createRequire(path.join(PAGE_MODULES, "x.js"));
const { chromium } = require("playwright-core");
const axe = require.resolve("axe-core");
const sizes = { phone: [390, 844], tablet: [1024, 768], desktop: [1600, 900] };

let browser;
const pages = {};

function keyrace(...words) {
  return execFileSync(KEYRACE, words, { cwd: PAGE_DATA, encoding: "utf8", maxBuffer: 1 << 28, stdio: "pipe" });
}

// Where an expectation does not hold.
function keyraceFails(...words) {
  assert.throws(() => keyrace(...words), (error) => assert.equal(error.status, 1, error.stderr) ?? true);
}

const lateBy = (by) => ({ node: "sta", fault: "delay", by, first: 2 });

// A late install; from a delay of 60 ms on it costs too much at 100 datagrams a second.
function writeScenario(name, more) {
  writeFileSync(path.join(PAGE_DATA, `${name}.json`), JSON.stringify({ name, duration: "3s", traffic: [{ rate: 100 }], triggers: [{ do: "rekey-ptk", after: "1s" }],
    faults: [lateBy("50ms")], expect: ["count(rekeys) == 1", "traffic.lost < 6"], ...more }));
}

const hostile = ["</script><img src=x onerror=a()>", "\u2028\"'`<b>{a|b}&amp;"];

// Sweeps of few points; their pages, as run and as report write them.
function makeSweeps() {
  writeScenario("late", {});
  writeScenario("compared", { compare: [{ name: "soon", set: { "/faults/0/first": 9 } }, { name: "late", set: { "/seed": 1 } }] });
  writeScenario("hostile", { expect: ["traffic.lost < 6"] });
  const by = "/faults/0/by=0ms..70ms:10ms";
  for (const [name, fails, ...words] of [["sweep", true, "late", "--sweep", by], ["grid", true, "late", "--sweep", "/faults/0/by=0ms..60ms:20ms", "--sweep", "/traffic/0/rate=50,100,150"],
    ["seeds", true, "compared", "--sweep", "/faults/0/by=20ms,70ms", "--seed", "1,2"],
    ["hostile", false, "hostile", "--sweep", `/network/ssid=${JSON.stringify(hostile)}`]]) {
    pages[name] = path.join(PAGE_DATA, `${name}.html`);
    const [scenario, ...more] = words;
    const out = name === "hostile" ? "runs/<img src=x onerror=b()>" : `runs/${name}`;
    (fails ? keyraceFails : keyrace)("run", `${scenario}.json`, ...more, "--out", out, "--format", "html", "--output", pages[name]);
    pages[`${name}-again`] = path.join(PAGE_DATA, `${name}-again.html`);
    (fails ? keyraceFails : keyrace)("report", out, "--format", "html", "--output", pages[`${name}-again`]);
  }
  pages["hostile-index"] = path.join(PAGE_DATA, "hostile-index.html");
  const runs = ["1", "2"].map((n) => `runs/<img src=x onerror=b()>/hostile-point-${n}`);
  keyrace("report", ...runs, "--format", "html", "--output", pages["hostile-index"]);
}

before(async () => {
  rmSync(PAGE_DATA, { recursive: true, force: true });
  mkdirSync(PAGE_DATA, { recursive: true });
  for (const scenario of ["sta-split-install", "sta-installs-late"]) {
    pages[scenario] = path.join(PAGE_DATA, `${scenario}.html`);
    keyrace("run", path.join(SCENARIOS, `${scenario}.json`), "--out", `runs/${scenario}`, "--format", "html", "--output", pages[scenario]);
  }
  const variants = ["late", "split"].map((fault) => ({ name: fault, set: {
    "/faults/0": fault === "late" ? { node: "sta", fault: "delay", by: "50ms", first: 2 } : { node: "sta", fault: "split", by: "50ms", first: 2 } } }));
  writeFileSync(path.join(PAGE_DATA, "both.json"), JSON.stringify({
    name: "both", duration: "4s", ap: { ptk_rekey: "2s" }, traffic: [{}], network: { ssid: "</script><svg onload=alert(1)>" },
    about: "</pre><img src=x onerror=alert(2)>",
    faults: [{ node: "sta", fault: "delay", by: "50ms", first: 2 }], expect: ["count(rekeys) == 99"], compare: variants }));
  keyraceFails("run", "both.json", "--out", "runs/both", "--quiet");
  for (const [name, ...directories] of [["both", "runs/both"], ["index", "runs/sta-split-install", "runs/both"]]) {
    pages[name] = path.join(PAGE_DATA, `${name}.html`);
    keyraceFails("report", ...directories, "--format", "html", "--output", pages[name]);
  }
  makeSweeps();
  browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
});

after(() => browser?.close());

// Opens it, lets `look` look, and then nothing may have gone wrong: no error, no word on the console, no request.
async function look(name, options, look) {
  const [width, height] = sizes[options.size ?? "desktop"];
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: options.dark ? "dark" : "light", bypassCSP: options.bypassCSP });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error.stack)));
  page.on("dialog", (dialog) => { wrong.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => request.url().startsWith("file:") || wrong.push(request.url()));
  await page.goto(`file://${pages[name] ?? name}`);
  await look(page);
  assert.deepEqual(wrong, []);
  await context.close();
}

const range = (page) => page.locator(".chart").first().evaluate((box) => box.timeline.range);
const span = ([from, to]) => to - from;
const drawn = (page, id) => page.locator(".chart").first().evaluate((box, series) =>
  box.timeline.chart.getOption().series.find((each) => each.id === series)?.data.map((each) => each.count) ?? [], id);
const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const place = (page, id, i) => page.locator(".chart").first().evaluate((box, [series, at]) => {
  const { chart } = box.timeline;
  const [x, y] = chart.convertToPixel({ gridIndex: 0 }, chart.getOption().series.find((each) => each.id === series).data[at].value);
  const { left, top } = box.getBoundingClientRect();
  return [left + x, top + y];
}, [id, i]);

const painted = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

// What `read` gives as soon as `holds` says so of it.
async function until(page, read, holds, what) {
  const end = Date.now() + 20000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    assert.ok(Date.now() < end, `${what}: ${JSON.stringify(value)}`);
    await painted(page);
  }
}

async function printsOnASheet(page) {
  await page.setViewportSize({ width: 720, height: 1000 });
  await page.emulateMedia({ media: "print" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await until(page, background, (colour) => colour === "rgb(255, 255, 255)", "the background is white");
  const chart = () => page.locator(".chart canvas").first().boundingBox();
  await until(page, chart, ({ width }) => width < 720, "the chart fits");
  assert.ok((await page.pdf()).length > 10000);
}

test("the answer, the counts and the first failing rekey are there at once", () =>
  look("sta-split-install", {}, async (page) => {
    assert.match(await page.locator("h1").innerText(), /sta-split-install: ✓ every expectation holds/);
    assert.match(await page.locator(".answer li").first().innerText(), /frames from ap failed the Michael MIC at sta/);
    assert.match(await page.locator(".lede").innerText(), /6 MIC failure/);
    const [from, to] = await range(page);
    assert.ok(from > 2 && to < 2.4, `shows ${from} to ${to}`);
    assert.match(await page.locator(".story").innerText(), /Frame \d+: MIC failure[^]*frame\.number == \d+/);
  }));

test("zooms, moves and jumps", () =>
  look("sta-installs-late", {}, async (page) => {
    const first = await range(page);
    await page.getByRole("button", { name: "Zoom in" }).click();
    const near = await range(page);
    assert.ok(span(near) < span(first) * 0.6);
    await page.getByRole("button", { name: "Later" }).click();
    assert.ok((await range(page))[0] > near[0]);
    await page.getByLabel("Jump to a rekey").selectOption({ index: 2 });
    const [from, to] = await range(page);
    assert.ok(from < 6.154 && to > 6.204, `shows ${from} to ${to}`);
    await page.getByRole("button", { name: "Whole run" }).click();
    const all = await range(page);
    assert.ok(span(all) > 8);
    const box = await page.locator(".chart").boundingBox();
    await page.mouse.move(box.x + 500, box.y + 100);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -300);
    await page.keyboard.up("Control");
    const wheeled = await until(page, () => range(page), (shown) => span(shown) < span(all) * 0.95, "the wheel zooms");
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 100, { steps: 5 });
    await page.mouse.up();
    await until(page, () => range(page), (shown) => shown[0] > wheeled[0], "dragging to the left shows what is later");
    await page.getByLabel("What is to the right").selectOption("order");
    assert.ok(span(await range(page)) > 10, "frame numbers");
  }));

test("hides and shows verdicts", () =>
  look("sta-split-install", {}, async (page) => {
    const button = page.locator("button[data-verdict=mic_failure]");
    assert.equal(sum(await drawn(page, "mic_failure")), 6);
    await button.click();
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    assert.equal(sum(await drawn(page, "mic_failure")), 0);
    assert.ok(sum(await drawn(page, "accepted")) > 0);
    await button.click();
    assert.equal(sum(await drawn(page, "mic_failure")), 6);
  }));

test("tells a frame's story under the pointer and when it is clicked", () =>
  look("sta-split-install", {}, async (page) => {
    await page.mouse.move(...(await place(page, "mic_failure", 2)));
    await page.locator(".tip", { hasText: "Michael is wrong" }).waitFor();
    assert.match(await page.locator(".tip").innerText(), /receiver's MIC key\s+PTK 1/);
    await page.mouse.click(...(await place(page, "mic_failure", 3)));
    await page.locator(".story", { hasText: "Frame 462" }).waitFor();
  }));

test("does all of it by the keyboard", () =>
  look("sta-installs-late", {}, async (page) => {
    await page.locator(".chart").focus();
    const story = () => page.locator(".story").innerText();
    const before = await story();
    await page.keyboard.press("Shift+ArrowRight");
    const next = await story();
    assert.notEqual(next, before);
    assert.match(next, /: (ICV failure|no key)/);
    await page.keyboard.press("ArrowRight");
    assert.notEqual(await story(), next);
    const wide = await range(page);
    await page.keyboard.press("+");
    assert.ok(span(await range(page)) < span(wide));
    await page.keyboard.press("n");
    assert.ok((await range(page))[1] > 4.2);
    await page.keyboard.press("Home");
    assert.ok(span(await range(page)) > 8);
  }));

test("a table's row leads to the timeline", () =>
  look("sta-installs-late", {}, async (page) => {
    await page.getByRole("button", { name: "Show rekey 3 in the timeline" }).click();
    assert.ok((await range(page))[0] > 6);
    const row = page.getByRole("button", { name: /^Show frame \d+ in the timeline/ }).last();
    const name = await row.innerText();
    await row.click();
    assert.match(await page.locator(".story").innerText(), new RegExp(`Frame ${name}:`));
  }));

test("prints in light colours on one sheet's width", () => look("sta-split-install", { dark: true }, printsOnASheet));

test("variants stand side by side and zoom together; hostile names stay text", () =>
  look("both", {}, async (page) => {
    assert.match(await page.locator("tr.differs").first().innerText(), /\d/);
    assert.deepEqual(await page.locator("th[scope=col]").allInnerTexts().then((all) => all.slice(1, 3)), ["late", "split"]);
    await page.getByRole("button", { name: "Whole run" }).first().click();
    const ranges = await page.locator(".chart").evaluateAll((boxes) => boxes.map((box) => box.timeline.range));
    assert.equal(ranges.length, 2);
    assert.deepEqual(ranges[0].map(Math.round), ranges[1].map(Math.round));
    assert.equal(await page.locator("img, [onload]").count(), 0);
    assert.match(await page.locator("pre.scenario").first().textContent(), /<\/script><svg onload=alert\(1\)>/);
  }));

test("several runs have an index that leads to each", () =>
  look("index", {}, async (page) => {
    assert.match(await page.locator("h1").innerText(), /1 of 3 runs holds?, 2 do not/);
    assert.equal(await page.locator(".chart").count(), 0);
    await page.getByRole("link", { name: "both split" }).click();
    await page.locator(".chart").waitFor();
    assert.match(await page.locator("details[open]").first().innerText(), /both split/);
  }));

const curves = (page, what, ...words) => page.locator(".chart").first().evaluate((box, [name, list]) => {
  const value = box.curves[name];
  return typeof value === "function" ? value.apply(box.curves, list) : value;
}, [what, words]);
const story = (page) => page.locator(".story").first().innerText();
// Where a point stands in a panel.
const pointPlace = (page, panel, at, value) => page.locator(".chart").first().evaluate((box, [grid, xy]) => {
  const { left, top } = box.getBoundingClientRect();
  const [x, y] = box.curves.chart.convertToPixel({ gridIndex: grid + 1 }, xy);
  return [left + x, top + y];
}, [panel, [at, value]]);

test("a sweep's page is the same from run and from report", () => {
  for (const name of ["sweep", "grid", "seeds", "hostile"]) {
    assert.equal(readFileSync(pages[name], "utf8"), readFileSync(pages[`${name}-again`], "utf8"), name);
  }
});

test("a sweep says in words where its expectations hold, and shows the point beside the edge", () =>
  look("sweep", {}, async (page) => {
    assert.equal(await page.locator("h1").innerText(), "late: every expectation holds with /faults/0/by from 0s to 50ms, 6 of 8 points");
    assert.match(await page.locator(".answer").first().innerText(), /The edge between 50ms and 60ms: at 60ms traffic\.lost < 6 \(found traffic\.lost = 6\) does not hold/);
    assert.match(await page.locator("main").innerText(), /The frames of all 8 points are in this page/);
    assert.match(await story(page), /late \/faults\/0\/by=60ms: ✗ 1 of 2 expectations does not hold[^]*traffic\.lost < 6[^]*That point alone: keyrace run late\.json --set/);
    const strips = await page.locator(".chart").first().evaluate(({ curves: { strips } }) => strips.map(({ name, stretches }) => [name, stretches]));
    assert.deepEqual(strips, [["every expectation", [{ good: true, first: 0, last: 5 }, { good: false, first: 6, last: 7 }]]]);
    const lost = await page.locator(".chart").first().evaluate((box) => box.curves.chart.getOption().series.find((each) => each.id === "points-0-0").data.map((each) => each.value));
    assert.equal(lost.length, 8);
    for (const [by, count] of lost) assert.ok(Math.abs(count - by / 10) <= 1, `${count} lost at ${by} ms`);
  }));

test("a point of the curves tells itself under the pointer, and its run opens with its timeline", () =>
  look("sweep", {}, async (page) => {
    await page.mouse.move(...(await pointPlace(page, 0, 30, 3)));
    await page.locator(".tip", { hasText: "/faults/0/by=30ms" }).waitFor();
    await page.mouse.click(...(await pointPlace(page, 0, 20, 2)));
    await page.locator(".story", { hasText: "/faults/0/by=20ms: ✓ every expectation holds" }).waitFor();
    await page.getByRole("button", { name: "Show its run" }).click();
    assert.match(await page.locator(".opened h2").first().innerText(), /The run of late \/faults\/0\/by=20ms: ✓/);
    const timeline = page.locator(".opened .chart");
    assert.ok(span(await timeline.evaluate((box) => box.timeline.range)) > 0);
    assert.match(await page.locator(".opened").innerText(), /In 1 pairwise rekey ap switched first, sta followed 20\.0 ms later/);
    await page.getByRole("button", { name: "Close the run" }).click();
    assert.equal(await timeline.count(), 0);
  }));

test("a sweep's curves zoom, and measures come and go", () =>
  look("sweep", {}, async (page) => {
    const all = await curves(page, "range");
    await page.getByRole("button", { name: "Zoom in" }).click();
    const near = await curves(page, "range");
    assert.ok(span(near) < span(all) * 0.6 && near[0] < 60 && near[1] > 60, `shows ${near}`);
    await page.getByRole("button", { name: "All points", exact: true }).click();
    const box = await page.locator(".chart").first().boundingBox();
    await page.mouse.move(box.x + 500, box.y + 100);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -300);
    await page.keyboard.up("Control");
    await until(page, () => curves(page, "range"), (shown) => span(shown) < span(all) * 0.95, "the wheel zooms");
    const panels = () => page.locator(".chart").first().evaluate((chart) => chart.curves.panels.map((each) => each.measure.key));
    const before = await panels();
    assert.ok(before.includes("lost") && !before.includes("mic_failures"), `panels ${before}`);
    await page.locator("button[data-measure=longest_window_ns]").click();
    assert.deepEqual(await panels(), [...before, "longest_window_ns"]);
    await page.locator("button[data-measure=lost]").click();
    assert.ok(!(await panels()).includes("lost"));
    assert.match(await page.locator("main").innerText(), /The same at every point: MIC failures 0/);
  }));

test("a sweep is walked by the keyboard alone", () =>
  look("sweep", {}, async (page) => {
    await page.locator(".chart").first().focus();
    await page.keyboard.press("ArrowLeft");
    assert.match(await story(page), /by=50ms: ✓/);
    await page.keyboard.press("p");
    assert.match(await story(page), /by=50ms: ✓/, "there is no edge before");
    await page.keyboard.press("n");
    assert.match(await story(page), /by=60ms: ✗/);
    await page.keyboard.press("+");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    assert.match(await page.locator(".opened h2").first().innerText(), /by=70ms/);
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2");
  }));

test("a sweep's table sorts, and shows what does not hold in words", () =>
  look("sweep", {}, async (page) => {
    const table = page.getByRole("region", { name: "All points" });
    const column = (i) => table.locator(`tbody td:nth-child(${i})`).allInnerTexts();
    assert.deepEqual((await column(2)).slice(0, 2), ["0s", "10ms"]);
    assert.deepEqual((await column(3)).slice(-3), ["✓ holds", "✗ does not hold", "✗ does not hold"]);
    const head = table.getByRole("button", { name: /^\/faults\/0\/by/ });
    await head.click();
    await head.press("Enter");
    assert.equal((await column(2))[0], "70ms");
    assert.equal(await table.locator("th[aria-sort=descending]").count(), 1);
    await table.getByRole("checkbox").check();
    assert.deepEqual(await column(2), ["70ms", "60ms"]);
    await table.getByRole("button", { name: "Show late /faults/0/by=60ms" }).click();
    assert.match(await page.locator(".opened h2").first().innerText(), /by=60ms/);
  }));

test("two swept members are a map, walked by pointer and keyboard, and curves", () =>
  look("grid", {}, async (page) => {
    assert.match(await page.locator("h1").innerText(), /late: every expectation holds at \d+ of 12 points/);
    await page.getByRole("button", { name: "Map" }).click();
    const cells = page.locator(".heat .cell");
    assert.equal(await cells.count(), 12);
    const top = await page.locator(".heat tr").first().locator(".cell").allInnerTexts();
    assert.equal(top[0], "0");
    assert.match(top[3], /^9\s*✗$/, "150 a second for 60 ms");
    assert.ok(await page.locator(".heat .edge-left").count() > 0);
    await cells.nth(3).click();
    assert.match(await story(page), /by=60ms \/traffic\/0\/rate=150: ✗/);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowLeft");
    assert.match(await story(page), /by=40ms \/traffic\/0\/rate=100: ✓/);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-selected")), "true");
    await page.keyboard.press("Enter");
    assert.match(await page.locator(".opened h2").first().innerText(), /by=40ms \/traffic\/0\/rate=100/);
    await page.locator("button[data-measure=longest_outage_ns]").click();
    assert.match(await page.locator(".scale").innerText(), /longest outage in ms/);
    await page.getByRole("button", { name: "Curves" }).click();
    await page.locator(".chart").first().waitFor();
    assert.equal(await page.locator("button.filter .line-mark").count(), 3);
    await page.getByRole("button", { name: "/traffic/0/rate=50", exact: true }).click();
    const lines = await page.locator(".chart").first().evaluate((box) => new Set(box.curves.points.map((each) => each.line)).size);
    assert.equal(lines, 2);
    await page.getByRole("combobox", { name: /^over/ }).selectOption("/traffic/0/rate");
    assert.equal(await page.locator("button.filter .line-mark").count(), 4);
    assert.match(await page.locator(".chart").first().getAttribute("aria-label"), /^Curves over \/traffic\/0\/rate\./);
  }));

test("seeds are one line with their spread; variants are lines of their own", () =>
  look("seeds", {}, async (page) => {
    const names = await page.locator("button.filter").allInnerTexts();
    assert.deepEqual(names.map((name) => name.trim()).slice(0, 2), ["soon", "late"]);
    const ids = await page.locator(".chart").first().evaluate((box) => box.curves.chart.getOption().series.filter((each) => each.type === "line").map((each) => [each.id, each.data.length]));
    assert.deepEqual(ids.filter(([id]) => id.startsWith("line-0")), [["line-0-0", 2], ["line-0-1", 2]]);
    assert.match(await page.locator(".answer").first().innerText(), /soon: holds with \/faults\/0\/by from 20ms to 70ms/);
    assert.match(await page.locator(".answer").first().innerText(), /late: holds with \/faults\/0\/by at 20ms/);
  }));

test("a point whose run is not in the page says so, and how to get it", async () => {
  const file = path.join(PAGE_DATA, "sweep-part.html");
  writeFileSync(file, readFileSync(pages.sweep, "utf8").replace(/,"element":"data-\d+"/, "").replace('"embedded":{"runs":8', '"embedded":{"runs":7'));
  await look(file, {}, async (page) => {
    assert.match(await page.locator("main").innerText(), /The frames of 7 of 8 points are in this page \([^)]+\): first those on both sides of an edge/);
    await page.getByRole("button", { name: "Show late /faults/0/by=0s" }).click();
    assert.match(await page.locator(".opened").innerText(), /Its run is not in this page; a page of it: keyrace report runs\/sweep\/late-point-1 --format html/);
    assert.equal(await page.locator("button.open").count(), 0);
  });
});

test("hostile texts stay texts, in a sweep and in an index", async () => {
  for (const name of ["hostile", "hostile-index"]) {
    await look(name, {}, async (page) => {
      const again = name === "hostile" ? page.locator("button.open") : page.getByRole("link").first();
      await again.click();
      await page.locator(".chart").last().waitFor();
      assert.equal(await page.locator("img, b:not(.lede b), [onerror]").count(), 0);
      const text = await page.locator("body").innerText();
      assert.ok(text.includes("onerror=b()"), "the directory's name is told");
      if (name === "hostile") for (const each of hostile) assert.ok((await page.locator("main").textContent()).includes(each), each);
    });
  }
});

test("a sweep prints all its points in light colours on one sheet's width", () =>
  look("sweep", { dark: true }, async (page) => {
    await printsOnASheet(page);
    assert.equal(await page.locator("tbody tr").count() >= 8, true);
  }));

test("axe finds nothing, at any size, in light and dark", async () => {
  for (const [size, dark, names] of [["phone", false, ["sta-split-install", "both", "sweep", "hostile"]], ["phone", true, ["grid", "seeds"]],
    ["tablet", true, ["sta-split-install", "sweep"]], ["desktop", false, ["index", "grid", "hostile-index"]], ["desktop", true, ["both", "hostile"]]]) {
    for (const name of names) {
      await look(name, { size, dark, bypassCSP: true }, async (page) => {
        await page.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
        await page.evaluate(() => document.querySelector("button.open")?.click());
        await painted(page);
        await page.addScriptTag({ path: axe });
        const { violations } = await page.evaluate(() => window.axe.run());
        assert.deepEqual(violations.map((each) => `${size} ${name} ${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`), []);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${name} is ${wide} pixels too wide on a ${size}`);
      });
    }
  }
});

// The page of a real run with its frames repeated.
function repeated(name, times) {
  const html = readFileSync(pages[name], "utf8");
  const [head, rest] = html.split(/(?<=<script type="application\/json" id="data">)/);
  const end = rest.indexOf("</script>");
  const data = JSON.parse(rest.slice(0, end));
  const [run] = data.groups[0].runs;
  const element = new RegExp(`(?<=<script type="application/json" id="${run.element}">).*?(?=</script>)`, "s");
  Object.assign(run, JSON.parse(element.exec(rest)[0]));
  delete run.element;
  const { timeline } = run;
  const { names, ...columns } = timeline.frames;
  const count = columns.n.length;
  const long = timeline.end_ns - timeline.begin_ns;
  const last = columns.n.at(-1);
  for (const [column, values] of Object.entries(columns)) {
    timeline.frames[column] = Array.from({ length: times }, (_, i) => values.map((value) =>
      column === "t_ns" ? value + i * long : column === "n" ? value + i * last : value)).flat();
  }
  timeline.end_ns += (times - 1) * long;
  const file = path.join(PAGE_DATA, `${name}-repeated.html`);
  writeFileSync(file, head + JSON.stringify(data).replaceAll("<", "\\u003c") + rest.slice(end));
  return { file, frames: count * times };
}

test("100,000 frames are one picture of few marks", async (t) => {
  const { file, frames } = repeated("sta-installs-late", 110);
  assert.ok(frames >= 100000);
  const begin = performance.now();
  await look(file, {}, async (page) => {
    const opened = performance.now() - begin;
    const times = await page.locator(".chart").evaluate((box) => {
      const { timeline } = box;
      const [first, last] = timeline.extent();
      const spent = [];
      for (let i = 0; i < 10; ++i) {
        const start = performance.now();
        timeline.show(first, last - (i / 20) * (last - first));
        timeline.chart.getZr().flush();
        spent.push(performance.now() - start);
      }
      timeline.show(first, last);
      return spent.sort((a, b) => a - b);
    });
    t.diagnostic(`${frames} frames: open ${opened.toFixed(0)} ms, a zoom ${times[5].toFixed(0)} ms (median)`);
    const marks = [...(await drawn(page, "accepted")), ...(await drawn(page, "icv_failure"))];
    assert.ok(marks.length < 2000, `${marks.length} marks`);
    assert.equal(sum(marks) > 99000, true, "and every frame is in one of them");
  });
});

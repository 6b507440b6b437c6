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
  return execFileSync(KEYRACE, words, { cwd: PAGE_DATA, encoding: "utf8", maxBuffer: 1 << 28 });
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
  try {
    keyrace("run", "both.json", "--out", "runs/both", "--quiet");
  } catch (error) {
    assert.equal(error.status, 1, error.stderr); // the expectation does not hold
  }
  for (const [name, ...directories] of [["both", "runs/both"], ["index", "runs/sta-split-install", "runs/both"]]) {
    pages[name] = path.join(PAGE_DATA, `${name}.html`);
    try {
      keyrace("report", ...directories, "--format", "html", "--output", pages[name]);
    } catch (error) {
      assert.equal(error.status, 1, error.stderr);
    }
  }
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
    await page.waitForTimeout(200);
    const wheeled = await range(page);
    assert.ok(span(wheeled) < span(all) * 0.95);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 100, { steps: 5 });
    await page.mouse.up();
    await page.waitForTimeout(200);
    assert.ok((await range(page))[0] > wheeled[0], "dragging to the left shows what is later");
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

test("prints in light colours on one sheet's width", () =>
  look("sta-split-install", { dark: true }, async (page) => {
    await page.setViewportSize({ width: 720, height: 1000 });
    await page.emulateMedia({ media: "print" });
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    const { width } = await page.locator(".chart canvas").first().boundingBox();
    assert.ok(width < 720, `the chart is ${width} wide`);
    assert.ok((await page.pdf()).length > 10000);
  }));

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

test("axe finds nothing, at any size, in light and dark", async () => {
  for (const [size, dark, names] of [["phone", false, ["sta-split-install", "both"]], ["tablet", true, ["sta-split-install"]],
    ["desktop", false, ["index"]], ["desktop", true, ["both"]]]) {
    for (const name of names) {
      await look(name, { size, dark, bypassCSP: true }, async (page) => {
        await page.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
        await page.waitForTimeout(100);
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
  const { timeline } = data.groups[0].runs[0];
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

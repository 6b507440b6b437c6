// What is told of one frame or message.
import { el, mark } from "./dom.js";
import { count, exactTime, messageName } from "./format.js";
import { verdict } from "./verdicts.js";

const epoch = (number, group) => (number === null ? "unknown" : `${group ? "GTK" : "PTK"} ${number}`);

function micKey(number, reversed, group) {
  return epoch(number, group) + (reversed ? ", for the other direction" : "");
}

function facts(pairs) {
  return el("dl", {}, pairs.filter(([, value]) => value !== null).map(([name, value]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, value))));
}

const filter = (n) => el("code", {}, `frame.number == ${n}`);

function frameStory(frame) {
  const words = verdict(frame.verdict);
  const tkip = frame.cipher === "tkip";
  return el("div", {},
    el("p", { class: "story-title" }, mark(words),
      el("strong", {}, `Frame ${frame.n}: ${words.words}`), ` ${frame.sender || "?"} → ${frame.receiver || "?"} at ${exactTime(frame.t_ns)}`),
    el("p", {}, frame.why),
    facts([
      ["TK epoch", frame.inClear ? "in the clear" : epoch(frame.tk, frame.group)],
      ["MIC epoch", tkip && !frame.inClear ? micKey(frame.mic, frame.micReversed, frame.group) : null],
      ["receiver's TK", epoch(frame.receiverTk, frame.group)],
      ["receiver's MIC key", tkip ? micKey(frame.receiverMic, frame.receiverMicReversed, frame.group) : null],
      [tkip ? "TSC" : "PN", frame.tsc === null ? null : String(frame.tsc)],
      ["key ID", frame.keyId === null ? null : String(frame.keyId)],
      ["sequence number", frame.seq + (frame.retry ? ", a retry" : "")],
      ["verdict", words.words],
      ["observed", frame.observed?.replaceAll("_", " ") ?? "nothing"],
      ["in Wireshark", filter(frame.n)],
    ]));
}

function messageStory(message) {
  return el("div", {},
    el("p", { class: "story-title" },
      el("strong", {}, `Frame ${message.n}: ${messageName(message.what)}`),
      ` from ${message.sender || "?"} at ${exactTime(message.t_ns)}`),
    facts([
      ["protected", message.encrypted ? `under ${epoch(message.tk, false)}` : "in the clear"],
      ["in Wireshark", filter(message.n)],
    ]));
}

// `items` as in Model.order; several where marks are too close to tell them apart.
export function story(model, items) {
  const first = items[0];
  const told = first.frame === undefined ? messageStory(model.messages[first.message]) : frameStory(model.frame(first.frame));
  if (items.length > 1) {
    const last = items.at(-1);
    told.append(el("p", { class: "more" },
      `The first of ${count(items.length, "frame")} here, ${first.n} to ${last.n}; zoom in, or step with the arrow keys, to see each.`));
  }
  return told;
}

// What a receiver does with a frame: its mark, colour and words. The colours are those of Okabe and Ito, dark enough
// on white; the shapes tell the verdicts apart without them. Paths are within 10 by 10.

const disc = "M5 1A4 4 0 1 1 5 9A4 4 0 1 1 5 1Z";
const ring = "M5 0A5 5 0 1 1 5 10A5 5 0 1 1 5 0ZM5 2.4A2.6 2.6 0 1 0 5 7.6A2.6 2.6 0 1 0 5 2.4Z";
const triangle = "M5 0L10 9.5L0 9.5Z";
const cross = "M0 2L2 0L5 3L8 0L10 2L7 5L10 8L8 10L5 7L2 10L0 8L3 5Z";
const diamond = "M5 0L10 5L5 10L0 5Z";
const square = "M1 1H9V9H1Z";
const frame = "M0 0H10V10H0ZM2.5 2.5V7.5H7.5V2.5Z";
const down = "M0 0.5L10 0.5L5 10Z";
const plus = "M3.5 0H6.5V3.5H10V6.5H6.5V10H3.5V6.5H0V3.5H3.5Z";
const bar = "M3 0H7V10H3Z";
const hourglass = "M0 0H10L6 5L10 10H0L4 5Z";

export const verdicts = {
  accepted: { path: disc, color: "--accepted", words: "accepted" },
  icv_failure: { path: triangle, color: "--icv", words: "ICV failure" },
  mic_failure: { path: cross, color: "--mic", words: "MIC failure" },
  replay: { path: diamond, color: "--replay", words: "replay" },
  no_key: { path: frame, color: "--other", words: "no key" },
  unprotected: { path: ring, color: "--clear", words: "unprotected" },
  duplicate: { path: square, color: "--other", words: "duplicate" },
  fragment_dropped: { path: plus, color: "--replay", words: "fragment dropped" },
  port_closed: { path: bar, color: "--other", words: "port closed" },
  malformed: { path: hourglass, color: "--clear", words: "malformed" },
  not_delivered: { path: down, color: "--clear", words: "kept away by the air" },
};

export const verdict = (name) => verdicts[name] ?? { path: square, color: "--other", words: name };
export const failed = (name) => name !== "accepted";

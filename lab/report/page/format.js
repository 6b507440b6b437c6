// Times and numbers as the text report spells them.

export function duration(ns) {
  if (ns === null || ns === undefined) return "–";
  if (ns >= 1e9) return `${(ns / 1e9).toFixed(2)} s`;
  if (ns >= 1e6) return `${(ns / 1e6).toFixed(1)} ms`;
  if (ns >= 1e3) return `${(ns / 1e3).toFixed(0)} µs`;
  return `${ns} ns`;
}

export const time = (ns) => (ns === null || ns === undefined ? "never" : `${(ns / 1e9).toFixed(3)} s`);
export const exactTime = (ns) => `${(ns / 1e9).toFixed(6)} s`;
export const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

// "4way-3" as people say it.
export function messageName(what) {
  const [, kind, number] = /^(4way|group)-(\d)$/.exec(what) ?? [];
  if (kind) return `${kind === "4way" ? "message" : "group message"} ${number}/${kind === "4way" ? 4 : 2}`;
  return what.replace(/^eap-/, "EAP ").replace(/^eapol-/, "EAPOL ").replace("mic-failure", "MIC failure").replaceAll("-", " ");
}

// The same in the chart, where there is little room.
export function shortName(what) {
  const [, kind, number] = /^(4way|group)-(\d)$/.exec(what) ?? [];
  if (kind) return kind === "4way" ? `${number}/4` : `G${number}/2`;
  return what.startsWith("link down") ? "link down" : messageName(what);
}

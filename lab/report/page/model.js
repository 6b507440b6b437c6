// A run's timeline as the chart wants it: frames and messages in one order, and the lanes that they are in. The JSON
// is that of lab/report/timeline.h.

const flags = { retry: 1, group: 2, inClear: 4, micReversed: 8, receiverMicReversed: 16 };

// How far to the right something stands: by its time in seconds, or by its number in the capture.
export const scales = {
  time: { name: "Time", at: (t_ns) => t_ns / 1e9 },
  order: { name: "Frame number", at: (t_ns, n) => n },
};

// The first index of `sorted` at which `value` is not below `limit`.
export function lowerBound(length, value, limit) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value(middle) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Model {
  constructor(run) {
    const timeline = run.timeline;
    this.timeline = timeline;
    this.rekeys = run.report.rekeys;
    this.ap = timeline.nodes[0];
    this.stas = timeline.nodes.slice(1);
    this.columns = timeline.frames;
    this.length = this.columns.n?.length ?? 0;
    this.verdictNames = this.columns.names.verdict;
    this.messages = timeline.messages;
    this.order = this.#order();
    this.links = this.stas.map((sta) => this.#link(sta));
    this.lastFrame = Math.max(1, this.columns.n?.at(-1) ?? 1, this.messages.at(-1)?.n ?? 1);
  }

  verdictOf(frame) {
    return this.verdictNames[this.columns.verdict[frame]];
  }

  // Everything that is known about a frame.
  frame(i) {
    const c = this.columns;
    const name = (list, value) => (value === null ? null : c.names[list][value]);
    const has = (flag) => (c.flags[i] & flag) !== 0;
    return {
      n: c.n[i], t_ns: c.t_ns[i], seq: c.seq[i], tsc: c.tsc[i], keyId: c.key_id[i],
      sender: name("node", c.sender[i]), receiver: name("node", c.receiver[i]),
      tk: c.tk[i], mic: c.mic[i], receiverTk: c.receiver_tk[i], receiverMic: c.receiver_mic[i],
      verdict: this.verdictOf(i), observed: name("observed", c.observed[i]), cipher: name("cipher", c.cipher[i]),
      why: name("why", c.why[i]), retry: has(flags.retry), group: has(flags.group), inClear: has(flags.inClear),
      micReversed: has(flags.micReversed), receiverMicReversed: has(flags.receiverMicReversed),
    };
  }

  // How many frames have each verdict.
  counts() {
    const counts = {};
    for (let i = 0; i < this.length; ++i) counts[this.verdictOf(i)] = (counts[this.verdictOf(i)] ?? 0) + 1;
    return counts;
  }

  failures() {
    return this.order.filter((item) => item.frame !== undefined && this.verdictOf(item.frame) !== "accepted");
  }

  // Where a moment is in the capture: the last frame until then.
  frameNumberAt(t_ns) {
    const after = lowerBound(this.order.length, (i) => this.order[i].t_ns, t_ns);
    return after === 0 ? 0 : this.order[after - 1].n;
  }

  // Frames and messages as they were captured; a message that was protected is a frame, too.
  #order() {
    const items = this.messages.map((each, message) => ({ n: each.n, t_ns: each.t_ns, message }));
    for (let frame = 0; frame < this.length; ++frame) {
      items.push({ n: this.columns.n[frame], t_ns: this.columns.t_ns[frame], frame });
    }
    return items.sort((a, b) => a.n - b.n);
  }

  #link(sta) {
    const nodes = this.columns.names.node;
    const frames = (group, sender, receiver) => {
      const lists = {};
      for (const { frame } of this.order) {
        if (frame === undefined) continue;
        const isGroup = (this.columns.flags[frame] & flags.group) !== 0;
        if (isGroup !== group || nodes[this.columns.receiver[frame]] !== receiver) continue;
        if (!group && nodes[this.columns.sender[frame]] !== sender) continue;
        (lists[this.verdictOf(frame)] ??= []).push(frame);
      }
      return lists;
    };
    const lanes = [
      { kind: "keys", title: `${this.ap}: key for ${sta}`, bands: this.#bands(this.ap, sta) },
      { kind: "frames", title: `frames ${this.ap} → ${sta}`, frames: frames(false, this.ap, sta) },
      { kind: "messages", title: "EAPOL and EAP", messages: this.#messagesOf(sta) },
      { kind: "frames", title: `frames ${sta} → ${this.ap}`, frames: frames(false, sta, this.ap) },
      { kind: "keys", title: `${sta}: key for ${this.ap}`, bands: this.#bands(sta, sta) },
    ];
    const group = frames(true, null, sta);
    if (Object.keys(group).length > 0 || this.rekeys.some((each) => each.kind === "group")) {
      lanes.push(
        { kind: "keys", title: `${this.ap}: group key`, bands: this.#bands(this.ap, null), group: true },
        { kind: "frames", title: `group frames → ${sta}`, frames: group, group: true },
        { kind: "keys", title: `${sta}: group key`, bands: this.#bands(sta, null), group: true });
    }
    return { sta, lanes };
  }

  #messagesOf(sta) {
    return this.messages.map((each, i) => i).filter((i) => [sta, null].includes(this.messages[i].sta));
  }

  // The keys that a node had, one after the other; `sta` is null for group keys.
  #bands(node, sta) {
    const bands = [];
    const ends = this.messages.filter(
      (each) => each.ends_link && (each.sta === null || each.sta === (sta ?? node)));
    for (const each of this.timeline.switches) {
      if (each.node !== node || each.sta !== sta) continue;
      const last = bands.at(-1);
      if (last) Object.assign(last, { end_ns: Math.min(last.end_ns, each.t_ns), before: Math.min(last.before, each.after) });
      const left = ends.find((end) => end.n > each.after && end.t_ns >= each.t_ns);
      bands.push({
        tk: each.tk, mic: each.mic, micReversed: each.mic_reversed, t_ns: each.t_ns, after: each.after,
        end_ns: left?.t_ns ?? Math.max(this.timeline.end_ns, each.t_ns), before: left?.n ?? Infinity,
      });
    }
    return bands;
  }
}

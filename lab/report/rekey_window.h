// What happened around one rekey, in the kernel's order: frames between the AP and the STA, the
// messages, and each side's switches. Made by build_report for the rekey that went worst, drawn by
// rekey_picture.h and rekey_diagram.h. Last arrow of the flow, verify -> report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/verify/run_verdicts.h"

namespace keyrace {

struct Rekey;

// What a node has for the other end; neither: nothing.
struct NodeKey {
  std::optional<int> tk;
  std::optional<MicEpoch> mic;
  friend bool operator==(const NodeKey&, const NodeKey&) = default;
};

struct WindowEvent {
  std::uint64_t n = 0;     // the frame; of a switch, the last frame captured before it
  std::uint64_t t_ns = 0;  // guest's CLOCK_MONOTONIC
  bool of_ap = false;      // who sent it, or switched
  // Of a protected data frame.
  std::optional<Verdict> verdict{};
  // Of EAPOL and of the link's end: "4way-1" and so on as EapolKeyMessage, "request", "eap",
  // "left".
  std::string message = {};
  bool encrypted = false;
  std::optional<NodeKey> key{};  // of a switch: what the node has from then on
};

struct RekeyWindow {
  int n = 0;  // Rekey::n
  std::string sta;
  bool group = false;
  int epoch = 0;   // the new key's
  NodeKey ap_key;  // before the first event
  NodeKey sta_key;
  std::vector<WindowEvent> events;  // in the kernel's order; times do not decrease
};

// The rekey in which most frames failed; of several, the one that lost most datagrams, then the one
// with the widest window in whole ms, then the first. Null: there was none.
const Rekey* worst_rekey(const std::vector<Rekey>& rekeys);

// From the first message, or switch, until both sides had the whole key and no frame failed any
// more, with something of before and behind it. `ap`: the AP's node.
RekeyWindow find_window(const std::vector<Rekey>& rekeys, const Rekey& rekey,
                        const RunVerdicts& verdicts, const std::string& ap);

}  // namespace keyrace

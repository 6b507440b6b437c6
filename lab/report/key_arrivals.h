// The keys of one AP and STA, or of the AP's group as one STA sees it, in the order in which they
// came: when each was active at either end, and which frames brought it. Called by find_rekeys.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lab/verify/run_verdicts.h"

namespace keyrace {

struct NodeSwitch {
  std::optional<std::uint64_t> active_ns;    // the TK
  std::optional<std::uint64_t> complete_ns;  // TK and MIC keys
  std::uint64_t after_frame = 0;             // KeySwitch::after_frame of the TK
};

struct KeyArrival {
  int epoch = 0;
  NodeSwitch at_ap;
  NodeSwitch at_sta;
  std::uint64_t begin_ns = 0;  // the first switch
  // Frame numbers, because frames and switches that share a moment still have an order:
  std::uint64_t first_after = 0;  // the last frame before the first switch
  std::uint64_t last_after = 0;   // the last frame before the last switch
  // The frame that began its handshake, or first_after where none is in the capture.
  std::uint64_t start = 0;
  // Of how many associations before this one the end was on the air.
  std::size_t association = 0;
  std::vector<EapolSighting> messages;
};

// Built once for a run; arrivals() may then be asked for each STA and kind.
class KeyArrivals {
 public:
  KeyArrivals(const RunVerdicts& verdicts, std::string ap);

  std::vector<KeyArrival> of(const std::string& sta, bool pairwise) const;
  // Ends of the STA's associations, in the order of the capture.
  const std::vector<Leaving>& leavings(const std::string& sta) const;
  // EAPOL-Key frames of the STA with first < n <= last.
  std::vector<EapolSighting> eapol(const std::string& sta, std::uint64_t first,
                                   std::uint64_t last) const;

 private:
  using Epochs = std::map<int, NodeSwitch>;

  const Epochs& epochs(const std::string& node, const std::string& sta, bool pairwise) const;
  void sort_handshakes(const std::string& sta, const std::vector<EapolSighting>& all);
  void find_handshakes(const std::string& sta, bool pairwise,
                       std::vector<KeyArrival>& arrivals) const;

  std::string ap_;
  std::map<std::pair<std::string, std::string>, Epochs> switches_;  // node; STA, "": group
  std::map<std::string, std::vector<EapolSighting>> eapol_;         // by STA
  // Of eapol_, what may bring a key of the kind.
  std::map<std::pair<std::string, bool>, std::vector<EapolSighting>> handshakes_;  // STA; pairwise
  std::map<std::string, std::vector<Leaving>> leavings_;  // by STA; "": everyone
};

}  // namespace keyrace

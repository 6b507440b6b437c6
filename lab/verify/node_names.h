// Who is who on the air: a run's nodes by their MAC addresses. Used wherever frames and keys are
// given to nodes. Arrow: evidence -> verdicts.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "lab/dot11/mac_address.h"
#include "lab/dot11/mac_header.h"
#include "lab/evidence/job.h"
#include "lab/verify/key_epochs.h"

namespace keyrace {

class NodeNames {
 public:
  // Throws EvidenceError where guest.json has no access point, or what is no MAC address.
  explicit NodeNames(const GuestSummary& guest);
  // `by_mac` has the AP among the nodes.
  NodeNames(const MacAddress& ap, std::map<MacAddress, std::string> by_mac);

  bool is_ap(const std::optional<MacAddress>& mac) const { return mac == ap_; }
  // Empty: none of ours.
  std::string name_of(const std::optional<MacAddress>& mac) const;
  // The STA that the frame is from or to. Empty: none of ours.
  std::string sta_of(const MacHeader& header) const;
  KeyLogReading key_log_reading() const;

 private:
  MacAddress ap_;
  std::map<MacAddress, std::string> by_mac_;
};

}  // namespace keyrace

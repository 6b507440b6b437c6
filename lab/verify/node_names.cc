#include "lab/verify/node_names.h"

#include "lab/evidence/json_lines.h"

namespace keyrace {

NodeNames::NodeNames(const GuestSummary& guest) {
  bool has_ap = false;
  for (const GuestNode& node : guest.nodes) {
    const auto mac = MacAddress::parse(node.mac);
    if (!mac) throw EvidenceError("guest.json: " + node.mac + " is not a MAC address");
    by_mac_[*mac] = node.name;
    if (!node.is_ap) continue;
    ap_ = *mac;
    has_ap = true;
  }
  if (!has_ap) throw EvidenceError("guest.json: no access point among the nodes");
}

NodeNames::NodeNames(const MacAddress& ap, std::map<MacAddress, std::string> by_mac)
    : ap_(ap), by_mac_(std::move(by_mac)) {}

std::string NodeNames::name_of(const std::optional<MacAddress>& mac) const {
  const auto found = mac ? by_mac_.find(*mac) : by_mac_.end();
  return found == by_mac_.end() ? "" : found->second;
}

std::string NodeNames::sta_of(const MacHeader& header) const {
  for (const auto& mac : {std::optional(header.ra()), header.ta()}) {
    const std::string name = is_ap(mac) ? "" : name_of(mac);
    if (!name.empty()) return name;
  }
  return "";
}

KeyLogReading NodeNames::key_log_reading() const {
  std::map<std::string, std::string> stas;
  for (const auto& [mac, name] : by_mac_) {
    if (mac != ap_) stas[mac.to_string()] = name;
  }
  return {name_of(ap_), stas};
}

}  // namespace keyrace

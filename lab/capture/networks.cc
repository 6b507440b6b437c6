#include "lab/capture/networks.h"

#include "lab/dot11/elements.h"

namespace keyrace {

bool Networks::note(const AirFrame& frame) {
  const MacHeader& mac = frame.header;
  const auto elements = frame_elements(mac, frame.body);
  if (!elements) return false;
  switch (mac.subtype) {
    case kBeacon:
    case kProbeResponse:
      return note_network(*mac.addr3, *elements, true);
    case kAssociationRequest:
    case kReassociationRequest: {
      const auto security = find_security_element(*elements);
      if (security) asked_for_.insert_or_assign({*mac.addr3, *mac.ta()}, *security);
      return note_network(*mac.addr3, *elements, false) || security;
    }
    default:
      return false;
  }
}

bool Networks::note_network(const MacAddress& bssid, ByteSpan elements, bool offers) {
  const auto [entry, fresh] = networks_.try_emplace(bssid);
  Network& network = entry->second;
  bool told = fresh;
  // A beacon of a hidden network has none, its probe responses do.
  if (const auto found = ssid_in(elements); found && network.ssid != found) {
    network.ssid = found;
    told = true;
  }
  if (offers && !network.security) {
    network.security = find_security_element(elements);
    told = told || network.security;
  }
  return told;
}

std::optional<std::string> Networks::ssid(const MacAddress& bssid) const {
  const auto found = networks_.find(bssid);
  return found == networks_.end() ? std::nullopt : found->second.ssid;
}

std::optional<SecurityElement> Networks::negotiated(const MacAddress& bssid,
                                                    const MacAddress& sta) const {
  const auto found = asked_for_.find({bssid, sta});
  return found == asked_for_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<SecurityElement> Networks::offered(const MacAddress& bssid) const {
  const auto found = networks_.find(bssid);
  return found == networks_.end() ? std::nullopt : found->second.security;
}

}  // namespace keyrace

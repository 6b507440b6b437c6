// What management frames tell: SSIDs, and the ciphers that networks offer and stations ask for.
// Called by CaptureWalk. Arrow: capture -> verdicts.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "lab/dot11/security_element.h"
#include "lab/verify/air_frame.h"

namespace keyrace {

class Networks {
 public:
  // Any management frame; the others are not looked at. Whether it told something new.
  bool note(const AirFrame& frame);

  bool is_ap(const MacAddress& address) const { return networks_.contains(address); }
  std::optional<std::string> ssid(const MacAddress& bssid) const;
  // What the STA asked for in its association.
  std::optional<SecurityElement> negotiated(const MacAddress& bssid, const MacAddress& sta) const;
  std::optional<SecurityElement> offered(const MacAddress& bssid) const;

 private:
  struct Network {
    std::optional<std::string> ssid;
    std::optional<SecurityElement> security;
  };

  bool note_network(const MacAddress& bssid, ByteSpan elements, bool offers);

  std::map<MacAddress, Network> networks_;
  std::map<std::pair<MacAddress, MacAddress>, SecurityElement> asked_for_;
};

}  // namespace keyrace

// Which rule of the air meets a frame. Nothing but matching and counting: what is done then is
// AirMedium's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/dot11/eapol_key.h"
#include "lab/scenario/scenario.h"
#include "lab/verify/air_frame.h"
#include "lab/verify/sender_keys.h"

namespace keyrace {

// A frame as the rules look at it.
struct AirFacts {
  AirFrame frame;
  std::vector<std::uint8_t> octets;  // the whole frame, from Frame Control on
  std::string from;                  // node names; empty: none of ours
  std::string to;
  bool from_ap = false;
  SenderKeys opened;                       // of protected data, where a rule asks what it carries
  std::vector<std::uint8_t> msdu;          // opened, from SNAP on; empty: it has none, or is closed
  bool eapol = false;                      // it carries an EAPOL frame
  std::optional<EapolKeyMessage> message;  // of the 4-way or group key handshake
};

class AirRules {
 public:
  AirRules(std::vector<AirRule> rules, std::uint64_t seed);

  const AirRule& operator[](std::size_t index) const { return rules_[index]; }
  // Some rule asks for what only the opened frame tells.
  bool look_inside() const;

  // The place of the rule that meets the frame, and counts it. `since_connected`: nothing before
  // every STA is connected.
  std::optional<std::size_t> decide(const AirFacts& facts, std::optional<Duration> since_connected);

 private:
  bool counts(std::size_t index);

  std::vector<AirRule> rules_;
  std::vector<std::uint32_t> matched_;  // so far, by each rule
  std::uint64_t seed_;
};

}  // namespace keyrace

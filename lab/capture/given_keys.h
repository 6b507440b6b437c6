// What the user gives to open a capture with: passphrases, PMKs, temporal keys, the key log of a
// run. Called by the command line. Arrow: keys -> capture.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lab/evidence/key_log.h"
#include "lab/tkip/key_hierarchy.h"
#include "lab/tkip/tsc.h"
#include "lab/verify/key_epochs.h"

namespace keyrace {

// "--psk: 63 digits; expected 64 hexadecimal digits"
class KeyError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct GivenPassphrase {
  std::string passphrase;           // 8 to 63 octets
  std::optional<std::string> ssid;  // absent: that of each network, as the capture tells it
};

struct GivenKeys {
  std::vector<GivenPassphrase> passphrases;
  std::vector<Pmk> pmks;
  std::vector<EpochKey> temporal_keys;  // of no known link: tried on every one
  KeyLog log;

  bool empty() const {
    return passphrases.empty() && pmks.empty() && temporal_keys.empty() && log.entries.empty();
  }
};

// All throw KeyError; `option` is the name for it. None takes a key of zeros.
GivenPassphrase parse_passphrase(std::string_view option, const std::string& text);
// 64 hexadecimal digits: a PSK is the PMK of WPA-Personal.
Pmk parse_pmk(std::string_view option, std::string_view hex);
// The MSK of EAP (64 octets), or as much of it as a RADIUS server hands out: its first 32 octets
// are the PMK. IEEE 802.11-2020, 12.7.1.3.
Pmk parse_msk(std::string_view option, std::string_view hex);
// 32 digits: CCMP's TK; 64: TKIP's TK and MIC keys in the order of TkipKey::from_authenticator.
EpochKey parse_temporal_key(std::string_view option, std::string_view hex);

// The PMKs of one network.
class PmkFinder {
 public:
  explicit PmkFinder(const GivenKeys& given) : given_(given) {}

  // `ssid` absent: not known yet; passphrases without an SSID of their own give nothing then.
  std::vector<Pmk> pmks(const std::optional<std::string>& ssid);

 private:
  const GivenKeys& given_;
  std::map<std::pair<std::string, std::string>, Pmk> known_;  // by passphrase, SSID: they are slow
};

// The log's keys of one link, in its order. Which node is the AP the log does not say, the capture
// does: entries of the AP name the STA as peer, those of the STA the AP.
KeyEpochs logged_pairwise_keys(const KeyLog& log, const MacAddress& ap, const MacAddress& sta);
// The group keys of an access point with any of these STAs, with their key IDs.
struct LoggedGroupKey {
  KeyId key_id;
  EpochKey key;
};
std::vector<LoggedGroupKey> logged_group_keys(const KeyLog& log, const MacAddress& ap);

}  // namespace keyrace

// Why STAs were not authenticated, in the words of the programs that know: what the logs of server,
// AP and STA have in common with no other trouble. Called by the guest when a STA does not connect.
#pragma once

#include <string>

namespace keyrace {

// Whole logs: FreeRADIUS's, or hostapd's where that is the server; hostapd's; wpa_supplicant's.
struct EapLogs {
  std::string server;
  std::string ap;
  std::string sta;
};

// "the server refuses sta's certificate (TLS alert: certificate expired)"; empty: they tell
// nothing.
std::string eap_trouble(const EapLogs& logs, const std::string& sta);

}  // namespace keyrace

#include "lab/stack/eap_trouble.h"

#include <regex>

namespace keyrace {
namespace {

bool has(const std::string& log, const char* words) {
  return log.find(words) != std::string::npos;
}

// A TLS alert that this side has sent, "certificate expired". OpenSSL's info callback gives the
// words, and FreeRADIUS, hostapd and wpa_supplicant print them alike.
std::string sent_alert(const std::string& log) {
  static const std::regex alert(R"(lert:? write[^\n]*:fatal:([^\n]+))");
  std::smatch match;
  return std::regex_search(log, match, alert) ? match[1].str() : "";
}

}  // namespace

std::string eap_trouble(const EapLogs& logs, const std::string& sta) {
  if (has(logs.server, "Shared secret is incorrect")) {
    return "the RADIUS server drops what the AP asks, because their shared secrets differ";
  }
  if (const std::string alert = sent_alert(logs.sta); !alert.empty()) {
    return sta + " refuses the server's certificate (TLS alert: " + alert + ")";
  }
  if (const std::string alert = sent_alert(logs.server); !alert.empty()) {
    return "the server refuses " + sta + "'s certificate (TLS alert: " + alert + ")";
  }
  if (has(logs.server, "[mschap] = reject") || has(logs.server, "Invalid NT-Response")) {
    return "the server refuses " + sta + "'s password";
  }
  if (has(logs.ap, "Resending RADIUS message")) return "the RADIUS server does not answer the AP";
  return "";
}

}  // namespace keyrace

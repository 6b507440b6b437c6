#include "lab/dot11/reason_code.h"

#include "lab/dot11/mac_header.h"

namespace keyrace {
namespace {

// As far as authentication, association and the key handshakes end so.
const char* name_of(std::uint16_t reason) {
  switch (reason) {
    case 1:
      return "unspecified";
    case 2:
      return "authentication no longer valid";
    case 3:
      return "leaving";
    case 4:
      return "inactivity";
    case 5:
      return "too many stations";
    case 6:
      return "not authenticated";
    case 7:
      return "not associated";
    case 8:
      return "leaving the BSS";
    case kReasonMicFailure:
      return "Michael MIC failure: TKIP countermeasures";
    case 15:
      return "4-way handshake timeout";
    case 16:
      return "group key handshake timeout";
    case 17:
      return "the handshake's security element is another than the beacon's";
    case 23:
      return "802.1X authentication failed";
  }
  return nullptr;
}

}  // namespace

std::string spoken_reason(std::uint16_t reason) {
  std::string text = "reason " + std::to_string(reason);
  const char* name = name_of(reason);
  return name == nullptr ? text : text + ", " + name;
}

}  // namespace keyrace

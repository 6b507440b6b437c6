// What a capture file says of itself as a whole: the texts of a pcapng section header, which
// Wireshark shows as the file's properties. Arrow: capture -> verify. draft-ietf-opsawg-pcapng.
#pragma once

#include <string>
#include <vector>

namespace keyrace {

struct CaptureDescription {
  std::vector<std::string> comments;  // opt_comment, UTF-8
  std::string operating_system;       // shb_os: "Linux 7.3.4"; empty: not told
};

}  // namespace keyrace

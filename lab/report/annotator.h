// A capture again, as pcapng, with a comment on each frame that is not plainly good and on those
// that explain it; and a table of the keys for Wireshark. Called by `keyrace verify --annotate`.
#pragma once

#include <cstdint>
#include <deque>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lab/capture/capture_walk.h"
#include "lab/dot11/captured_packet.h"
#include "lab/dot11/pcapng_writer.h"

namespace keyrace {

class Annotator {
 public:
  // Creates the file, mode 0600. Throws SystemError.
  explicit Annotator(const std::string& path);

  // First, with what the capture says of itself.
  void begin(const CaptureDescription& of);
  // Every packet, before the walk takes its frame.
  void add(const CapturedPacket& packet);
  void comment(std::uint64_t n, const std::string& text);
  // No comment will come any more on packets up to number n.
  void settle(std::uint64_t n);
  // Throws SystemError when the disk is full.
  void close();

 private:
  struct Held {
    CapturedPacket packet;
    std::vector<std::string> comments;
  };
  void write(const Held& held);

  std::string path_;
  std::ofstream out_;
  std::optional<PcapngWriter> writer_;
  std::map<std::pair<std::uint16_t, std::string>, std::uint32_t> interfaces_;  // by link type, name
  std::deque<Held> held_;                                                      // by number
};

// Rows of Wireshark's table "80211_keys", one for each temporal key. Mode 0600.
void write_wireshark_keys(const std::string& path, const CaptureFindings& findings);

}  // namespace keyrace

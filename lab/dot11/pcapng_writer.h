// Writes a pcapng capture in nanoseconds. Called by the guest for what it captures on links, and by
// report for the annotated capture. Arrow: capture -> verify, and report's output.
#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "lab/dot11/bytes.h"
#include "lab/dot11/capture_description.h"
#include "lab/dot11/captured_packet.h"

namespace keyrace {

class PcapngWriter {
 public:
  // Writes the section header. stream must outlive this. All throw std::runtime_error if the stream
  // fails, std::length_error if a text is longer than 65535 octets or a packet than
  // kMaxCaptureOctets.
  explicit PcapngWriter(std::ostream& stream, const CaptureDescription& description = {});

  // Gives its number, from 0. Before its first packet; description: empty for none.
  std::uint32_t add_interface(std::string_view name,
                              std::uint16_t link_type = kLinkTypeIeee80211Radiotap,
                              std::string_view description = {});

  // t_ns: since the epoch. comments: UTF-8.
  void write_packet(std::uint64_t t_ns, ByteSpan bytes, std::uint32_t original_length,
                    std::span<const std::string> comments = {}, std::uint32_t interface = 0);

 private:
  void write_block(std::uint32_t type, ByteSpan body);

  std::ostream& stream_;
  std::uint32_t interfaces_ = 0;
};

}  // namespace keyrace

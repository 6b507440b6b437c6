// Writes a pcapng capture of one radiotap interface in nanoseconds. Called by evidence for the air
// capture and by report for the annotated one. Arrow: capture -> verify, and report's output.
#pragma once

#include <cstdint>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "lab/dot11/bytes.h"
#include "lab/dot11/captured_packet.h"

namespace keyrace {

class PcapngWriter {
 public:
  // Writes the section header (comment: empty for none) and the interface block. stream must
  // outlive this. All throw std::runtime_error if the stream fails, std::length_error if a text is
  // longer than 65535 octets or a packet than kMaxCaptureOctets.
  PcapngWriter(std::ostream& stream, std::string_view interface_name, std::string_view comment = {},
               std::uint16_t link_type = kLinkTypeIeee80211Radiotap);

  // t_ns: since the epoch. comments: UTF-8.
  void write_packet(std::uint64_t t_ns, ByteSpan bytes, std::uint32_t original_length,
                    std::span<const std::string> comments = {});

 private:
  void write_block(std::uint32_t type, ByteSpan body);

  std::ostream& stream_;
};

}  // namespace keyrace

// One packet of a capture file, and what reads them from one format. Arrow: capture -> verify.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lab/dot11/capture_description.h"

namespace keyrace {

// www.tcpdump.org/linktypes.html
constexpr std::uint16_t kLinkTypeEthernet = 1;
constexpr std::uint16_t kLinkTypeIeee80211 = 105;  // without radiotap
constexpr std::uint16_t kLinkTypePrism = 119;      // or AVS
constexpr std::uint16_t kLinkTypeIeee80211Radiotap = 127;
constexpr std::uint16_t kLinkTypeAvs = 163;
constexpr std::uint16_t kLinkTypePpi = 192;

struct CaptureInterface {
  std::uint16_t link_type = 0;
  std::string name = {};         // pcapng's if_name; empty in pcap
  std::string description = {};  // if_description
  // Whether frames end with their FCS; nullopt: the file does not tell.
  std::optional<bool> fcs = {};

  friend bool operator==(const CaptureInterface&, const CaptureInterface&) = default;
};

struct CapturedPacket {
  std::uint64_t number = 0;  // in the file, from 1, as Wireshark counts
  std::uint64_t t_ns = 0;    // since the epoch; 0 in a Simple Packet Block, which has no time
  std::shared_ptr<const CaptureInterface> interface;  // of a packet that was read: never null
  std::vector<std::uint8_t> bytes;
  std::uint32_t original_length = 0;  // on the air; more than bytes.size() if the capture cut it
};

enum class ReadResult {
  kWhole,
  kEnd,  // the input ends where it may
  kCut,  // the input ends inside of what was to be read
};

// A capture format's half of CaptureReader; it leaves `number` alone. Throws CaptureError.
class PacketSource {
 public:
  virtual ~PacketSource() = default;
  virtual ReadResult next(CapturedPacket& packet) = 0;

  const CaptureDescription& description() const { return description_; }

 protected:
  CaptureDescription description_;  // of the pcapng section that is read
};

}  // namespace keyrace

#include "lab/dot11/capture_reader.h"

#include <array>
#include <utility>

#include "lab/dot11/pcap_source.h"
#include "lab/dot11/pcapng_source.h"

namespace keyrace {

CaptureReader::CaptureReader(std::istream& stream, std::string name)
    : input_(stream, std::move(name)) {
  std::array<std::uint8_t, 4> magic{};
  if (input_.read(magic) != ReadResult::kWhole) {
    input_.fail(0, "the file has only " + std::to_string(input_.offset()) + " octets",
                "a pcap or pcapng capture");
  }
  if (magic == kPcapngMagic) {
    source_ = std::make_unique<PcapngSource>(input_);
  } else if (const auto encoding = pcap_encoding(magic)) {
    source_ = std::make_unique<PcapSource>(input_, *encoding);
  } else {
    input_.fail(0, "not a capture",
                "the magic number of pcap (a1b2c3d4, a1b23c4d) or pcapng (0a0d0d0a)");
  }
}

bool CaptureReader::next(CapturedPacket& packet) {
  if (at_end_) return false;
  const ReadResult result = source_->next(packet);
  if (result == ReadResult::kWhole) {
    packet.number = ++packets_;
    return true;
  }
  at_end_ = true;
  truncated_ = result == ReadResult::kCut;
  return false;
}

}  // namespace keyrace

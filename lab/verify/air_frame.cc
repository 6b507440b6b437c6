#include "lab/verify/air_frame.h"

#include "lab/dot11/capture_reader.h"
#include "lab/dot11/radiotap.h"

namespace keyrace {
namespace {

constexpr std::size_t kFcsLength = 4;

void take_apart(ByteSpan octets, std::size_t trailer, AirFrame& frame) {
  const Parsed<MacHeader> header = parse_mac_header(octets);
  if (!header) {
    frame.malformed = header.error;
    return;
  }
  frame.header = *header;
  const ByteSpan body = octets.subspan(header->length);
  const std::size_t length = body.size() - std::min(body.size(), trailer);
  frame.body.assign(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(length));
}

AirFrame take_apart(const CapturedPacket& packet) {
  AirFrame frame;
  if (packet.link_type == kLinkTypeIeee80211Radiotap) {
    frame = take_apart_radiotap(packet.bytes);
  } else {
    take_apart(packet.bytes, 0, frame);
  }
  frame.n = packet.number;
  frame.t_ns = packet.t_ns;
  frame.captured_length = packet.original_length;
  return frame;
}

}  // namespace

AirFrame take_apart_radiotap(ByteSpan packet) {
  AirFrame frame;
  const Parsed<Radiotap> radiotap = parse_radiotap(packet);
  if (!radiotap) {
    frame.malformed = radiotap.error;
    return frame;
  }
  take_apart(packet.subspan(radiotap->length), radiotap->fcs_at_end() ? kFcsLength : 0, frame);
  return frame;
}

AirFrame take_apart_mpdu(ByteSpan octets) {
  AirFrame frame;
  take_apart(octets, 0, frame);
  return frame;
}

std::vector<AirFrame> read_air_frames(std::istream& capture, const std::string& name) {
  CaptureReader reader(capture, name);
  std::vector<AirFrame> frames;
  for (CapturedPacket packet; reader.next(packet);) frames.push_back(take_apart(packet));
  return frames;
}

}  // namespace keyrace

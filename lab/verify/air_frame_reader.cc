#include "lab/verify/air_frame_reader.h"

#include "lab/dot11/link_header.h"

namespace keyrace {

AirFrameReader::AirFrameReader(std::istream& capture, std::string name)
    : reader_(capture, std::move(name)) {}

bool AirFrameReader::next(AirFrame& frame) {
  if (!reader_.next(packet_)) return false;
  frame.n = packet_.number;
  frame.t_ns = packet_.t_ns;
  frame.captured_length = packet_.original_length;
  frame.cut = packet_.bytes.size() < packet_.original_length;
  constexpr char kDamaged[] =
      "its FCS is wrong: it was damaged on its way to where it was captured";
  const Parsed<LinkHeader> link = parse_link_header(packet_.link_type, packet_.bytes);
  if (!link) {
    frame.malformed = link.error;
    return true;
  }
  if (link->bad_fcs) {
    frame.malformed = kDamaged;
    return true;
  }
  ByteSpan octets = ByteSpan(packet_.bytes).subspan(link->length);
  const std::optional<bool> declared = link->fcs ? link->fcs : packet_.fcs;
  if (frame.cut) {
    take_apart_mpdu(octets, frame);
    return true;
  }
  switch (detectors_[{packet_.link_type, packet_.interface}].check(octets, declared)) {
    case Fcs::kAbsent:
      break;
    case Fcs::kRight:
      octets = octets.first(octets.size() - kFcsLength);
      break;
    case Fcs::kWrong:
      frame.malformed = kDamaged;
      return true;
  }
  take_apart_mpdu(octets, frame);
  return true;
}

}  // namespace keyrace

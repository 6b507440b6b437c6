// The LLC/SNAP header at the start of an MSDU: what the MSDU carries. Called by verify on clear and
// on opened frames. Arrow: capture -> verify. IEEE 802-2014, 9.4 (EtherType in SNAP).
#pragma once

#include <cstdint>
#include <optional>

#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_header.h"

namespace keyrace {

constexpr std::uint16_t kEthertypeEapol = 0x888e;
constexpr std::uint16_t kEthertypeIpv4 = 0x0800;

struct SnapMsdu {
  std::uint16_t ethertype = 0;
  ByteSpan payload;  // a view into the MSDU
};

// | AA AA 03 | OUI 00-00-00 or 00-00-F8 (bridge tunnel) | EtherType (2, big endian) | payload |
// Any other LLC header: nullopt.
inline std::optional<SnapMsdu> parse_snap(ByteSpan msdu) {
  if (msdu.size() < 8) return std::nullopt;
  if (msdu[0] != 0xaa || msdu[1] != 0xaa || msdu[2] != 0x03) return std::nullopt;
  if (msdu[3] != 0 || msdu[4] != 0 || (msdu[5] != 0 && msdu[5] != 0xf8)) return std::nullopt;
  return SnapMsdu{load_be<std::uint16_t>(msdu, 6), msdu.subspan(8)};
}

// What the opened body of a data frame carries. Not of an A-MSDU: each of its subframes has an LLC
// header of its own, behind addresses that may be chosen so that they look like one.
inline std::optional<SnapMsdu> snap_of(const MacHeader& header, ByteSpan msdu) {
  return header.a_msdu ? std::nullopt : parse_snap(msdu);
}

// The EAPOL frame that the MSDU is, from its protocol version on; nullopt: it is another one, or an
// A-MSDU, into which stacks put none.
inline std::optional<ByteSpan> eapol_in(const MacHeader& header, ByteSpan msdu) {
  const auto snap = snap_of(header, msdu);
  if (!snap || snap->ethertype != kEthertypeEapol) return std::nullopt;
  return snap->payload;
}

}  // namespace keyrace

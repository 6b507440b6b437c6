// The MAC header of an 802.11 frame. Called by verify on each captured frame, behind radiotap.
// Arrow: capture -> verify. IEEE 802.11-2020, 9.2.4 (fields) and 9.3 (formats of each type).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "lab/dot11/bytes.h"
#include "lab/dot11/mac_address.h"
#include "lab/dot11/parsed.h"

namespace keyrace {

enum class FrameType : std::uint8_t { kManagement = 0, kControl = 1, kData = 2 };

// Those of management frames that the lab knows; Table 9-1.
enum ManagementSubtype : std::uint8_t {
  kAssociationRequest = 0,
  kAssociationResponse = 1,
  kReassociationRequest = 2,
  kReassociationResponse = 3,
  kProbeResponse = 5,
  kBeacon = 8,
  kDisassociation = 10,
  kAuthentication = 11,
  kDeauthentication = 12,
};

// Reason code of Table 9-49: Michael MIC failure. Stacks give it when they start countermeasures,
// and for nothing else.
constexpr std::uint16_t kReasonMicFailure = 14;

struct MacHeader {
  FrameType type = FrameType::kManagement;
  std::uint8_t subtype = 0;  // 4 bits, Table 9-1
  bool to_ds = false;
  bool from_ds = false;
  bool more_fragments = false;
  bool retry = false;
  bool power_management = false;
  bool more_data = false;
  bool protected_frame = false;
  bool order = false;  // or +HTC

  MacAddress addr1;
  std::optional<MacAddress> addr2;  // absent in ACK and CTS
  std::optional<MacAddress> addr3;  // absent in control frames
  std::optional<MacAddress> addr4;  // To DS and From DS data only

  std::uint16_t sequence = 0;  // 12 bits; 0 in control frames
  std::uint8_t fragment = 0;   // 4 bits
  bool qos = false;            // the QoS Control field is there
  std::uint8_t tid = 0;        // 4 bits
  bool a_msdu = false;         // the body is an A-MSDU
  std::optional<std::uint32_t> ht_control;
  std::size_t length = 0;  // the frame body starts here

  const MacAddress& ra() const { return addr1; }
  const std::optional<MacAddress>& ta() const { return addr2; }
  // Table 9-30; nullptr in control frames. In an A-MSDU each subframe has its own DA and SA
  // instead.
  const MacAddress* da() const;
  const MacAddress* sa() const;

  // A data frame that carries an MSDU or a fragment of one: not Null, not QoS Null.
  bool is_data_with_body() const { return type == FrameType::kData && (subtype & 0x4) == 0; }
};

// Deauthentication or disassociation.
inline bool is_leaving(const MacHeader& header) {
  return header.type == FrameType::kManagement &&
         (header.subtype == kDeauthentication || header.subtype == kDisassociation);
}

// frame: from Frame Control on. Trailing octets are the body, and the FCS if it was captured.
Parsed<MacHeader> parse_mac_header(ByteSpan frame);
// The same into `header`, which then need not be copied: why it is none, or empty text.
std::string_view parse_mac_header(ByteSpan frame, MacHeader& header);

}  // namespace keyrace

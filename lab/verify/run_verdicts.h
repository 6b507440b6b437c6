// Everything that verify finds out about one run. Arrow: verify -> report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/dot11/eap.h"
#include "lab/dot11/eapol_key.h"
#include "lab/evidence/key_log.h"
#include "lab/verify/verdict.h"

namespace keyrace {

// What an install does to a key that is there: the model's word, see Receiver::install_pairwise.
enum class InstallEffect {
  kNewKey,
  kSameAgain,  // nothing: the node has this very key
};

enum class KeyHalf { kTk, kTxMic, kRxMic };

// One node's key changed in its kernel. A split install is two of these.
struct KeySwitch {
  std::string node;
  std::string sta;  // pairwise: the STA of the pair
  bool pairwise = false;
  std::uint8_t key_id = 0;
  KeyPart part = KeyPart::kWhole;
  std::optional<int> tk_epoch;
  std::optional<MicEpoch> mic_epoch;  // that the node checks with
  std::uint64_t asked_ns = 0;         // guest's CLOCK_MONOTONIC
  std::uint64_t done_ns = 0;
  std::uint64_t after_frame = 0;  // the last frame captured before it; 0: none
  InstallEffect effect = InstallEffect::kNewKey;
  // Of a whole install: which key the stack had asked for, and what of it the kernel got otherwise.
  std::optional<int> asked_epoch;
  std::vector<KeyHalf> altered;
};

// A key that a stack asked for and its kernel never had.
struct UndoneInstall {
  std::string node;
  std::string sta;  // pairwise: the STA of the pair
  bool pairwise = false;
  std::optional<int> epoch;    // of the key that was asked for
  std::uint64_t asked_ns = 0;  // guest's CLOCK_MONOTONIC
  int error = 0;               // negative errno that the stack was told; 0: that it was done
  std::string fault;           // the shim's fault that kept it away; empty: the kernel refused it
};

// An EAPOL-Key frame on the air, opened where it was encrypted.
struct EapolSighting {
  std::uint64_t n = 0;
  std::uint64_t t_ns = 0;
  std::string sender;  // node
  std::string sta;     // the STA of the exchange
  EapolKeyMessage message = EapolKeyMessage::kOther;
  KeyDescriptor descriptor = KeyDescriptor::kRsn;
  bool request = false;  // the STA asks for a new key
  bool encrypted = false;
  std::optional<int> tk_epoch;
};

// An EAPOL frame on the air that is no EAPOL-Key, opened where it was encrypted.
struct EapSighting {
  std::uint64_t n = 0;
  std::uint64_t t_ns = 0;
  std::string sender;  // node
  std::string sta;     // the STA of the exchange
  EapPacket packet;
  bool encrypted = false;
  std::optional<int> tk_epoch;
};

// Deauthentication or disassociation on the air.
struct Leaving {
  std::uint64_t n = 0;
  std::uint64_t t_ns = 0;
  std::string sender;
  std::string sta;           // empty: everyone
  std::uint16_t reason = 0;  // IEEE Std 802.11-2020, Table 9-49; 14 is a Michael MIC failure
};

// A rule of the scenario met a frame on the air.
struct AirMeeting {
  std::uint64_t n = 0;     // the frame's
  std::uint64_t t_ns = 0;  // when it was sent
  std::uint32_t rule = 0;  // its place in the scenario, from 0
  AirEffect effect = AirEffect::kNone;
  std::string sender;    // node; empty: none of ours
  std::string receiver;  // node, or "group"
};

struct RunVerdicts {
  std::uint64_t captured = 0;
  // Guest's CLOCK_MONOTONIC: the experiment was over; what the link does after it is tidying up.
  std::uint64_t end_ns = 0;
  std::vector<FrameVerdict> frames;   // in the order in which the receivers came to them
  std::vector<KeySwitch> switches;    // in the kernel's order
  std::vector<UndoneInstall> undone;  // in the order of asking
  std::vector<EapolSighting> eapol;   // in the order of the capture
  std::vector<EapSighting> eap;       // in the order of the capture
  std::vector<Leaving> leavings;      // in the order of the capture
  std::vector<AirMeeting> air;        // in the order of the capture
};

}  // namespace keyrace

// keys.jsonl: every key request that the shims passed to the kernel, in order. Written by the shims
// (emulator/shim/key_log.h documents the fields), read by verify.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lab/dot11/mac_address.h"

namespace keyrace {

enum class KeyAction { kInstall, kSet, kDelete };
enum class KeyPart { kWhole, kTk, kMic };

struct KeyLogEntry {
  std::string node;
  KeyAction action = KeyAction::kInstall;
  std::uint32_t n = 0;  // the stack's n-th install of this kind (pairwise or group), from 1
  bool pairwise = false;
  std::optional<std::uint8_t> key_id;  // absent: the request names none
  std::optional<MacAddress> peer;
  std::uint32_t cipher = 0;               // suite selector, such as kCipherTkip; 0: not given
  std::vector<std::uint8_t> material;     // NL80211_KEY_DATA as the kernel got it
  std::vector<std::uint8_t> asked;        // the same as the stack asked for it, before any fault
  bool sent = true;                       // false: the stack asked, the kernel never got it
  std::vector<std::uint8_t> receive_seq;  // NL80211_KEY_SEQ, least significant octet first
  KeyPart part = KeyPart::kWhole;         // which half of the asked key this is (split)
  std::string fault;                      // empty: none
  std::uint64_t asked_ns = 0;             // guest's CLOCK_MONOTONIC: the stack asked
  std::uint64_t done_ns = 0;              // the request had returned
  int error = 0;                          // 0 or the negative errno with which it returned
};

struct KeyLog {
  std::vector<std::string> attached;  // nodes whose stack carries the shim
  std::vector<KeyLogEntry> entries;
};

// Throws EvidenceError, also where a shim tells that it overlooked a request.
KeyLog read_key_log(const std::string& path);

// IEEE Std 802.11-2020, Table 9-149.
inline constexpr std::uint32_t kCipherTkip = 0x000fac02;
inline constexpr std::uint32_t kCipherCcmp = 0x000fac04;

}  // namespace keyrace

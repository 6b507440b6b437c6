// Opens several TKIP MPDUs at once, in half the time that one after the other takes (see
// rc4.h). Called by mpdu, and by verify with frames that it has read ahead. Arrow: capture ->
// verify. IEEE 802.11-2020, 12.5.2.2.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lab/dot11/bytes.h"
#include "lab/tkip/key_material.h"
#include "lab/tkip/mixing.h"

namespace keyrace {

// In: a key and the phase 1 result of it, the TA and the body's TSC; a body as open_mpdu's.
// Out: the plaintext without ICV (its memory is reused), and whether the ICV is right. Of a body
// that open_mpdu answers with nullopt: no plaintext, and false.
struct MpduToOpen {
  const TemporalKey* tk = nullptr;
  const Ttak* ttak = nullptr;
  ByteSpan body;
  std::vector<std::uint8_t>* plaintext = nullptr;
  bool icv_ok = false;
};

// Bodies may differ in length; batches from a few dozen on are fastest.
void open_mpdus(std::span<MpduToOpen> batch);

struct KeyToTry {
  const TemporalKey* tk = nullptr;
  Ttak ttak{};
};

// The first of the keys under which the body begins with an LLC/SNAP header, as a first fragment
// does unless it is an A-MSDU; a wrong key looks like that in one of 2^39 cases. Sooner than
// opening with each key, but the ICV is not checked. nullopt: none, or no body that could be
// opened.
std::optional<std::size_t> find_key_of_snap(std::span<const KeyToTry> keys, ByteSpan body);

}  // namespace keyrace

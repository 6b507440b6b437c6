// Tells the shims what happens on the air, so that a fault can wait for it (hold-until): counts
// EAPOL-Key messages, opened with the keys of the key log where they are encrypted, and protected
// data frames. Hands the messages on to who computes keys from them (early). Only used when a
// scenario has such a fault.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>

#include "emulator/shim/shim_config.h"
#include "lab/dot11/eapol_key.h"
#include "lab/dot11/mac_address.h"
#include "lab/guest/frame_opener.h"
#include "lab/guest/shim_events.h"
#include "lab/verify/air_frame.h"

namespace keyrace {

class AirWatch {
 public:
  // `rows`: of the events, by address.
  AirWatch(ShimEvents& events, FrameOpener opener, std::map<MacAddress, std::uint16_t> rows);

  // Each EAPOL-Key frame, opened, also goes to `observer`, with TA and RA.
  using EapolKeyObserver =
      std::function<void(const MacAddress&, const MacAddress&, const EapolKey&)>;
  void observe_eapol_keys(EapolKeyObserver observer) { key_observer_ = std::move(observer); }

  // Every frame of the capture, with radiotap, in order.
  void on_frame(std::span<const std::uint8_t> packet);

 private:
  void on_msdu(const AirFrame& frame, ByteSpan msdu);
  void count(const AirFrame& frame, keyrace_event event);

  ShimEvents& events_;
  FrameOpener opener_;
  std::map<MacAddress, std::uint16_t> rows_;
  EapolKeyObserver key_observer_;
};

}  // namespace keyrace

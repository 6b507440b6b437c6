// The medium between hwsim's radios in the lab's hands: every frame that a radio sends comes here,
// and only what is delivered from here reaches another. Used by the guest where a scenario has
// rules for the air; without one, hwsim carries the frames itself.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "emulator/netlink/genl_socket.h"
#include "emulator/netlink/hardware_address.h"

namespace keyrace {

// One frame as its radio sent it.
struct Transmission {
  HardwareAddress radio{};            // Radio::address of the transmitter
  std::uint64_t cookie = 0;           // the driver's number for it
  std::uint32_t flags = 0;            // hwsim_tx_control_flags
  std::uint32_t frequency_mhz = 0;    // of the channel
  std::vector<std::uint8_t> tx_info;  // hwsim_tx_rate of each attempt, to be handed back
  std::vector<std::uint8_t> frame;    // 802.11 from Frame Control on, without FCS

  // Nobody answers this frame with an ACK (a group frame).
  bool needs_no_ack() const;
};

class Medium {
 public:
  // From now on the radios of the calling thread's namespace are heard here only. Throws
  // SystemError: somebody else already is the medium, or a radio has several channels.
  Medium();

  // Readable when frames wait.
  int fd() const;
  // Calls back for each that waits, in the order of sending.
  void receive(const std::function<void(const Transmission&)>& each);

  // The frame is on the air now: hwsim0 shows it, with an ACK behind it if it was acknowledged, and
  // the transmitter's mac80211 learns how it went (hwsim_tx_info_frame_received_nl). Once for each
  // frame.
  void report(const Transmission& sent, bool acknowledged);

  // The radio hears a frame (hwsim_cloned_frame_received_nl); one that is off, or on another
  // channel, does not.
  // signal: in dBm; absent: as strong as without a medium.
  void deliver(const HardwareAddress& radio, std::span<const std::uint8_t> frame,
               const Transmission& sent, std::optional<int> signal);

 private:
  void send(NlMessage message, const char* attempt);

  GenlSocket socket_;
};

}  // namespace keyrace

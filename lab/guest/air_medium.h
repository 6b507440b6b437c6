// The air between the radios, with a scenario's rules: takes every frame that a radio sends,
// decides, and hands it to those that are to hear it. Says in the kernel's trace what it does,
// because only there is the true order of things. Only made when a scenario has rules.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/air/medium.h"
#include "emulator/sys/event_loop.h"
#include "lab/guest/air_corruption.h"
#include "lab/guest/air_rules.h"
#include "lab/guest/frame_opener.h"
#include "lab/guest/kernel_trace.h"

namespace keyrace {

class AirMedium {
 public:
  // To be made in the namespace of the radios. `names`: every node, by its radio's address.
  AirMedium(EventLoop& loop, KernelTrace& trace, const Scenario& scenario,
            std::map<MacAddress, std::string> names, FrameOpener opener);
  AirMedium(const AirMedium&) = delete;
  AirMedium& operator=(const AirMedium&) = delete;
  // hwsim carries the frames itself again.
  ~AirMedium();

  // Every STA is connected: rules count from here.
  void connected() { connected_ = monotonic_now(); }

 private:
  // A frame on its way; n is its number, from 1.
  struct Sent {
    Transmission transmission;
    AirFacts facts;
    std::uint64_t n = 0;
  };

  void on_sent(const Transmission& transmission);
  AirFacts facts_of(const Transmission& transmission);
  void obey(const AirRule& rule, std::size_t index, const std::shared_ptr<Sent>& sent);
  void hear_later(const AirRule& rule, const std::shared_ptr<Sent>& sent);
  void hear(const Sent& sent, std::optional<int> signal, const std::vector<OctetChange>& changes);
  void report(const Sent& sent, bool heard);

  EventLoop& loop_;
  KernelTrace& trace_;
  AirRules rules_;
  std::map<MacAddress, std::string> names_;
  FrameOpener opener_;
  Medium medium_;
  std::uint64_t sent_ = 0;
  std::optional<MonotonicTime> connected_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);  // for what is still to come
};

}  // namespace keyrace

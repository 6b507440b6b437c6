// Knows each handshake's key before the stacks install it, and tells a shim that asks (fault
// "early"): the scenario's passphrase gives the PMK, messages 1/4 and 2/4 on the air the rest. A
// shim holds its stack's message until it has the answer. Only used when a scenario has such a
// fault.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "emulator/shim/shim_config.h"
#include "emulator/sys/event_loop.h"
#include "emulator/sys/unique_fd.h"
#include "lab/dot11/mac_address.h"
#include "lab/scenario/scenario.h"
#include "lab/tkip/handshake_keys.h"

namespace keyrace {

class EarlyKeys {
 public:
  // `catch_up` takes in every frame that was sent until now, by on_eapol_key() of this object.
  EarlyKeys(EventLoop& loop, const Network& network, const MacAddress& ap,
            std::function<void()> catch_up);
  ~EarlyKeys();
  EarlyKeys(const EarlyKeys&) = delete;
  EarlyKeys& operator=(const EarlyKeys&) = delete;

  // A socket for the shim of this node to inherit and ask on; stays this object's. A question whose
  // answer is not known throws SystemError out of the loop: such a run shows nothing.
  int socket_for(const std::string& node, const MacAddress& mac);

  // An EAPOL-Key frame on the air, opened where it was encrypted, in order.
  void on_eapol_key(const MacAddress& ta, const MacAddress& ra, const EapolKey& key);

 private:
  struct Asker {
    std::string node;
    MacAddress mac;
    UniqueFd guest_end;
    UniqueFd shim_end;
  };
  void answer(const Asker& asker);
  Ptk ptk_for(const Asker& asker, const keyrace_key_question& question) const;

  EventLoop& loop_;
  Cipher cipher_;
  MacAddress ap_;
  std::function<void()> catch_up_;
  HandshakeKeys keys_;
  std::deque<Asker> askers_;  // the loop refers to them
};

}  // namespace keyrace

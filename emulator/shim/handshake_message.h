/* The handshake messages after which a stack installs its pairwise key, found in a send call: 3/4,
 * which an AP sends, and 4/4, which a STA sends. They go as NL80211_CMD_CONTROL_PORT_FRAME to the
 * kernel, or through a packet socket of ETH_P_PAE, whose link header the kernel makes.
 */
#ifndef KEYRACE_EMULATOR_SHIM_HANDSHAKE_MESSAGE_H
#define KEYRACE_EMULATOR_SHIM_HANDSHAKE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emulator/shim/send_call.h"

struct handshake_message {
  bool by_netlink; /* or by a packet socket */
  uint32_t ifindex;
  uint8_t peer[6];
  size_t offset; /* of the EAPOL frame, its protocol version, in the bytes of the call */
  size_t size;
};

/* The next of them at or after *at, an offset in the bytes, which moves behind it; `family`:
 * nl80211's. False: no more. Only looks at bytes and addresses; what the socket is, is not asked.
 */
bool handshake_message_next(const struct send_call* call, uint16_t family, size_t* at,
                            struct handshake_message* message);

#endif

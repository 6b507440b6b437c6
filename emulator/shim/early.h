/* early: the key is active in the node's kernel before message 3/4 (AP) or 4/4 (STA) leaves, and so
 * before the stack asks for it. The shim holds the message, asks the guest for the key (ask.h),
 * installs it from its own socket, and lets the message go.
 *
 * Where a fault is early, every such message is asked about, and its key gets the number of its
 * install when the message leaves; by that number early chooses, and the stack's own request for
 * the same key has it, too. So several handshakes at a time, or messages that are repeated, don't
 * mix it up. A handshake that fails has used its number up.
 */
#ifndef KEYRACE_EMULATOR_SHIM_EARLY_H
#define KEYRACE_EMULATOR_SHIM_EARLY_H

#include "emulator/shim/send_call.h"
#include "emulator/shim/shim_config.h"

/* Whether any message has to be looked at. */
bool early_is_wanted(const struct keyrace_shim_config* config);

/* Before the call: every handshake message in it, if it goes to the air. */
void early_act(const struct keyrace_shim_config* config, const struct send_call* call);

#endif

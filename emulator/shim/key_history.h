/* What this process asked for so far: how many requests of each sort, and the last key of each slot
 * that went to the kernel. A forked child goes on with its parent's history (hostapd -B installs
 * before and after the fork).
 */
#ifndef KEYRACE_EMULATOR_SHIM_KEY_HISTORY_H
#define KEYRACE_EMULATOR_SHIM_KEY_HISTORY_H

#include <stdint.h>

#include "emulator/shim/key_event.h"

/* The size of a TKIP key: TK 0-15, the two MIC keys 16-31. */
#define KEY_HISTORY_OCTETS 32

/* Counts a request: sets the event's n and number. The first request for a key that was announced
 * has the number that it got then, and is anticipated if the key is in.
 */
void key_history_count(struct key_event* event);

/* The stack will ask for this key: counts the install now, so that several handshakes at a time
 * keep their numbers. False, and nothing is counted: it was announced before.
 */
bool key_history_announce(struct key_event* event);

/* The kernel has the announced key, though the stack has not asked for it. */
void key_history_announced_is_in(const struct key_request* request);

/* The slot of a key: interface, peer, kind and key ID of the request. */
void key_history_remember(const struct key_request* request);
/* The last key of the request's slot, all zero if there was none. */
void key_history_recall(const struct key_request* request, uint8_t octets[KEY_HISTORY_OCTETS]);

#endif

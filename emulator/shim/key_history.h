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

/* Counts a request: sets the event's n and number. */
void key_history_count(struct key_event* event);

/* The slot of a key: interface, peer, kind and key ID of the request. */
void key_history_remember(const struct key_request* request);
/* The last key of the request's slot, all zero if there was none. */
void key_history_recall(const struct key_request* request, uint8_t octets[KEY_HISTORY_OCTETS]);

#endif

/* What this process installed so far: how many keys of each kind, and the last key of each slot.
 * The only state of the shim that changes; its lock is held for a few instructions, never over a
 * call. A forked child goes on with its parent's history (hostapd -B installs before and after the
 * fork); one forked while another thread is in here must execute another program before it sends a
 * key.
 */
#ifndef KEYRACE_EMULATOR_SHIM_KEY_HISTORY_H
#define KEYRACE_EMULATOR_SHIM_KEY_HISTORY_H

#include <stdint.h>

#include "emulator/shim/key_request.h"

/* The size of a TKIP key: TK 0-15, the two MIC keys 16-31. */
#define KEY_HISTORY_OCTETS 32

/* Counts an install: its number among those of its kind, from 1. */
uint32_t key_history_count(enum keyrace_key_kind kind);
/* How many there were. */
uint32_t key_history_installs(enum keyrace_key_kind kind);

/* The slot of a key: interface, peer, kind and key ID of the request. */
void key_history_remember(const struct key_request* request);
/* The last key of the request's slot, all zero if there was none. */
void key_history_recall(const struct key_request* request, uint8_t octets[KEY_HISTORY_OCTETS]);

#endif

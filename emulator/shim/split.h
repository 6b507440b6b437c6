/* The split install: a driver or chip that takes the temporal key and the Michael keys apart.
 *
 *   NL80211_KEY_DATA of TKIP:  TK 0-15 | MIC keys 16-31
 *   TK first:   new TK | old MIC   ... gap ...   new TK | new MIC (the stack's own request)
 *   MIC first:  old TK | new MIC   ... gap ...   new TK | new MIC
 *
 * Old is the last key this process installed in the same slot, zero if there was none.
 */
#ifndef KEYRACE_EMULATOR_SHIM_SPLIT_H
#define KEYRACE_EMULATOR_SHIM_SPLIT_H

#include "emulator/shim/draft.h"
#include "emulator/shim/key_event.h"
#include "emulator/shim/shim_config.h"

/* Installs and logs the first half, then waits the gap out. Leaves the second half to the stack's
 * own request, and sets the event's part to it. Only TKIP has two halves.
 */
void split_act(const struct keyrace_shim_config* config, const struct keyrace_shim_fault* fault,
               struct draft* draft, struct key_event* event);

#endif

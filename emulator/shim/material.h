/* Changes of the key material of a request, in the draft and in the event alike.
 *
 *   NL80211_KEY_DATA of TKIP:  TK 0-15 | TX MIC key 16-23 | RX MIC key 24-31
 */
#ifndef KEYRACE_EMULATOR_SHIM_MATERIAL_H
#define KEYRACE_EMULATOR_SHIM_MATERIAL_H

#include <stdbool.h>

#include "emulator/shim/draft.h"
#include "emulator/shim/key_event.h"
#include "emulator/shim/shim_config.h"

#define MATERIAL_TK_OCTETS 16u
#define MATERIAL_MIC_OCTETS 8u
#define MATERIAL_TKIP_OCTETS 32u

/* Whether the key has the parts above: TKIP's cipher, 32 octets. */
bool material_is_tkip(const struct key_request* request);

/* Whether the key has these parts (keyrace_key_part); one of another cipher is all TK. */
bool material_has_parts(const struct key_request* request, uint32_t parts);

void material_swap_mic(struct draft* draft, struct key_event* event);
void material_corrupt(struct draft* draft, struct key_event* event, uint32_t parts);

#endif

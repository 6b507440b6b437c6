/* The attributes of one key: NL80211_KEY_* inside a nest, or the older NL80211_ATTR_KEY_* beside
 * the attributes of the request. The kernel takes one or the other, never both.
 */
#ifndef KEYRACE_EMULATOR_SHIM_KEY_ATTRIBUTES_H
#define KEYRACE_EMULATOR_SHIM_KEY_ATTRIBUTES_H

#include "emulator/shim/attribute.h"
#include "emulator/shim/key_request.h"

struct key_attributes {
  int key_id;   /* -1: not given */
  int64_t type; /* nl80211_key_type, -1: not given */
  uint32_t cipher;
  struct key_octets material;
  struct key_octets sequence;
};

extern const struct key_attributes key_attributes_none;

/* All of a nest; what was in `key` is forgotten. */
void key_attributes_nested(const struct scatter* bytes, const struct attribute* nest,
                           struct key_attributes* key);

/* One attribute of the request, if it is one of a key's. */
void key_attributes_flat(const struct scatter* bytes, const struct attribute* attribute,
                         struct key_attributes* key);

#endif

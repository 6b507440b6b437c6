#include "emulator/shim/key_attributes.h"

#include <linux/nl80211.h>

const struct key_attributes key_attributes_none = {.key_id = -1, .type = -1};

static void read_octets(const struct scatter* bytes, const struct attribute* attribute,
                        struct key_octets* octets) {
  octets->size = attribute->size;
  octets->offset = attribute->offset;
  octets->present = scatter_read(bytes, attribute->offset, octets->bytes, key_octets_kept(octets));
}

void key_attributes_nested(const struct scatter* bytes, const struct attribute* nest,
                           struct key_attributes* key) {
  struct attribute attribute;
  size_t at = nest->offset;
  *key = key_attributes_none;
  while (attribute_next(bytes, &at, nest->offset + nest->size, &attribute)) {
    switch (attribute.type) {
      case NL80211_KEY_DATA:
        read_octets(bytes, &attribute, &key->material);
        break;
      case NL80211_KEY_SEQ:
        read_octets(bytes, &attribute, &key->sequence);
        break;
      case NL80211_KEY_IDX:
        key->key_id = attribute_u8(bytes, &attribute);
        break;
      case NL80211_KEY_CIPHER:
        key->cipher = attribute_u32(bytes, &attribute);
        break;
      case NL80211_KEY_TYPE:
        key->type = attribute_u32(bytes, &attribute);
        break;
    }
  }
}

void key_attributes_flat(const struct scatter* bytes, const struct attribute* attribute,
                         struct key_attributes* key) {
  switch (attribute->type) {
    case NL80211_ATTR_KEY_DATA:
      read_octets(bytes, attribute, &key->material);
      break;
    case NL80211_ATTR_KEY_SEQ:
      read_octets(bytes, attribute, &key->sequence);
      break;
    case NL80211_ATTR_KEY_IDX:
      key->key_id = attribute_u8(bytes, attribute);
      break;
    case NL80211_ATTR_KEY_CIPHER:
      key->cipher = attribute_u32(bytes, attribute);
      break;
    case NL80211_ATTR_KEY_TYPE:
      key->type = attribute_u32(bytes, attribute);
      break;
  }
}

#include "emulator/shim/key_request.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <string.h>

/* What nl80211_parse_key_old or nl80211_parse_key_new collects: one or the other, never both. */
struct key_attributes {
  int key_id;
  int64_t type; /* nl80211_key_type, -1: not given */
  uint32_t cipher;
  struct key_octets material;
  struct key_octets sequence;
};

/* The kernel's macros for these are signed. */
#define ATTRIBUTE_HEADER sizeof(struct nlattr)
#define ATTRIBUTE_TYPE 0x3fffu /* NLA_TYPE_MASK */
#define REQUEST_HEADERS (sizeof(struct nlmsghdr) + sizeof(struct genlmsghdr))

static size_t align_4(size_t size) {
  return (size + 3) & ~(size_t)3;
}

struct attribute {
  uint16_t type;
  size_t offset; /* of the payload */
  size_t size;
};

/* As nla_for_each_attr: false at the end or at the first attribute that is not whole. */
static bool attribute_next(const struct scatter* bytes, size_t* at, size_t end,
                           struct attribute* found) {
  struct nlattr header;
  if (*at > end || end - *at < ATTRIBUTE_HEADER) return false;
  if (!scatter_read(bytes, *at, &header, sizeof header)) return false;
  if (header.nla_len < ATTRIBUTE_HEADER || header.nla_len > end - *at) return false;
  found->type = (uint16_t)(header.nla_type & ATTRIBUTE_TYPE);
  found->offset = *at + ATTRIBUTE_HEADER;
  found->size = header.nla_len - ATTRIBUTE_HEADER;
  *at += align_4(header.nla_len);
  return true;
}

static uint32_t read_u32(const struct scatter* bytes, const struct attribute* attribute) {
  uint32_t value = 0;
  if (attribute->size >= sizeof value) {
    scatter_read(bytes, attribute->offset, &value, sizeof value);
  }
  return value;
}

static int read_u8(const struct scatter* bytes, const struct attribute* attribute) {
  uint8_t value = 0;
  if (attribute->size < 1 || !scatter_read(bytes, attribute->offset, &value, 1)) return -1;
  return value;
}

size_t key_octets_kept(const struct key_octets* octets) {
  return octets->size < sizeof octets->bytes ? octets->size : sizeof octets->bytes;
}

static void read_octets(const struct scatter* bytes, const struct attribute* attribute,
                        struct key_octets* octets) {
  octets->size = attribute->size;
  octets->offset = attribute->offset;
  octets->present = scatter_read(bytes, attribute->offset, octets->bytes, key_octets_kept(octets));
}

static void read_nested(const struct scatter* bytes, const struct attribute* nest,
                        struct key_attributes* key) {
  struct attribute attribute;
  size_t at = nest->offset;
  while (attribute_next(bytes, &at, nest->offset + nest->size, &attribute)) {
    switch (attribute.type) {
      case NL80211_KEY_DATA:
        read_octets(bytes, &attribute, &key->material);
        break;
      case NL80211_KEY_SEQ:
        read_octets(bytes, &attribute, &key->sequence);
        break;
      case NL80211_KEY_IDX:
        key->key_id = read_u8(bytes, &attribute);
        break;
      case NL80211_KEY_CIPHER:
        key->cipher = read_u32(bytes, &attribute);
        break;
      case NL80211_KEY_TYPE:
        key->type = read_u32(bytes, &attribute);
        break;
    }
  }
}

static void read_flat(const struct scatter* bytes, const struct attribute* attribute,
                      struct key_attributes* key) {
  switch (attribute->type) {
    case NL80211_ATTR_KEY_DATA:
      read_octets(bytes, attribute, &key->material);
      break;
    case NL80211_ATTR_KEY_SEQ:
      read_octets(bytes, attribute, &key->sequence);
      break;
    case NL80211_ATTR_KEY_IDX:
      key->key_id = read_u8(bytes, attribute);
      break;
    case NL80211_ATTR_KEY_CIPHER:
      key->cipher = read_u32(bytes, attribute);
      break;
    case NL80211_ATTR_KEY_TYPE:
      key->type = read_u32(bytes, attribute);
      break;
  }
}

static void read_request(const struct scatter* bytes, struct key_request* request) {
  struct key_attributes flat = {.key_id = -1, .type = -1};
  struct key_attributes nested = flat;
  bool has_nested = false;
  struct attribute attribute;
  size_t at = request->offset + REQUEST_HEADERS;
  while (attribute_next(bytes, &at, request->offset + request->size, &attribute)) {
    if (attribute.type == NL80211_ATTR_KEY) {
      nested = (struct key_attributes){.key_id = -1, .type = -1};
      has_nested = true;
      read_nested(bytes, &attribute, &nested);
    } else if (attribute.type == NL80211_ATTR_IFINDEX) {
      request->ifindex = read_u32(bytes, &attribute);
    } else if (attribute.type == NL80211_ATTR_MAC && attribute.size >= sizeof request->peer) {
      request->has_peer =
          scatter_read(bytes, attribute.offset, request->peer, sizeof request->peer);
    } else {
      read_flat(bytes, &attribute, &flat);
    }
  }
  const struct key_attributes* key = has_nested ? &nested : &flat;
  const bool pairwise_type = key->type == -1 || key->type == NL80211_KEYTYPE_PAIRWISE;
  request->kind = request->has_peer && pairwise_type ? KEYRACE_KEY_PAIRWISE : KEYRACE_KEY_GROUP;
  request->key_id = key->key_id;
  request->cipher = key->cipher;
  request->material = key->material;
  request->sequence = key->sequence;
}

static bool is_key_command(uint8_t command) {
  return command == NL80211_CMD_NEW_KEY || command == NL80211_CMD_SET_KEY ||
         command == NL80211_CMD_DEL_KEY;
}

/* As netlink_rcv_skb walks the messages: what is no NLM_F_REQUEST is acknowledged, but not run. */
bool key_request_next(const struct scatter* bytes, uint16_t family, size_t* offset,
                      struct key_request* request) {
  struct {
    struct nlmsghdr netlink;
    struct genlmsghdr generic;
  } header;
  const size_t end = scatter_size(bytes);
  while (*offset < end && scatter_read(bytes, *offset, &header.netlink, sizeof header.netlink)) {
    const size_t start = *offset;
    const size_t size = header.netlink.nlmsg_len;
    if (size < sizeof(struct nlmsghdr) || size > end - start) return false;
    *offset = start + align_4(size);
    if (header.netlink.nlmsg_type != family || size < REQUEST_HEADERS) continue;
    if ((header.netlink.nlmsg_flags & NLM_F_REQUEST) == 0) continue;
    if (!scatter_read(bytes, start, &header, sizeof header)) return false;
    if (!is_key_command(header.generic.cmd)) continue;
    *request = (struct key_request){
        .offset = start, .size = size, .command = header.generic.cmd, .key_id = -1};
    read_request(bytes, request);
    return true;
  }
  return false;
}

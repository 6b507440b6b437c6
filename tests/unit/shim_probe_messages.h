/* Part of shim_probe: the messages it sends, by name. All key material is FILL, FILL+1, ... */
#ifndef KEYRACE_TESTS_SHIM_PROBE_MESSAGES_H
#define KEYRACE_TESTS_SHIM_PROBE_MESSAGES_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define FAMILY 0x7ff0 /* behind GENL_MAX_ID */

struct buffer {
  size_t size;
  size_t message;
  char bytes[8192];
};

static uint32_t sequence = 100;
static uint8_t peer[6] = {2, 0, 0, 0, 1, 0xab};

static void put(struct buffer* buffer, const void* bytes, size_t size) {
  memcpy(buffer->bytes + buffer->size, bytes, size);
  memset(buffer->bytes + buffer->size + size, 0, 3);
  buffer->size += (size + 3) & ~(size_t)3;
}

static void start_message(struct buffer* buffer, uint16_t family, uint16_t flags, uint8_t command) {
  const struct nlmsghdr header = {
      .nlmsg_type = family, .nlmsg_flags = flags, .nlmsg_seq = sequence++};
  const struct genlmsghdr generic = {.cmd = command};
  buffer->message = buffer->size;
  put(buffer, &header, sizeof header);
  put(buffer, &generic, sizeof generic);
}

static void end_message(struct buffer* buffer) {
  const uint32_t size = (uint32_t)(buffer->size - buffer->message);
  memcpy(buffer->bytes + buffer->message, &size, sizeof size);
}

static void attribute(struct buffer* buffer, uint16_t type, const void* bytes, size_t size) {
  const struct nlattr header = {.nla_len = (uint16_t)(sizeof header + size), .nla_type = type};
  put(buffer, &header, sizeof header);
  if (size > 0) put(buffer, bytes, size);
}

static void attribute_u32(struct buffer* buffer, uint16_t type, uint32_t value) {
  attribute(buffer, type, &value, sizeof value);
}

enum shape { NESTED, FLAT };

struct key {
  enum shape shape;
  uint8_t command;
  bool peer;
  int type; /* nl80211_key_type, -1: none */
  uint8_t id;
  uint32_t cipher;
  size_t size;
  bool sequence;
};

static void put_key_attributes(struct buffer* to, const struct key* key, uint8_t fill) {
  const bool nested = key->shape == NESTED;
  uint8_t material[64];
  for (size_t i = 0; i < key->size; ++i) material[i] = (uint8_t)(fill + i);
  const uint8_t counter[6] = {1, 2, 3, 4, 5, 6};
  if (key->size > 0) {
    attribute(to, nested ? NL80211_KEY_DATA : NL80211_ATTR_KEY_DATA, material, key->size);
  }
  if (key->cipher != 0) {
    attribute_u32(to, nested ? NL80211_KEY_CIPHER : NL80211_ATTR_KEY_CIPHER, key->cipher);
  }
  if (key->sequence) attribute(to, nested ? NL80211_KEY_SEQ : NL80211_ATTR_KEY_SEQ, counter, 6);
  if (key->type >= 0) {
    attribute_u32(to, nested ? NL80211_KEY_TYPE : NL80211_ATTR_KEY_TYPE, (uint32_t)key->type);
  }
  attribute(to, nested ? NL80211_KEY_IDX : NL80211_ATTR_KEY_IDX, &key->id, 1);
}

static void put_key_request(struct buffer* buffer, uint16_t family, uint16_t flags,
                            const struct key* key, uint8_t fill) {
  start_message(buffer, family, flags, key->command);
  attribute_u32(buffer, NL80211_ATTR_IFINDEX, 3);
  if (key->peer) attribute(buffer, NL80211_ATTR_MAC, peer, sizeof peer);
  if (key->shape == NESTED) {
    struct buffer nest = {.size = 0};
    put_key_attributes(&nest, key, fill);
    attribute(buffer, NL80211_ATTR_KEY | NLA_F_NESTED, nest.bytes, nest.size);
  } else {
    put_key_attributes(buffer, key, fill);
  }
  end_message(buffer);
}

/* Keys that come with a request for something else: two in a list, one in a nest, one flat. */
static void put_carrier(struct buffer* buffer, uint8_t command, uint8_t fill) {
  const struct key wep = {NESTED, command, false, -1, 2, 0x000fac05, 13, false};
  const uint8_t bssid[6] = {2, 0, 0, 0, 2, 0xcd};
  start_message(buffer, FAMILY, NLM_F_REQUEST | NLM_F_ACK, command);
  attribute(buffer, NL80211_ATTR_MAC, bssid, sizeof bssid);
  if (command == NL80211_CMD_CONNECT || command == NL80211_CMD_JOIN_IBSS) {
    struct buffer list = {.size = 0};
    for (uint8_t i = 0; i < 2; ++i) {
      struct key key = wep;
      struct buffer nest = {.size = 0};
      key.id = i;
      put_key_attributes(&nest, &key, (uint8_t)(fill + 0x40 * i));
      attribute(&list, (uint16_t)(i + 1), nest.bytes, nest.size);
    }
    attribute(buffer, NL80211_ATTR_KEYS | NLA_F_NESTED, list.bytes, list.size);
  } else if (command == NL80211_CMD_START_AP) {
    struct buffer nest = {.size = 0};
    put_key_attributes(&nest, &wep, fill);
    attribute(buffer, NL80211_ATTR_KEY | NLA_F_NESTED, nest.bytes, nest.size);
  } else {
    struct key flat = wep;
    flat.shape = FLAT;
    put_key_attributes(buffer, &flat, fill);
  }
  attribute_u32(buffer, NL80211_ATTR_IFINDEX, 3);
  end_message(buffer);
}

/* Behind it lies a message that nobody runs. */
static void put_large(struct buffer* buffer, const struct key* key, uint8_t fill) {
  put_key_request(buffer, FAMILY, NLM_F_REQUEST | NLM_F_ACK, key, fill);
  const struct nlmsghdr filler = {.nlmsg_len = 5000, .nlmsg_type = NLMSG_NOOP};
  put(buffer, &filler, sizeof filler);
  buffer->size += filler.nlmsg_len - sizeof filler;
}

static const struct {
  const char* name;
  uint8_t command;
} carriers[] = {
    {"connect", NL80211_CMD_CONNECT},
    {"join-ibss", NL80211_CMD_JOIN_IBSS},
    {"start-ap", NL80211_CMD_START_AP},
    {"authenticate", NL80211_CMD_AUTHENTICATE},
};

static const struct {
  const char* name;
  struct key key;
} keys[] = {
    {"nested", {NESTED, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac02, 32, true}},
    {"flat", {FLAT, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac02, 32, true}},
    {"pairwise", {NESTED, NL80211_CMD_NEW_KEY, true, 1, 0, 0x000fac02, 32, false}},
    {"group", {NESTED, NL80211_CMD_NEW_KEY, false, -1, 1, 0x000fac02, 32, false}},
    {"flat-group", {FLAT, NL80211_CMD_NEW_KEY, false, 0, 1, 0x000fac02, 32, false}},
    {"peer-group", {NESTED, NL80211_CMD_NEW_KEY, true, 0, 2, 0x000fac02, 32, false}},
    {"ccmp", {NESTED, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac04, 16, false}},
    {"gcmp256", {NESTED, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac09, 32, false}},
    {"long", {NESTED, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac02, 40, false}},
    {"set", {NESTED, NL80211_CMD_SET_KEY, false, -1, 1, 0, 0, false}},
    {"delete", {FLAT, NL80211_CMD_DEL_KEY, true, -1, 0, 0, 0, false}},
    {"delete-group", {NESTED, NL80211_CMD_DEL_KEY, false, -1, 1, 0, 0, false}},
    {"connect-bare", {FLAT, NL80211_CMD_CONNECT, true, -1, 0, 0, 0, false}},
    {"get", {FLAT, NL80211_CMD_GET_KEY, true, -1, 0, 0, 0, false}},
};

static bool put_named(struct buffer* buffer, const char* name, uint8_t fill) {
  const struct key* key = &keys[0].key;
  const uint16_t ask = NLM_F_REQUEST | NLM_F_ACK;
  if (strcmp(name, "batch") == 0) {
    return put_named(buffer, "get", 0) && put_named(buffer, "nested", fill) &&
           put_named(buffer, "group", fill);
  }
  if (strcmp(name, "crowd") == 0) {
    for (uint8_t i = 0; i < 6; ++i) put_named(buffer, "nested", i);
    return true;
  }
  if (strcmp(name, "no-request") == 0) {
    put_key_request(buffer, FAMILY, NLM_F_ACK, key, fill);
    return true;
  }
  if (strcmp(name, "other-family") == 0) {
    put_key_request(buffer, FAMILY + 1, ask, key, fill);
    return true;
  }
  if (strcmp(name, "cut") == 0) { /* says that it is longer than it is */
    put_key_request(buffer, FAMILY, ask, key, fill);
    buffer->size -= 8;
    return true;
  }
  if (strcmp(name, "ragged") == 0) { /* the last attribute says so */
    put_key_request(buffer, FAMILY, ask, key, fill);
    buffer->bytes[buffer->size - 8] = 60;
    return true;
  }
  if (strcmp(name, "large") == 0) {
    put_large(buffer, key, fill);
    return true;
  }
  if (strcmp(name, "text") == 0) {
    put(buffer, "nothing of the kind\n", 20);
    return true;
  }
  if (strcmp(name, "zeros") == 0) {
    buffer->size = 1024;
    return true;
  }
  for (size_t i = 0; i < sizeof carriers / sizeof carriers[0]; ++i) {
    if (strcmp(name, carriers[i].name) != 0) continue;
    put_carrier(buffer, carriers[i].command, fill);
    return true;
  }
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; ++i) {
    if (strcmp(name, keys[i].name) != 0) continue;
    put_key_request(buffer, FAMILY, ask, &keys[i].key, fill);
    return true;
  }
  return false;
}

#endif

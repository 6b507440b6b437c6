#include "emulator/shim/key_request.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>

#include "emulator/shim/key_attributes.h"

#define REQUEST_HEADERS (sizeof(struct nlmsghdr) + sizeof(struct genlmsghdr))

/* NL80211_CMD_NEW_BEACON is another name of START_AP. */
static const struct command {
  uint8_t command;
  bool carries; /* keys come with it, in NL80211_ATTR_KEYS, NL80211_ATTR_KEY or flat; or none */
  const char* name;
} commands[] = {
    {NL80211_CMD_NEW_KEY, false, "new_key"},          {NL80211_CMD_SET_KEY, false, "set_key"},
    {NL80211_CMD_DEL_KEY, false, "del_key"},          {NL80211_CMD_CONNECT, true, "connect"},
    {NL80211_CMD_JOIN_IBSS, true, "join_ibss"},       {NL80211_CMD_START_AP, true, "start_ap"},
    {NL80211_CMD_AUTHENTICATE, true, "authenticate"},
};

static const struct command* find_command(uint8_t command) {
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; ++i) {
    if (commands[i].command == command) return &commands[i];
  }
  return NULL;
}

const char* key_request_command(const struct key_request* request) {
  const struct command* command = find_command(request->command);
  return command == NULL ? "unknown" : command->name;
}

uint32_t key_request_sort(const struct key_request* request) {
  if (request->carried || request->command == NL80211_CMD_NEW_KEY) return KEYRACE_REQUEST_INSTALL;
  return request->command == NL80211_CMD_DEL_KEY ? KEYRACE_REQUEST_DELETE : 0;
}

size_t key_octets_kept(const struct key_octets* octets) {
  return octets->size < sizeof octets->bytes ? octets->size : sizeof octets->bytes;
}

static void take(struct key_request* request, const struct key_attributes* key) {
  request->key_id = key->key_id;
  request->cipher = key->cipher;
  request->material = key->material;
  request->sequence = key->sequence;
}

static void read_request(const struct scatter* bytes, struct key_request* request) {
  struct key_attributes flat = key_attributes_none;
  struct key_attributes nested;
  bool has_nested = false;
  struct attribute attribute;
  size_t at = request->offset + REQUEST_HEADERS;
  while (attribute_next(bytes, &at, request->offset + request->size, &attribute)) {
    if (attribute.type == NL80211_ATTR_KEY) {
      has_nested = true;
      key_attributes_nested(bytes, &attribute, &nested);
    } else if (attribute.type == NL80211_ATTR_IFINDEX) {
      request->ifindex = attribute_u32(bytes, &attribute);
    } else if (attribute.type == NL80211_ATTR_MAC && attribute.size >= sizeof request->peer) {
      request->has_peer =
          scatter_read(bytes, attribute.offset, request->peer, sizeof request->peer);
    } else {
      key_attributes_flat(bytes, &attribute, &flat);
    }
  }
  const struct key_attributes* key = has_nested ? &nested : &flat;
  const bool pairwise_type = key->type == -1 || key->type == NL80211_KEYTYPE_PAIRWISE;
  request->kind = request->has_peer && pairwise_type ? KEYRACE_KEY_PAIRWISE : KEYRACE_KEY_GROUP;
  take(request, key);
}

/* Counts a key that is one (has material) and takes it if it is the wanted one. */
static bool take_wanted(struct key_request* request, const struct key_attributes* key,
                        uint32_t* found, uint32_t wanted) {
  if (!key->material.present || (*found)++ != wanted) return false;
  take(request, key);
  return true;
}

/* Such a key has no peer, whatever the request says: it is of the whole interface. */
static bool read_carried(const struct scatter* bytes, struct key_request* request,
                         uint32_t wanted) {
  struct key_attributes flat = key_attributes_none;
  struct key_attributes nested;
  uint32_t found = 0;
  bool taken = false;
  struct attribute attribute;
  struct attribute element;
  request->kind = KEYRACE_KEY_GROUP;
  request->carried = true;
  size_t at = request->offset + REQUEST_HEADERS;
  while (attribute_next(bytes, &at, request->offset + request->size, &attribute)) {
    if (attribute.type == NL80211_ATTR_KEYS) {
      size_t in = attribute.offset;
      while (attribute_next(bytes, &in, attribute.offset + attribute.size, &element)) {
        key_attributes_nested(bytes, &element, &nested);
        taken |= take_wanted(request, &nested, &found, wanted);
      }
    } else if (attribute.type == NL80211_ATTR_KEY) {
      key_attributes_nested(bytes, &attribute, &nested);
      taken |= take_wanted(request, &nested, &found, wanted);
    } else if (attribute.type == NL80211_ATTR_IFINDEX) {
      request->ifindex = attribute_u32(bytes, &attribute);
    } else {
      key_attributes_flat(bytes, &attribute, &flat);
    }
  }
  return taken || take_wanted(request, &flat, &found, wanted);
}

/* As netlink_rcv_skb walks the messages: what is no NLM_F_REQUEST is acknowledged, but not run. */
bool key_request_next(const struct scatter* bytes, uint16_t family, struct key_cursor* at,
                      struct key_request* request) {
  struct {
    struct nlmsghdr netlink;
    struct genlmsghdr generic;
  } header;
  const size_t end = scatter_size(bytes);
  while (at->offset < end &&
         scatter_read(bytes, at->offset, &header.netlink, sizeof header.netlink)) {
    const size_t start = at->offset;
    const uint32_t wanted = at->keys;
    const size_t size = header.netlink.nlmsg_len;
    if (size < sizeof(struct nlmsghdr) || size > end - start) return false;
    *at = (struct key_cursor){.offset = start + scatter_align_4(size)};
    if (header.netlink.nlmsg_type != family || size < REQUEST_HEADERS) continue;
    if ((header.netlink.nlmsg_flags & NLM_F_REQUEST) == 0) continue;
    if (!scatter_read(bytes, start, &header, sizeof header)) return false;
    const struct command* command = find_command(header.generic.cmd);
    if (command == NULL) continue;
    *request = (struct key_request){
        .offset = start, .size = size, .command = command->command, .key_id = -1};
    if (command->carries) {
      if (!read_carried(bytes, request, wanted)) continue;
      *at = (struct key_cursor){.offset = start, .keys = wanted + 1};
    } else {
      read_request(bytes, request);
    }
    return true;
  }
  return false;
}

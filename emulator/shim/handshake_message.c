#include "emulator/shim/handshake_message.h"

#include <arpa/inet.h>
#include <linux/genetlink.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <string.h>

#include "emulator/shim/attribute.h"

/* IEEE 802.11-2020, 12.7.2:
 * | version (1) | type = 3 (1) | body length (2) | descriptor (1) | key information (2) | ... (90)
 * | key data length (2), at 97 | key data |, big endian
 */
#define EAPOL_KEY_OCTETS 99
#define EAPOL_TYPE_KEY 3
#define DESCRIPTOR_RSN 2
#define DESCRIPTOR_WPA 254
#define INFORMATION_PAIRWISE 0x0008u
#define INFORMATION_ACK 0x0080u
#define INFORMATION_MIC 0x0100u
#define INFORMATION_ERROR 0x0400u
#define INFORMATION_REQUEST 0x0800u

/* 3/4 is acknowledged and has a MIC; 4/4 is not, and unlike 2/4 has no key data. */
static bool is_before_install(const struct scatter* bytes, size_t offset, size_t size) {
  uint8_t frame[EAPOL_KEY_OCTETS];
  if (size < sizeof frame || !scatter_read(bytes, offset, frame, sizeof frame)) return false;
  if (frame[1] != EAPOL_TYPE_KEY) return false;
  if (frame[4] != DESCRIPTOR_RSN && frame[4] != DESCRIPTOR_WPA) return false;
  const unsigned information = (unsigned)frame[5] << 8 | frame[6];
  const unsigned fixed =
      INFORMATION_PAIRWISE | INFORMATION_MIC | INFORMATION_ERROR | INFORMATION_REQUEST;
  if ((information & fixed) != (INFORMATION_PAIRWISE | INFORMATION_MIC)) return false;
  const bool has_key_data = frame[97] != 0 || frame[98] != 0;
  return (information & INFORMATION_ACK) != 0 || !has_key_data;
}

/* The attributes of one CONTROL_PORT_FRAME between `at` and `end`. */
static bool read_control_port(const struct scatter* bytes, size_t at, size_t end,
                              struct handshake_message* message) {
  struct attribute attribute;
  bool has_peer = false;
  *message = (struct handshake_message){.by_netlink = true};
  while (attribute_next(bytes, &at, end, &attribute)) {
    if (attribute.type == NL80211_ATTR_IFINDEX) {
      message->ifindex = attribute_u32(bytes, &attribute);
    } else if (attribute.type == NL80211_ATTR_MAC && attribute.size >= sizeof message->peer) {
      has_peer = scatter_read(bytes, attribute.offset, message->peer, sizeof message->peer);
    } else if (attribute.type == NL80211_ATTR_FRAME) {
      message->offset = attribute.offset;
      message->size = attribute.size;
    }
  }
  return has_peer && is_before_install(bytes, message->offset, message->size);
}

/* As key_request_next walks. */
static bool next_in_netlink(const struct scatter* bytes, uint16_t family, size_t* at,
                            struct handshake_message* message) {
  struct {
    struct nlmsghdr netlink;
    struct genlmsghdr generic;
  } header;
  const size_t end = scatter_size(bytes);
  while (*at < end && scatter_read(bytes, *at, &header, sizeof header)) {
    const size_t start = *at;
    const size_t size = header.netlink.nlmsg_len;
    if (size < sizeof header || size > end - start) return false;
    *at = start + scatter_align_4(size);
    if (header.netlink.nlmsg_type != family ||
        header.generic.cmd != NL80211_CMD_CONTROL_PORT_FRAME) {
      continue;
    }
    if (read_control_port(bytes, start + sizeof header, start + size, message)) return true;
  }
  return false;
}

static bool next_in_packet(const struct send_call* call, size_t* at,
                           struct handshake_message* message) {
  struct sockaddr_ll to;
  if (*at != 0 || call->to == NULL || call->to_size < sizeof to) return false;
  memcpy(&to, call->to, sizeof to);
  if (to.sll_family != AF_PACKET || to.sll_protocol != htons(ETH_P_PAE)) return false;
  if (to.sll_halen != sizeof message->peer) return false;
  *message = (struct handshake_message){.ifindex = (uint32_t)to.sll_ifindex,
                                        .size = scatter_size(&call->bytes)};
  memcpy(message->peer, to.sll_addr, sizeof message->peer);
  *at = message->size;
  return is_before_install(&call->bytes, 0, message->size);
}

bool handshake_message_next(const struct send_call* call, uint16_t family, size_t* at,
                            struct handshake_message* message) {
  return next_in_packet(call, at, message) || next_in_netlink(&call->bytes, family, at, message);
}

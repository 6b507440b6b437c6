#define _GNU_SOURCE
#include "emulator/shim/early.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <string.h>

#include "emulator/shim/ask.h"
#include "emulator/shim/clock.h"
#include "emulator/shim/fault_select.h"
#include "emulator/shim/handshake_message.h"
#include "emulator/shim/kernel_socket.h"
#include "emulator/shim/key_event.h"
#include "emulator/shim/key_history.h"
#include "emulator/shim/outcome.h"

#define PAIRWISE_KEY_ID 0

bool early_is_wanted(const struct keyrace_shim_config* config) {
  for (uint32_t i = 0; i < config->fault_count; ++i) {
    if (config->faults[i].kind == KEYRACE_FAULT_EARLY) return true;
  }
  return false;
}

/* The early faults that choose the event, as bits. */
static uint64_t chosen_by(const struct keyrace_shim_config* config, const struct key_event* event) {
  uint64_t faults = 0;
  for (uint32_t i = 0; i < config->fault_count; ++i) {
    const bool early = config->faults[i].kind == KEYRACE_FAULT_EARLY;
    if (early && fault_chooses(config, i, event)) faults |= UINT64_C(1) << i;
  }
  return faults;
}

static bool ask(const struct scatter* bytes, const struct handshake_message* message,
                struct keyrace_key_answer* answer) {
  struct keyrace_key_question question = {.size = 0};
  if (message->size > sizeof question.eapol) return false;
  memcpy(question.peer, message->peer, sizeof question.peer);
  question.size = (uint16_t)message->size;
  return scatter_read(bytes, message->offset, question.eapol, message->size) &&
         ask_guest(&question, answer);
}

/* What the kernel is asked; netlink attributes are padded to 4 octets. */
struct new_key {
  struct nlmsghdr netlink;
  struct genlmsghdr generic;
  struct nlattr ifindex_header;
  uint32_t ifindex;
  struct nlattr mac_header;
  uint8_t mac[8]; /* of which 6 count */
  struct nlattr key_header;
  struct nlattr id_header;
  uint8_t id[4]; /* of which 1 counts */
  struct nlattr cipher_header;
  uint32_t cipher;
  struct nlattr data_header;
  uint8_t data[KEYRACE_SHIM_KEY_SIZE];
};

static struct nlattr attribute(uint16_t type, size_t payload) {
  return (struct nlattr){.nla_len = (uint16_t)(sizeof(struct nlattr) + payload), .nla_type = type};
}

static void write_request(const struct keyrace_shim_config* config,
                          const struct handshake_message* message,
                          const struct keyrace_key_answer* key, struct new_key* request) {
  const size_t unused = sizeof request->data - key->size; /* keys are of 16 or 32 octets */
  const size_t before_key = offsetof(struct new_key, id_header);
  *request =
      (struct new_key){.netlink = {.nlmsg_len = (uint32_t)(sizeof *request - unused),
                                   .nlmsg_type = config->nl80211_family,
                                   .nlmsg_flags = NLM_F_REQUEST},
                       .generic = {.cmd = NL80211_CMD_NEW_KEY},
                       .ifindex_header = attribute(NL80211_ATTR_IFINDEX, sizeof request->ifindex),
                       .ifindex = message->ifindex,
                       .mac_header = attribute(NL80211_ATTR_MAC, sizeof message->peer),
                       .key_header = attribute(NL80211_ATTR_KEY | NLA_F_NESTED,
                                               sizeof *request - unused - before_key),
                       .id_header = attribute(NL80211_KEY_IDX, 1),
                       .id = {PAIRWISE_KEY_ID},
                       .cipher_header = attribute(NL80211_KEY_CIPHER, sizeof request->cipher),
                       .cipher = key->cipher,
                       .data_header = attribute(NL80211_KEY_DATA, key->size)};
  memcpy(request->mac, message->peer, sizeof message->peer);
  memcpy(request->data, key->material, key->size);
}

static void install(const struct keyrace_shim_config* config, struct new_key* request,
                    struct key_event* event) {
  event->asked_ns = clock_now_ns();
  event->sent = true;
  event->error = kernel_socket_ask(request, request->netlink.nlmsg_len);
  if (event->error == 0) {
    key_history_announced_is_in(&event->request);
  } else {
    event->idle = event->faults;
  }
  event->done_ns = clock_now_ns();
  outcome_settle(config, event, event->error == 0, true);
}

static void precede(const struct keyrace_shim_config* config, const struct scatter* bytes,
                    const struct handshake_message* message) {
  struct keyrace_key_answer key;
  if (!ask(bytes, message, &key)) return;
  struct new_key request;
  write_request(config, message, &key, &request);
  const struct iovec whole = {.iov_base = &request, .iov_len = request.netlink.nlmsg_len};
  const struct scatter own = {.parts = &whole, .count = 1};
  struct key_cursor at = {.offset = 0};
  struct key_event event = {.idle = 0};
  key_request_next(&own, config->nl80211_family, &at, &event.request);
  event.asked = event.request.material;
  if (!key_history_announce(&event)) return; /* the message is a repetition */
  event.faults = chosen_by(config, &event);
  if (event.faults != 0) install(config, &request, &event);
}

/* A packet that a program sends to another one is none of the handshake's. */
static bool goes_to_the_air(const struct send_call* call, const struct handshake_message* message) {
  return message->by_netlink ? kernel_socket_is(call->fd, call->to, call->to_size)
                             : kernel_socket_is_packet(call->fd);
}

void early_act(const struct keyrace_shim_config* config, const struct send_call* call) {
  struct handshake_message message;
  size_t at = 0;
  while (handshake_message_next(call, config->nl80211_family, &at, &message)) {
    if (goes_to_the_air(call, &message)) precede(config, &call->bytes, &message);
  }
}

/* An nl80211 key request as the kernel will read it (nl80211_parse_key, nl80211_parse_connkeys),
 * found in the bytes of a send call. First stage of the pipeline: parse -> select faults -> act ->
 * send -> log.
 */
#ifndef KEYRACE_EMULATOR_SHIM_KEY_REQUEST_H
#define KEYRACE_EMULATOR_SHIM_KEY_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "emulator/shim/scatter.h"
#include "emulator/shim/shim_config.h"

/* Octets of an attribute. What `bytes` can't hold is left out: the kernel refuses such a request
 * (WLAN_MAX_KEY_LEN is 32, a sequence counter has at most 16).
 */
struct key_octets {
  bool present;
  uint8_t bytes[32];
  size_t size;   /* of the attribute; key_octets_kept of them are in `bytes` */
  size_t offset; /* of the first octet, in the bytes of the send call */
};

size_t key_octets_kept(const struct key_octets* octets);

struct key_request {
  size_t offset; /* of the netlink message in the bytes of the send call */
  size_t size;   /* its nlmsg_len */
  uint8_t command;
  bool carried; /* the request is for something else (a connection), which the key comes with */
  enum keyrace_key_kind kind;
  bool has_peer;
  uint8_t peer[6];
  int key_id;       /* -1: not given */
  uint32_t ifindex; /* 0: not given */
  uint32_t cipher;  /* suite selector, 0: not given */
  struct key_octets material;
  struct key_octets sequence;
};

/* KEYRACE_REQUEST_INSTALL, KEYRACE_REQUEST_DELETE; 0: neither, an existing key gets another role.
 */
uint32_t key_request_sort(const struct key_request* request);

/* "new_key", "connect" and so on. */
const char* key_request_command(const struct key_request* request);

/* Where a walk through the bytes of a send call stands. All zero: at the start. */
struct key_cursor {
  size_t offset; /* of a message */
  uint32_t keys; /* of that message, found before */
};

/* The next key request in `bytes` at or after the cursor, which moves behind it. False: no more.
 * Bytes that are no netlink messages end the search at the first header.
 */
bool key_request_next(const struct scatter* bytes, uint16_t family, struct key_cursor* at,
                      struct key_request* request);

#endif

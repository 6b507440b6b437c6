#include "emulator/shim/split.h"

#include <linux/netlink.h>
#include <string.h>

#include "emulator/shim/clock.h"
#include "emulator/shim/kernel_socket.h"
#include "emulator/shim/key_history.h"
#include "emulator/shim/key_log.h"

#define CIPHER_TKIP 0x000fac02u
#define TK_OCTETS 16u
#define TKIP_OCTETS 32u

/* A key request has some 100 octets. */
#define MESSAGE_OCTETS 1024u

bool split_applies(const struct key_request* request) {
  return request->cipher == CIPHER_TKIP && request->material.present &&
         request->material.size == TKIP_OCTETS && request->size <= MESSAGE_OCTETS;
}

enum key_part split_second_part(const struct keyrace_shim_fault* fault) {
  return fault->order == KEYRACE_SPLIT_TK_FIRST ? KEY_PART_MIC : KEY_PART_TK;
}

/* Puts the octets that stay old over those of the new key. */
static void keep_old_half(const struct keyrace_shim_fault* fault, const struct key_request* request,
                          uint8_t* material) {
  uint8_t old[KEY_HISTORY_OCTETS];
  key_history_recall(request, old);
  if (fault->order == KEYRACE_SPLIT_TK_FIRST) {
    memcpy(material + TK_OCTETS, old + TK_OCTETS, TKIP_OCTETS - TK_OCTETS);
  } else {
    memcpy(material, old, TK_OCTETS);
  }
}

void split_act(const struct keyrace_shim_config* config, const struct keyrace_shim_fault* fault,
               const struct scatter* bytes, const struct key_event* event) {
  uint8_t message[MESSAGE_OCTETS];
  const struct key_request* request = &event->request;
  if (!scatter_read(bytes, request->offset, message, request->size)) return;
  uint8_t* material = message + (request->material.offset - request->offset);
  keep_old_half(fault, request, material);

  struct key_event half = *event;
  half.part = fault->order == KEYRACE_SPLIT_TK_FIRST ? KEY_PART_TK : KEY_PART_MIC;
  memcpy(half.request.material.bytes, material, TKIP_OCTETS);
  half.error = kernel_socket_ask(message, request->size);
  half.done_ns = clock_now_ns();
  key_log_request(config, &half);
  clock_sleep_ns(fault->by_ns);
}

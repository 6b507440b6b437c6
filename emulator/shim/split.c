#include "emulator/shim/split.h"

#include <string.h>

#include "emulator/shim/clock.h"
#include "emulator/shim/kernel_socket.h"
#include "emulator/shim/key_history.h"
#include "emulator/shim/key_log.h"
#include "emulator/shim/material.h"

/* Puts the octets that stay old over those of the new key. */
static void keep_old_half(bool tk_first, const struct key_request* request, uint8_t* material) {
  uint8_t old[KEY_HISTORY_OCTETS];
  key_history_recall(request, old);
  if (tk_first) {
    memcpy(material + MATERIAL_TK_OCTETS, old + MATERIAL_TK_OCTETS,
           MATERIAL_TKIP_OCTETS - MATERIAL_TK_OCTETS);
  } else {
    memcpy(material, old, MATERIAL_TK_OCTETS);
  }
}

void split_act(const struct keyrace_shim_config* config, const struct keyrace_shim_fault* fault,
               struct draft* draft, struct key_event* event) {
  const bool tk_first = fault->order == KEYRACE_SPLIT_TK_FIRST;
  struct key_event half = *event;
  struct key_request* request = &half.request;
  keep_old_half(tk_first, request, request->material.bytes);

  uint8_t message[DRAFT_OCTETS];
  memcpy(message, draft_message(draft, request), request->size);
  memcpy(message + (request->material.offset - request->offset), request->material.bytes,
         MATERIAL_TKIP_OCTETS);
  half.part = tk_first ? KEY_PART_TK : KEY_PART_MIC;
  half.error = kernel_socket_ask(message, request->size);
  half.done_ns = clock_now_ns();
  key_log_request(config, &half);
  event->part = tk_first ? KEY_PART_MIC : KEY_PART_TK;
  clock_sleep_ns(fault->by_ns);
}

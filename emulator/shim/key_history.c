#include "emulator/shim/key_history.h"

#include <assert.h>
#include <string.h>

#include "emulator/shim/state_lock.h"

static_assert(sizeof((struct key_octets){0}.bytes) <= KEY_HISTORY_OCTETS, "a slot holds any key");

struct slot {
  uint64_t used; /* when, in remembered keys; 0: never */
  uint32_t ifindex;
  enum keyrace_key_kind kind;
  int key_id;
  uint8_t peer[6]; /* zero for none */
  uint8_t octets[KEY_HISTORY_OCTETS];
};

static uint32_t counts[KEYRACE_REQUEST_DELETE + 1][KEYRACE_KEY_GROUP + 1];
static struct slot slots[128];
static uint64_t remembered;

static bool slot_is_of(const struct slot* slot, const struct key_request* request) {
  return slot->used != 0 && slot->ifindex == request->ifindex && slot->kind == request->kind &&
         slot->key_id == request->key_id &&
         memcmp(slot->peer, request->peer, sizeof slot->peer) == 0;
}

/* The request's slot, else the one unused for longest. */
static struct slot* find(const struct key_request* request) {
  struct slot* oldest = &slots[0];
  for (size_t i = 0; i < sizeof slots / sizeof slots[0]; ++i) {
    if (slot_is_of(&slots[i], request)) return &slots[i];
    if (slots[i].used < oldest->used) oldest = &slots[i];
  }
  return oldest;
}

void key_history_count(struct key_event* event) {
  const uint32_t sort = key_request_sort(&event->request);
  const enum keyrace_key_kind kind = event->request.kind;
  state_lock();
  event->number = sort == 0 ? 0 : ++counts[sort][kind];
  event->n = counts[KEYRACE_REQUEST_INSTALL][kind];
  state_unlock();
}

void key_history_remember(const struct key_request* request) {
  const struct key_octets* material = &request->material;
  state_lock();
  struct slot* slot = find(request);
  *slot = (struct slot){.used = ++remembered,
                        .ifindex = request->ifindex,
                        .kind = request->kind,
                        .key_id = request->key_id};
  memcpy(slot->peer, request->peer, sizeof slot->peer);
  memcpy(slot->octets, material->bytes, key_octets_kept(material));
  state_unlock();
}

void key_history_recall(const struct key_request* request, uint8_t octets[KEY_HISTORY_OCTETS]) {
  memset(octets, 0, KEY_HISTORY_OCTETS);
  state_lock();
  const struct slot* slot = find(request);
  if (slot_is_of(slot, request)) memcpy(octets, slot->octets, sizeof slot->octets);
  state_unlock();
}

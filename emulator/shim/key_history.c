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
  uint8_t announced[KEY_HISTORY_OCTETS]; /* the key of the last handshake message, or zero */
  uint32_t announced_n;                  /* it will be the n-th install; 0: the stack has asked */
  bool announced_is_in;                  /* early */
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

static bool is_announced(const struct slot* slot, const struct key_request* request) {
  const struct key_octets* material = &request->material;
  return slot_is_of(slot, request) && material->present &&
         memcmp(slot->announced, material->bytes, key_octets_kept(material)) == 0;
}

/* Called with the lock. */
static void count(struct key_event* event) {
  const uint32_t sort = key_request_sort(&event->request);
  const enum keyrace_key_kind kind = event->request.kind;
  event->number = sort == 0 ? 0 : ++counts[sort][kind];
  event->n = counts[KEYRACE_REQUEST_INSTALL][kind];
}

void key_history_count(struct key_event* event) {
  const struct key_request* request = &event->request;
  state_lock();
  struct slot* slot = find(request);
  if (key_request_sort(request) == KEYRACE_REQUEST_INSTALL && is_announced(slot, request) &&
      slot->announced_n != 0) {
    event->number = event->n = slot->announced_n;
    event->anticipated = slot->announced_is_in;
    slot->announced_n = 0;
  } else {
    count(event);
  }
  state_unlock();
}

/* Gives the request a slot if it has none; the key that was there last stays until the kernel has
 * the new one.
 */
static struct slot* take(const struct key_request* request) {
  struct slot* slot = find(request);
  if (!slot_is_of(slot, request)) {
    *slot = (struct slot){
        .ifindex = request->ifindex, .kind = request->kind, .key_id = request->key_id};
    memcpy(slot->peer, request->peer, sizeof slot->peer);
  }
  slot->used = ++remembered;
  return slot;
}

bool key_history_announce(struct key_event* event) {
  const struct key_octets* material = &event->request.material;
  state_lock();
  struct slot* slot = take(&event->request);
  const bool is_new = !is_announced(slot, &event->request);
  if (is_new) {
    count(event);
    slot->announced_n = event->n;
    slot->announced_is_in = false;
    memset(slot->announced, 0, sizeof slot->announced);
    memcpy(slot->announced, material->bytes, key_octets_kept(material));
  }
  state_unlock();
  return is_new;
}

void key_history_announced_is_in(const struct key_request* request) {
  state_lock();
  struct slot* slot = find(request);
  if (is_announced(slot, request)) slot->announced_is_in = true;
  state_unlock();
}

void key_history_remember(const struct key_request* request) {
  const struct key_octets* material = &request->material;
  state_lock();
  struct slot* slot = take(request);
  memset(slot->octets, 0, sizeof slot->octets);
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

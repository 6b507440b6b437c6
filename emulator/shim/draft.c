#include "emulator/shim/draft.h"

#include <linux/netlink.h>
#include <string.h>

void draft_take(struct draft* draft, int fd, const struct scatter* bytes) {
  draft->fd = fd;
  draft->changed = false;
  draft->size = scatter_size(bytes);
  draft->fits =
      draft->size <= sizeof draft->bytes && scatter_read(bytes, 0, draft->bytes, draft->size);
}

uint8_t* draft_message(struct draft* draft, const struct key_request* request) {
  return draft->bytes + request->offset;
}

void draft_retype(struct draft* draft, const struct key_request* request, uint16_t type) {
  memcpy(draft_message(draft, request) + offsetof(struct nlmsghdr, nlmsg_type), &type, sizeof type);
  draft->changed = true;
}

/* A copy of the bytes of one send call, which faults change in the caller's place. */
#ifndef KEYRACE_EMULATOR_SHIM_DRAFT_H
#define KEYRACE_EMULATOR_SHIM_DRAFT_H

#include <stdbool.h>

#include "emulator/shim/key_request.h"
#include "emulator/shim/scatter.h"

/* A key request has some 100 octets, one to connect some hundreds. It lies on the stack. */
#define DRAFT_OCTETS 4096

struct draft {
  int fd;       /* that the call is for */
  bool fits;    /* false: more than DRAFT_OCTETS, and nothing of it is here */
  bool changed; /* the draft has to go instead of the caller's bytes */
  size_t size;
  uint8_t bytes[DRAFT_OCTETS];
};

void draft_take(struct draft* draft, int fd, const struct scatter* bytes);

/* The netlink message of a request. */
uint8_t* draft_message(struct draft* draft, const struct key_request* request);

/* Another nlmsg_type, so that the kernel answers, but does not carry it out. */
void draft_retype(struct draft* draft, const struct key_request* request, uint16_t type);

#endif

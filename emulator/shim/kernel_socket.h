/* Which sockets the shim cares about: generic netlink towards the kernel, and those of packets. */
#ifndef KEYRACE_EMULATOR_SHIM_KERNEL_SOCKET_H
#define KEYRACE_EMULATOR_SHIM_KERNEL_SOCKET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

/* Whether what is sent on `fd` (to `to`, or to where it is connected if NULL) is received by the
 * kernel's generic netlink. Costs system calls: ask only about bytes that look like a key request.
 */
bool kernel_socket_is(int fd, const struct sockaddr* to, socklen_t to_size);

/* Whether what is sent on `fd` is a packet for an interface, whose link header the kernel makes. */
bool kernel_socket_is_packet(int fd);

/* One request, with an acknowledgement, on a socket of its own; `message` is a whole netlink
 * message whose sequence number, port and flags are set here. 0 or a negative errno, the kernel's
 * or ours.
 */
int kernel_socket_ask(void* message, size_t size);

#endif

#define _GNU_SOURCE
#include "emulator/shim/kernel_socket.h"

#include <errno.h>
#include <linux/netlink.h>
#include <string.h>
#include <unistd.h>

#include "emulator/shim/real_calls.h"

/* The first and only request of its socket. */
#define ASK_SEQUENCE 1u

static bool option_is(int fd, int option, int expected) {
  int value = 0;
  socklen_t size = sizeof value;
  return getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 && value == expected;
}

/* The kernel's port is 0; anything else is another process. */
static bool goes_to_port_0(int fd, const struct sockaddr* to, socklen_t to_size) {
  struct sockaddr_nl address;
  if (to != NULL && to_size != 0) {
    if (to_size < sizeof address) return false;
    memcpy(&address, to, sizeof address);
    return address.nl_family == AF_NETLINK && address.nl_pid == 0;
  }
  socklen_t size = sizeof address;
  return getpeername(fd, (struct sockaddr*)&address, &size) == 0 && address.nl_pid == 0;
}

bool kernel_socket_is(int fd, const struct sockaddr* to, socklen_t to_size) {
  return option_is(fd, SO_DOMAIN, AF_NETLINK) && option_is(fd, SO_PROTOCOL, NETLINK_GENERIC) &&
         goes_to_port_0(fd, to, to_size);
}

bool kernel_socket_is_packet(int fd) {
  return option_is(fd, SO_DOMAIN, AF_PACKET) && option_is(fd, SO_TYPE, SOCK_DGRAM);
}

/* The kernel answers before send returns, so that nothing has to be waited for. */
static int read_acknowledgement(int fd) {
  struct {
    struct nlmsghdr header;
    struct nlmsgerr error;
  } answer;
  for (;;) {
    const ssize_t got = recv(fd, &answer, sizeof answer, MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return -errno;
    if (got < (ssize_t)sizeof answer) continue;
    if (answer.header.nlmsg_type == NLMSG_ERROR && answer.header.nlmsg_seq == ASK_SEQUENCE) {
      return answer.error.error;
    }
  }
}

/* A socket per request: nothing to be closed behind the shim's back (closefrom), to be shared after
 * a fork, or to shift the program's descriptor numbers for longer than the request takes.
 */
int kernel_socket_ask(void* message, size_t size) {
  struct nlmsghdr header;
  memcpy(&header, message, sizeof header);
  header.nlmsg_flags |= NLM_F_ACK;
  header.nlmsg_seq = ASK_SEQUENCE;
  header.nlmsg_pid = 0;
  memcpy(message, &header, sizeof header);

  const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
  if (fd < 0) return -errno;
  const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};
  const ssize_t sent =
      real_calls()->sendto(fd, message, size, 0, (const struct sockaddr*)&kernel, sizeof kernel);
  const int result = sent < 0 ? -errno : read_acknowledgement(fd);
  close(fd);
  return result;
}

/* A program for the shim to live in: sends key requests and look-alikes in every way a stack may,
 * and prints what it gets to see of it. With and without the shim it must print the same.
 *
 *     shim_probe STEP...       STEP = WAY=MESSAGE[:FILL] or an ACTION, see ways[] and actions[]
 *
 * The family does not exist, so the kernel answers each message with ENOENT and with the message
 * itself: the very bytes that arrived.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/nl80211.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define FAMILY 0x7ff0 /* behind GENL_MAX_ID */
#define PIECE 7
#define MARK 4242 /* an errno that no call sets */

struct buffer {
  size_t size;
  size_t message;
  char bytes[2048];
};

static uint32_t sequence = 100;

static void put(struct buffer* buffer, const void* bytes, size_t size) {
  memcpy(buffer->bytes + buffer->size, bytes, size);
  memset(buffer->bytes + buffer->size + size, 0, 3);
  buffer->size += (size + 3) & ~(size_t)3;
}

static void start_message(struct buffer* buffer, uint16_t family, uint16_t flags, uint8_t command) {
  const struct nlmsghdr header = {
      .nlmsg_type = family, .nlmsg_flags = flags, .nlmsg_seq = sequence++};
  const struct genlmsghdr generic = {.cmd = command};
  buffer->message = buffer->size;
  put(buffer, &header, sizeof header);
  put(buffer, &generic, sizeof generic);
}

static void end_message(struct buffer* buffer) {
  const uint32_t size = (uint32_t)(buffer->size - buffer->message);
  memcpy(buffer->bytes + buffer->message, &size, sizeof size);
}

static void attribute(struct buffer* buffer, uint16_t type, const void* bytes, size_t size) {
  const struct nlattr header = {.nla_len = (uint16_t)(sizeof header + size), .nla_type = type};
  put(buffer, &header, sizeof header);
  put(buffer, bytes, size);
}

static void attribute_u32(struct buffer* buffer, uint16_t type, uint32_t value) {
  attribute(buffer, type, &value, sizeof value);
}

enum shape { NESTED, FLAT };

struct key {
  enum shape shape;
  uint8_t command;
  bool peer;
  int type; /* nl80211_key_type, -1: none */
  uint8_t id;
  uint32_t cipher;
  size_t size;
  bool sequence;
};

static void put_key_attributes(struct buffer* to, const struct key* key, uint8_t fill) {
  const bool nested = key->shape == NESTED;
  uint8_t material[64];
  for (size_t i = 0; i < key->size; ++i) material[i] = (uint8_t)(fill + i);
  const uint8_t counter[6] = {1, 2, 3, 4, 5, 6};
  if (key->size > 0) {
    attribute(to, nested ? NL80211_KEY_DATA : NL80211_ATTR_KEY_DATA, material, key->size);
  }
  if (key->cipher != 0) {
    attribute_u32(to, nested ? NL80211_KEY_CIPHER : NL80211_ATTR_KEY_CIPHER, key->cipher);
  }
  if (key->sequence) attribute(to, nested ? NL80211_KEY_SEQ : NL80211_ATTR_KEY_SEQ, counter, 6);
  if (key->type >= 0) {
    attribute_u32(to, nested ? NL80211_KEY_TYPE : NL80211_ATTR_KEY_TYPE, (uint32_t)key->type);
  }
  attribute(to, nested ? NL80211_KEY_IDX : NL80211_ATTR_KEY_IDX, &key->id, 1);
}

static void put_key_request(struct buffer* buffer, uint16_t family, uint16_t flags,
                            const struct key* key, uint8_t fill) {
  static const uint8_t peer[6] = {2, 0, 0, 0, 1, 0xab};
  start_message(buffer, family, flags, key->command);
  attribute_u32(buffer, NL80211_ATTR_IFINDEX, 3);
  if (key->peer) attribute(buffer, NL80211_ATTR_MAC, peer, sizeof peer);
  if (key->shape == NESTED) {
    struct buffer nest = {.size = 0};
    put_key_attributes(&nest, key, fill);
    attribute(buffer, NL80211_ATTR_KEY | NLA_F_NESTED, nest.bytes, nest.size);
  } else {
    put_key_attributes(buffer, key, fill);
  }
  end_message(buffer);
}

static const struct {
  const char* name;
  struct key key;
} keys[] = {
    {"nested", {NESTED, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac02, 32, true}},
    {"flat", {FLAT, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac02, 32, true}},
    {"pairwise", {NESTED, NL80211_CMD_NEW_KEY, true, 1, 0, 0x000fac02, 32, false}},
    {"group", {NESTED, NL80211_CMD_NEW_KEY, false, -1, 1, 0x000fac02, 32, false}},
    {"flat-group", {FLAT, NL80211_CMD_NEW_KEY, false, 0, 1, 0x000fac02, 32, false}},
    {"peer-group", {NESTED, NL80211_CMD_NEW_KEY, true, 0, 2, 0x000fac02, 32, false}},
    {"ccmp", {NESTED, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac04, 16, false}},
    {"gcmp256", {NESTED, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac09, 32, false}},
    {"long", {NESTED, NL80211_CMD_NEW_KEY, true, -1, 0, 0x000fac02, 40, false}},
    {"set", {NESTED, NL80211_CMD_SET_KEY, false, -1, 1, 0, 0, false}},
    {"delete", {FLAT, NL80211_CMD_DEL_KEY, true, -1, 0, 0, 0, false}},
    {"get", {FLAT, NL80211_CMD_GET_KEY, true, -1, 0, 0, 0, false}},
};

static bool put_named(struct buffer* buffer, const char* name, uint8_t fill) {
  const struct key* key = &keys[0].key;
  const uint16_t ask = NLM_F_REQUEST | NLM_F_ACK;
  if (strcmp(name, "batch") == 0) {
    return put_named(buffer, "get", 0) && put_named(buffer, "nested", fill) &&
           put_named(buffer, "group", fill);
  }
  if (strcmp(name, "crowd") == 0) {
    for (uint8_t i = 0; i < 6; ++i) put_named(buffer, "nested", i);
    return true;
  }
  if (strcmp(name, "no-request") == 0) {
    put_key_request(buffer, FAMILY, NLM_F_ACK, key, fill);
    return true;
  }
  if (strcmp(name, "other-family") == 0) {
    put_key_request(buffer, FAMILY + 1, ask, key, fill);
    return true;
  }
  if (strcmp(name, "cut") == 0) { /* says that it is longer than it is */
    put_key_request(buffer, FAMILY, ask, key, fill);
    buffer->size -= 8;
    return true;
  }
  if (strcmp(name, "ragged") == 0) { /* the last attribute says so */
    put_key_request(buffer, FAMILY, ask, key, fill);
    buffer->bytes[buffer->size - 8] = 60;
    return true;
  }
  if (strcmp(name, "text") == 0) {
    put(buffer, "nothing of the kind\n", 20);
    return true;
  }
  if (strcmp(name, "zeros") == 0) {
    buffer->size = 1024;
    return true;
  }
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; ++i) {
    if (strcmp(name, keys[i].name) != 0) continue;
    put_key_request(buffer, FAMILY, ask, &keys[i].key, fill);
    return true;
  }
  return false;
}

/* ---- ways to send ---- */

static const struct sockaddr_nl kernel = {.nl_family = AF_NETLINK};

static ssize_t by_write(int fd, struct buffer* buffer) {
  return write(fd, buffer->bytes, buffer->size);
}

static ssize_t by_send(int fd, struct buffer* buffer) {
  return send(fd, buffer->bytes, buffer->size, 0);
}

static ssize_t by_send_out_of_band(int fd, struct buffer* buffer) {
  return send(fd, buffer->bytes, buffer->size, MSG_OOB);
}

static ssize_t by_sendto(int fd, struct buffer* buffer) {
  return sendto(fd, buffer->bytes, buffer->size, 0, (const struct sockaddr*)&kernel, sizeof kernel);
}

static ssize_t by_sendto_process(int fd, struct buffer* buffer) {
  const struct sockaddr_nl nobody = {.nl_family = AF_NETLINK, .nl_pid = 0x7ffffff0};
  return sendto(fd, buffer->bytes, buffer->size, 0, (const struct sockaddr*)&nobody, sizeof nobody);
}

static int cut(struct buffer* buffer, size_t piece, struct iovec* parts) {
  int count = 0;
  for (size_t at = 0; at < buffer->size; at += piece) {
    const size_t rest = buffer->size - at;
    parts[count].iov_base = buffer->bytes + at;
    parts[count++].iov_len = rest < piece ? rest : piece;
  }
  return count;
}

static ssize_t gathered(int fd, struct buffer* buffer, size_t piece, bool message) {
  struct iovec parts[sizeof buffer->bytes / PIECE + 1];
  const int count = cut(buffer, piece, parts);
  if (!message) return writev(fd, parts, count);
  const struct msghdr header = {.msg_name = (void*)&kernel,
                                .msg_namelen = sizeof kernel,
                                .msg_iov = parts,
                                .msg_iovlen = (size_t)count};
  return sendmsg(fd, &header, 0);
}

static ssize_t by_writev(int fd, struct buffer* buffer) {
  return gathered(fd, buffer, sizeof buffer->bytes, false);
}

static ssize_t by_writev_pieces(int fd, struct buffer* buffer) {
  return gathered(fd, buffer, PIECE, false);
}

static ssize_t by_sendmsg(int fd, struct buffer* buffer) {
  return gathered(fd, buffer, sizeof buffer->bytes, true);
}

static ssize_t by_sendmsg_pieces(int fd, struct buffer* buffer) {
  return gathered(fd, buffer, PIECE, true);
}

static ssize_t by_sendmsg_unnamed(int fd, struct buffer* buffer) {
  struct iovec whole = {.iov_base = buffer->bytes, .iov_len = buffer->size};
  const struct msghdr header = {.msg_iov = &whole, .msg_iovlen = 1};
  return sendmsg(fd, &header, 0);
}

enum target { GENERIC, ROUTE, LOCAL, PIPE, NOTHING };

static const struct {
  const char* name;
  enum target target;
  ssize_t (*send)(int, struct buffer*);
} ways[] = {
    {"write", GENERIC, by_write},
    {"send", GENERIC, by_send},
    {"send-oob", GENERIC, by_send_out_of_band},
    {"sendto", GENERIC, by_sendto},
    {"sendto-process", GENERIC, by_sendto_process},
    {"writev", GENERIC, by_writev},
    {"writev-pieces", GENERIC, by_writev_pieces},
    {"sendmsg", GENERIC, by_sendmsg},
    {"sendmsg-pieces", GENERIC, by_sendmsg_pieces},
    {"sendmsg-unnamed", GENERIC, by_sendmsg_unnamed},
    {"route-send", ROUTE, by_send},
    {"local-send", LOCAL, by_send},
    {"local-write", LOCAL, by_write},
    {"local-sendmsg", LOCAL, by_sendmsg_unnamed},
    {"pipe-write", PIPE, by_write},
    {"pipe-writev", PIPE, by_writev_pieces},
    {"pipe-send", PIPE, by_send},
    {"nowhere-write", NOTHING, by_write},
    {"nowhere-sendmsg", NOTHING, by_sendmsg},
};

/* fds[0] to send on, fds[1] to read what came of it. */
static void open_target(enum target target, int fds[2]) {
  fds[0] = fds[1] = -1;
  switch (target) {
    case GENERIC:
      fds[0] = fds[1] = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
      break;
    case ROUTE:
      fds[0] = fds[1] = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
      break;
    case LOCAL: {
      int pair[2];
      if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) != 0) exit(3);
      fds[0] = pair[0];
      fds[1] = pair[1];
      break;
    }
    case PIPE: {
      int ends[2];
      if (pipe(ends) != 0) exit(3);
      fds[0] = ends[1];
      fds[1] = ends[0];
      break;
    }
    case NOTHING:
      return;
  }
  if (fds[0] < 0 || fcntl(fds[1], F_SETFL, O_NONBLOCK) != 0) exit(3);
}

static void close_target(const int fds[2]) {
  if (fds[0] >= 0) close(fds[0]);
  if (fds[1] >= 0 && fds[1] != fds[0]) close(fds[1]);
}

static void print_answers(int fd, bool netlink) {
  uint8_t answer[8192];
  ssize_t size;
  while (fd >= 0 && (size = read(fd, answer, sizeof answer)) > 0) {
    /* Our port number differs from run to run. */
    for (size_t at = 0; netlink && at + sizeof(struct nlmsghdr) <= (size_t)size;) {
      struct nlmsghdr header;
      memcpy(&header, answer + at, sizeof header);
      memset(answer + at + offsetof(struct nlmsghdr, nlmsg_pid), 0, sizeof header.nlmsg_pid);
      at += (header.nlmsg_len + 3u) & ~3u;
    }
    printf(" answer ");
    for (ssize_t i = 0; i < size; ++i) printf("%02x", answer[i]);
  }
}

static bool run_send(const char* step) {
  char way[32];
  char name[32];
  unsigned fill = 0;
  if (sscanf(step, "%31[^=]=%31[^:]:%x", way, name, &fill) < 2) return false;
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; ++i) {
    if (strcmp(ways[i].name, way) != 0) continue;
    struct buffer buffer = {.size = 0};
    if (!put_named(&buffer, name, (uint8_t)fill)) return false;
    const struct buffer before = buffer;
    int fds[2];
    open_target(ways[i].target, fds);
    errno = MARK;
    const ssize_t result = ways[i].send(fds[0], &buffer);
    const int error = errno;
    printf("%s result %zd errno %d buffer %s", step, result, error,
           memcmp(&before, &buffer, sizeof buffer) == 0 ? "kept" : "changed");
    print_answers(fds[1], ways[i].target == GENERIC || ways[i].target == ROUTE);
    printf("\n");
    close_target(fds);
    return true;
  }
  return false;
}

/* ---- actions ---- */

static void show(const char* call, ssize_t result) {
  printf("%s: result %zd errno %d\n", call, result, errno);
  errno = MARK;
}

/* Arguments that the kernel refuses: the shim must leave that to it. */
static void do_wild(void) {
  int fds[2];
  open_target(GENERIC, fds);
  struct iovec none = {.iov_base = NULL, .iov_len = 64};
  const struct msghdr crowd = {.msg_iov = &none, .msg_iovlen = 1u << 20};
  const struct msghdr hollow = {.msg_iov = &none, .msg_iovlen = 1};
  const void* volatile null = NULL; /* volatile: or the compiler refuses, too */
  volatile int negative = -1;
  volatile int many = 5000;
  errno = MARK;
  show("write NULL", write(fds[0], null, 64));
  show("write nothing", write(fds[0], null, 0));
  show("send NULL", send(fds[0], null, 64, 0));
  show("sendto NULL", sendto(fds[0], null, 64, 0, NULL, 0));
  show("writev negative", writev(fds[0], &none, negative));
  show("writev crowd", writev(fds[0], &none, many));
  show("writev NULL", writev(fds[0], null, 2));
  show("writev hollow", writev(fds[0], &none, 1));
  show("sendmsg NULL", sendmsg(fds[0], null, 0));
  show("sendmsg crowd", sendmsg(fds[0], &crowd, 0));
  show("sendmsg hollow", sendmsg(fds[0], &hollow, 0));
  close_target(fds);
}

static void* send_many(void* request) {
  const struct buffer* buffer = request;
  int fds[2];
  open_target(GENERIC, fds);
  for (int i = 0; i < 25; ++i) {
    if (write(fds[0], buffer->bytes, buffer->size) < 0) abort();
  }
  close_target(fds);
  return NULL;
}

static void do_threads(void) {
  struct buffer buffer = {.size = 0};
  put_named(&buffer, "nested", 1);
  pthread_t threads[4];
  for (size_t i = 0; i < 4; ++i) pthread_create(&threads[i], NULL, send_many, &buffer);
  for (size_t i = 0; i < 4; ++i) pthread_join(threads[i], NULL);
}

/* What follows runs in a child. */
static void do_fork(void) {
  fflush(stdout);
  const pid_t child = fork();
  if (child < 0) exit(3);
  if (child == 0) return;
  int status = 0;
  waitpid(child, &status, 0);
  exit(WEXITSTATUS(status));
}

static void on_tick(int number) {
  (void)number;
}

/* A signal handler without SA_RESTART every millisecond. */
static void do_ticks(void) {
  const struct sigaction action = {.sa_handler = on_tick};
  sigaction(SIGUSR1, &action, NULL);
  struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
  timer_t timer;
  if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0) exit(3);
  const struct itimerspec every = {.it_interval = {0, 1000000}, .it_value = {0, 1000000}};
  timer_settime(timer, 0, &every, NULL);
}

/* As a daemon does that closes what it does not know, and then opens files of its own. */
static void do_reuse(void) {
  for (int fd = 3; fd < 64; ++fd) close(fd);
  for (int fd = 3; fd < 32; ++fd) {
    if (memfd_create("own", 0) != fd) exit(3);
  }
}

static void do_own_files(void) {
  off_t size = 0;
  for (int fd = 3; fd < 32; ++fd) size += lseek(fd, 0, SEEK_END);
  printf("own files hold %lld octets\n", (long long)size);
}

/* The lowest free descriptor: what the shim holds open would shift it. */
static void do_descriptor(void) {
  const int fd = dup(0);
  printf("next descriptor %d\n", fd);
  close(fd);
}

static const struct {
  const char* name;
  void (*run)(void);
} actions[] = {
    {"wild", do_wild},   {"threads", do_threads},     {"fork", do_fork},     {"ticks", do_ticks},
    {"reuse", do_reuse}, {"own-files", do_own_files}, {"fd", do_descriptor},
};

static bool run_action(const char* step) {
  for (size_t i = 0; i < sizeof actions / sizeof actions[0]; ++i) {
    if (strcmp(actions[i].name, step) != 0) continue;
    actions[i].run();
    return true;
  }
  return false;
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (run_action(argv[i]) || run_send(argv[i])) continue;
    fprintf(stderr, "shim_probe: unknown step %s\n", argv[i]);
    return 2;
  }
  return 0;
}

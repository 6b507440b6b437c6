#include "emulator/shim/ask.h"

#include <errno.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "emulator/shim/real_calls.h"

static int ask_fd = -1;
static struct stat ask_socket;
static pthread_mutex_t asking = PTHREAD_MUTEX_INITIALIZER; /* not state_lock: this waits */

static void after_fork_in_child(void) {
  static const pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  asking = fresh;
}

const char* ask_start(int fd) {
  if (fstat(fd, &ask_socket) != 0) return "the descriptor to ask on is not open";
  if (!S_ISSOCK(ask_socket.st_mode)) return "the descriptor to ask on is no socket";
  ask_fd = fd;
  pthread_atfork(NULL, NULL, after_fork_in_child);
  return NULL;
}

/* The program may have closed it, and opened something else. */
static bool is_still_the_socket(void) {
  struct stat now;
  return ask_fd >= 0 && fstat(ask_fd, &now) == 0 && now.st_dev == ask_socket.st_dev &&
         now.st_ino == ask_socket.st_ino;
}

static bool send_question(const struct keyrace_key_question* question) {
  for (;;) {
    const ssize_t sent = real_calls()->send(ask_fd, question, sizeof *question, MSG_NOSIGNAL);
    if (sent >= 0 || errno != EINTR) return sent == (ssize_t)sizeof *question;
  }
}

static bool receive_answer(struct keyrace_key_answer* answer) {
  for (;;) {
    const ssize_t got = real_calls()->recv(ask_fd, answer, sizeof *answer, 0);
    if (got >= 0 || errno != EINTR) return got == (ssize_t)sizeof *answer;
  }
}

bool ask_guest(const struct keyrace_key_question* question, struct keyrace_key_answer* answer) {
  pthread_mutex_lock(&asking);
  const bool answered = is_still_the_socket() && send_question(question) && receive_answer(answer);
  pthread_mutex_unlock(&asking);
  return answered && answer->size > 0 && answer->size <= sizeof answer->material;
}

#define _GNU_SOURCE
#include "emulator/catch/notification.h"

#include <linux/seccomp.h>
#include <string.h>
#include <sys/ioctl.h>

bool notification_take(int listener, struct notification* notification) {
  struct seccomp_notif told;
  memset(&told, 0, sizeof told); /* or the kernel refuses it */
  if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &told) != 0) return false;
  *notification = (struct notification){
      .listener = listener, .id = told.id, .thread = (pid_t)told.pid, .call = told.data.nr};
  memcpy(notification->arguments, told.data.args, sizeof notification->arguments);
  return true;
}

bool notification_holds(const struct notification* notification) {
  uint64_t id = notification->id;
  return ioctl(notification->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

/* Fails if the thread was killed meanwhile: then nobody waits. */
static void end(const struct notification* notification, struct seccomp_notif_resp* response) {
  response->id = notification->id;
  ioctl(notification->listener, SECCOMP_IOCTL_NOTIF_SEND, response);
}

void notification_let_go(const struct notification* notification) {
  struct seccomp_notif_resp response = {.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
  end(notification, &response);
}

void notification_answer(const struct notification* notification, int64_t result) {
  struct seccomp_notif_resp response = {.val = result};
  if (result < 0) response = (struct seccomp_notif_resp){.error = (int32_t)result};
  end(notification, &response);
}

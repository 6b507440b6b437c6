#define _GNU_SOURCE
#include "emulator/catch/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)
/* Goes on with the next instruction if it is equal, else skips one. */
#define ELSE_SKIP_1(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1)
#define TELL(call) ELSE_SKIP_1(call), RETURN(SECCOMP_RET_USER_NOTIF)

#define SENDING_CALLS \
  TELL(SYS_write), TELL(SYS_writev), TELL(SYS_sendto), TELL(SYS_sendmsg), TELL(SYS_sendmmsg)
#define RECEIVING_CALLS \
  TELL(SYS_read), TELL(SYS_readv), TELL(SYS_recvfrom), TELL(SYS_recvmsg), TELL(SYS_recvmmsg)

/* Another machine's calls (int 0x80 of i386) have other numbers. */
#define OF_THIS_MACHINE                                                     \
  LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 1, 0), \
      RETURN(SECCOMP_RET_ALLOW), LOAD(nr)

static const struct sock_filter sending[] = {OF_THIS_MACHINE, SENDING_CALLS,
                                             RETURN(SECCOMP_RET_ALLOW)};
static const struct sock_filter both[] = {OF_THIS_MACHINE, SENDING_CALLS, RECEIVING_CALLS,
                                          RETURN(SECCOMP_RET_ALLOW)};

/* Once it is told, only a deadly signal takes the stack out of the call: any other would have the
 * kernel begin it anew, and the request would go twice.
 */
static int install(const struct sock_fprog* program) {
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                      SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV,
                      program);
}

int filter_install(bool receiving) {
  struct sock_fprog program = {.len = sizeof sending / sizeof sending[0],
                               .filter = (struct sock_filter*)sending};
  if (receiving) {
    program.len = sizeof both / sizeof both[0];
    program.filter = (struct sock_filter*)both;
  }
  const int listener = install(&program);
  if (listener >= 0 || errno != EACCES) return listener;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  return install(&program);
}

// forbid ptrace|seccomp|both PROGRAM [ARGUMENT]...: runs a program as a sandbox does that refuses
// these system calls.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REFUSE_IF(condition, call)                                       \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (condition) ? (call) : ~0U, 0, 1), \
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const int both = strcmp(argv[1], "both") == 0;
  struct sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      REFUSE_IF(both || strcmp(argv[1], "ptrace") == 0, SYS_ptrace),
      REFUSE_IF(both || strcmp(argv[1], "seccomp") == 0, SYS_seccomp),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
    return 3;
  execv(argv[2], argv + 2);
  return 4;
}

// The first program of a kernel that qemu boots, alone with the kernel's modules in its initramfs
// (lab/engine/initramfs.cc): loads them in the order of /modules/order, makes the host's file
// system the root, and becomes `keyrace guest JOB`. Linked statically, because there is nothing
// else here.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// linux/module.h: the kernel unpacks the file itself.
#define MODULE_INIT_COMPRESSED_FILE 4

enum { kLine = 512 };

static void fail(const char* what, const char* of) {
  fprintf(stderr, "keyrace init: %s %s: %s\n", what, of, strerror(errno));
  fflush(stderr);
  reboot(RB_POWER_OFF);
  _exit(1);
}

// A device that the machine may not have: its console is what the kernel gave us.
static void open_console(void) {
  mkdir("/dev", 0755);
  if (mount("none", "/dev", "devtmpfs", 0, "") != 0) return;
  const int console = open("/dev/console", O_RDWR);
  if (console < 0) return;
  for (int fd = 0; fd < 3; ++fd) dup2(console, fd);
  if (console > 2) close(console);
}

static int is_compressed(const char* name) {
  const char* end = strrchr(name, '.');
  return end && strcmp(end, ".ko") != 0;
}

// A line of /modules/order: the file's name and the module's parameters.
static void load_module(char* line) {
  char path[sizeof "/modules/" + kLine];
  line[strcspn(line, "\n")] = '\0';
  char* parameters = strchr(line, ' ');
  if (parameters) *parameters++ = '\0';
  snprintf(path, sizeof path, "/modules/%s", line);
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) fail("open", path);
  const int flags = is_compressed(line) ? MODULE_INIT_COMPRESSED_FILE : 0;
  if (syscall(SYS_finit_module, fd, parameters ? parameters : "", flags) != 0 && errno != EEXIST) {
    fail("load", path);
  }
  close(fd);
}

static void load_modules(void) {
  FILE* order = fopen("/modules/order", "re");
  if (!order) fail("open", "/modules/order");
  char line[kLine];
  while (fgets(line, sizeof line, order)) load_module(line);
  fclose(order);
}

// The run directory lies in it a second time, writable: see lab/guest/guest_filesystem.cc.
static void enter_root(void) {
  mkdir("/root", 0755);
  if (mount("root", "/root", "9p", MS_RDONLY,
            "trans=virtio,version=9p2000.L,msize=262144,cache=loose") != 0) {
    fail("mount", "the host's file system");
  }
  umount2("/dev", MNT_DETACH);
  if (chdir("/root") != 0 || mount(".", "/", NULL, MS_MOVE, NULL) != 0 || chroot(".") != 0 ||
      chdir("/") != 0) {
    fail("enter", "the host's file system");
  }
}

int main(int argc, char** argv) {
  open_console();
  if (argc < 2) {
    errno = EINVAL;
    fail("start", "without a program");
  }
  load_modules();
  enter_root();
  // The guest's first word: lab/engine/qemu.cc waits for it.
  puts("keyrace init: the host's file system is the root");
  fflush(stdout);
  char* environment[] = {"HOME=/", "TERM=linux", NULL};
  execve(argv[1], argv + 1, environment);
  fail("exec", argv[1]);
}

/* What the seeded randomness is loaded into: prints octets from the sources that the arguments
 * name, a line of hexadecimal digits for each. "fork" goes on in a child first.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define OCTETS 16

int getentropy(void* data, size_t size);

static int from_descriptor(const char* path, unsigned char* octets) {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  const ssize_t got = read(fd, octets, OCTETS);
  close(fd);
  return got == OCTETS;
}

static int from_file(const char* path, unsigned char* octets) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) return 0;
  const size_t got = fread(octets, 1, OCTETS, file);
  fclose(file);
  return got == OCTETS;
}

/* A number that was the device's, and is another file's now. */
static int from_reused_descriptor(unsigned char* octets) {
  int random = open("/dev/urandom", O_RDONLY);
  close(random);
  const int zero = open("/dev/zero", O_RDONLY);
  return zero == random && read(zero, octets, OCTETS) == OCTETS;
}

static int draw(const char* source, unsigned char* octets) {
  if (strcmp(source, "getrandom") == 0) return getrandom(octets, OCTETS, 0) == OCTETS;
  if (strcmp(source, "getentropy") == 0) return getentropy(octets, OCTETS) == 0;
  if (strcmp(source, "read") == 0) return from_descriptor("/dev/urandom", octets);
  if (strcmp(source, "read-zero") == 0) return from_descriptor("/dev/zero", octets);
  if (strcmp(source, "reused") == 0) return from_reused_descriptor(octets);
  if (strcmp(source, "fread") == 0) return from_file("/dev/random", octets);
  if (strcmp(source, "bare") == 0) return syscall(SYS_getrandom, octets, OCTETS, 0) == OCTETS;
  return 0;
}

static void print(const unsigned char* octets) {
  for (int i = 0; i < OCTETS; ++i) printf("%02x", octets[i]);
  printf("\n");
  fflush(stdout);
}

static int go_on_in_a_child(void) {
  const pid_t child = fork();
  if (child == 0) return 1;
  int status = 0;
  waitpid(child, &status, 0);
  return status != 0 ? -1 : 0;
}

/* Refused by the kernel, and told by errno as it does. */
static int refuses_what_the_kernel_refuses(void) {
  char octet;
  errno = 0;
  if (getrandom(&octet, 1, 0x80) != -1 || errno != EINVAL) return 0;
  static char many[257];
  if (getentropy(many, sizeof many) != -1 || errno != EIO) return 0;
  errno = ENOTTY;
  return getrandom(&octet, 1, 0) == 1 && errno == ENOTTY;
}

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    unsigned char octets[OCTETS] = {0};
    if (strcmp(argv[i], "fork") == 0) {
      if (go_on_in_a_child() < 0) return 1;
    } else if (strcmp(argv[i], "refuse") == 0) {
      if (!refuses_what_the_kernel_refuses()) return 1;
    } else if (draw(argv[i], octets)) {
      print(octets);
    } else {
      return 1;
    }
  }
  return 0;
}

#define _GNU_SOURCE /* program_invocation_short_name */
#include "emulator/entropy/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "emulator/entropy/chacha20.h"
#include "emulator/entropy/entropy_file.h"

static struct keyrace_entropy_file* file;

/* Where this process is in its stream. `owner` is its number; minus that: a thread of it is still
 * setting the rest; another's: a fork's child has not begun its own stream.
 */
static struct {
  atomic_long owner;
  uint64_t nonce;
  atomic_ullong next_block;
} place;

/* To stderr by a bare system call: in one line, with nothing allocated. */
static void complain(const char* problem) {
  char line[160] = "keyrace entropy: " KEYRACE_ENTROPY_ENV ": ";
  strncat(line, problem, sizeof line - strlen(line) - 64);
  strcat(line, "; randomness is the kernel's\n");
  (void)!syscall(SYS_write, STDERR_FILENO, line, strlen(line));
}

static const char* map_file(const char* path) {
  const int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return "can't open the file";
  struct stat status;
  const bool fits = fstat(fd, &status) == 0 && status.st_size == (off_t)sizeof *file;
  void* mapped =
      fits ? mmap(NULL, sizeof *file, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
  syscall(SYS_close, fd);
  if (!fits) return "wrong size of the file";
  if (mapped == MAP_FAILED) return "can't map the file";
  file = mapped;
  if (file->magic == KEYRACE_ENTROPY_MAGIC && file->version == KEYRACE_ENTROPY_VERSION) return NULL;
  munmap(mapped, sizeof *file);
  file = NULL;
  return "wrong magic number or version";
}

void stream_load(void) {
  static bool loaded;
  if (loaded) return;
  loaded = true;
  const int saved = errno;
  const char* path = getenv(KEYRACE_ENTROPY_ENV);
  const char* problem = path == NULL ? NULL : map_file(path);
  if (problem != NULL) complain(problem);
  errno = saved;
}

/* FNV-1a, 32 bits. */
static uint32_t hash(const char* text, size_t size) {
  uint32_t value = 0x811c9dc5;
  for (size_t i = 0; i < size && text[i] != '\0'; ++i) {
    value = (value ^ (uint8_t)text[i]) * 0x01000193;
  }
  return value;
}

static void begin_stream(void) {
  const char* own = program_invocation_short_name;
  const uint32_t name =
      file->program[0] != '\0' ? hash(file->program, sizeof file->program) : hash(own, strlen(own));
  _Atomic uint32_t* starts = (_Atomic uint32_t*)&file->starts[name % KEYRACE_ENTROPY_COUNTERS];
  place.nonce = (uint64_t)atomic_fetch_add(starts, 1) << 32 | name;
  atomic_store(&place.next_block, 0);
}

static void own_stream(void) {
  const long self = (long)getpid();
  for (;;) {
    long owner = atomic_load_explicit(&place.owner, memory_order_acquire);
    if (owner == self) return;
    if (owner == -self) {
      sched_yield();
    } else if (atomic_compare_exchange_strong(&place.owner, &owner, -self)) {
      begin_stream();
      atomic_store_explicit(&place.owner, self, memory_order_release);
      return;
    }
  }
}

bool stream_fill(void* data, size_t size) {
  stream_load();
  if (file == NULL) return false;
  const int saved = errno;
  own_stream();
  const uint64_t blocks = size / CHACHA20_BLOCK_SIZE + 1;
  uint64_t block = atomic_fetch_add(&place.next_block, blocks);
  uint8_t octets[CHACHA20_BLOCK_SIZE];
  for (size_t done = 0; done < size; done += sizeof octets) {
    const size_t rest = size - done;
    chacha20_block(file->key, place.nonce, block++, octets);
    memcpy((uint8_t*)data + done, octets, rest < sizeof octets ? rest : sizeof octets);
  }
  errno = saved;
  return true;
}

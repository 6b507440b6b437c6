/* What the lab tells libkeyrace_entropy.so, and the only header the two share: a file that every
 * program of one node maps, named by the environment. Plain C and fixed-size types, native byte
 * order: both sides run on the same machine.
 */
#ifndef KEYRACE_EMULATOR_ENTROPY_ENTROPY_FILE_H
#define KEYRACE_EMULATOR_ENTROPY_ENTROPY_FILE_H

#include <stdint.h>

/* Environment variable with the absolute path of a keyrace_entropy_file. */
#define KEYRACE_ENTROPY_ENV "KEYRACE_ENTROPY"

#define KEYRACE_ENTROPY_MAGIC 0x6b657965u /* "keye" */
#define KEYRACE_ENTROPY_VERSION 1u
#define KEYRACE_ENTROPY_KEY_SIZE 32
#define KEYRACE_ENTROPY_PROGRAM_SIZE 16
#define KEYRACE_ENTROPY_COUNTERS 64

struct keyrace_entropy_file {
  uint32_t magic;
  uint32_t version;
  uint8_t key[KEYRACE_ENTROPY_KEY_SIZE]; /* of the run's seed and the node */
  /* The name that counts for all programs; empty: each has its own. */
  char program[KEYRACE_ENTROPY_PROGRAM_SIZE];
  /* Starts so far of the programs whose name has this hash; counted by the programs, atomically. */
  uint32_t starts[KEYRACE_ENTROPY_COUNTERS];
};

#endif

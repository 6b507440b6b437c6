/* The random octets of this process: ChaCha20 with the node's key; the nonce is the program's name
 * and which start of it this is. A forked child is a start of its own. Each read begins a new
 * block, so that a read is told by its place alone and no lock is needed.
 */
#ifndef KEYRACE_EMULATOR_ENTROPY_STREAM_H
#define KEYRACE_EMULATOR_ENTROPY_STREAM_H

#include <stdbool.h>
#include <stddef.h>

/* Maps the file that the environment names; again is nothing. */
void stream_load(void);
/* False: there is no such file, or it is no good; then nothing was written. errno stays. */
bool stream_fill(void* data, size_t size);

#endif

/* The ChaCha20 block function (D. J. Bernstein 2008: 64-bit block counter, 64-bit nonce). Here
 * because a preloaded library must not bring libcrypto into programs that have their own.
 */
#ifndef KEYRACE_EMULATOR_ENTROPY_CHACHA20_H
#define KEYRACE_EMULATOR_ENTROPY_CHACHA20_H

#include <stdint.h>

#define CHACHA20_KEY_SIZE 32
#define CHACHA20_BLOCK_SIZE 64

void chacha20_block(const uint8_t key[CHACHA20_KEY_SIZE], uint64_t nonce, uint64_t counter,
                    uint8_t block[CHACHA20_BLOCK_SIZE]);

#endif

#include "emulator/entropy/chacha20.h"

#include <stddef.h>
#include <string.h>

#define WORDS 16

static uint32_t rotated(uint32_t word, int bits) {
  return word << bits | word >> (32 - bits);
}

static void quarter_round(uint32_t* a, uint32_t* b, uint32_t* c, uint32_t* d) {
  *a += *b, *d = rotated(*d ^ *a, 16);
  *c += *d, *b = rotated(*b ^ *c, 12);
  *a += *b, *d = rotated(*d ^ *a, 8);
  *c += *d, *b = rotated(*b ^ *c, 7);
}

static uint32_t read_le32(const uint8_t* octets) {
  return (uint32_t)octets[0] | (uint32_t)octets[1] << 8 | (uint32_t)octets[2] << 16 |
         (uint32_t)octets[3] << 24;
}

/* The sixteen words, a square: | "expand 32-byte k" | key (8) | counter (2) | nonce (2) |. */
void chacha20_block(const uint8_t key[CHACHA20_KEY_SIZE], uint64_t nonce, uint64_t counter,
                    uint8_t block[CHACHA20_BLOCK_SIZE]) {
  uint32_t start[WORDS] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
  for (size_t i = 0; i < 8; ++i) start[4 + i] = read_le32(key + 4 * i);
  start[12] = (uint32_t)counter;
  start[13] = (uint32_t)(counter >> 32);
  start[14] = (uint32_t)nonce;
  start[15] = (uint32_t)(nonce >> 32);

  uint32_t x[WORDS];
  memcpy(x, start, sizeof x);
  for (int round = 0; round < 20; round += 2) {
    for (size_t i = 0; i < 4; ++i) {
      quarter_round(&x[i], &x[4 + i], &x[8 + i], &x[12 + i]);
    }
    for (size_t i = 0; i < 4; ++i) {
      quarter_round(&x[i], &x[4 + (i + 1) % 4], &x[8 + (i + 2) % 4], &x[12 + (i + 3) % 4]);
    }
  }
  for (size_t i = 0; i < WORDS; ++i) {
    const uint32_t word = x[i] + start[i];
    for (size_t octet = 0; octet < 4; ++octet) block[4 * i + octet] = (uint8_t)(word >> 8 * octet);
  }
}

/* Which descriptors of this process are /dev/random or /dev/urandom, as far as it opened them by
 * the C library's calls.
 */
#ifndef KEYRACE_EMULATOR_ENTROPY_RANDOM_DEVICE_H
#define KEYRACE_EMULATOR_ENTROPY_RANDOM_DEVICE_H

#include <stdbool.h>

bool random_device_is_name(const char* path);
/* `fd` was opened by that name; returns it. */
int random_device_opened(int fd);
/* Costs a system call only for numbers that were such a device once. errno stays. */
bool random_device_is(int fd);

#endif

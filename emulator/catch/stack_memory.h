/* The memory of a stopped thread of the stack, by its own addresses. By /proc/PID/mem, because
 * process_vm_readv is a configuration option of the kernel (CROSS_MEMORY_ATTACH).
 */
#ifndef KEYRACE_EMULATOR_CATCH_STACK_MEMORY_H
#define KEYRACE_EMULATOR_CATCH_STACK_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A descriptor, or -1. It is of the memory that the thread has now, however long it stays open. */
int stack_memory_open(pid_t thread);

/* All `size` octets or false, as where the kernel would answer EFAULT. */
bool stack_memory_read(int memory, uint64_t address, void* to, size_t size);
bool stack_memory_write(int memory, uint64_t address, const void* from, size_t size);

#endif

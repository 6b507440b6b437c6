/* A duplicate of one of the stack's descriptors. */
#ifndef KEYRACE_EMULATOR_CATCH_STACK_DESCRIPTOR_H
#define KEYRACE_EMULATOR_CATCH_STACK_DESCRIPTOR_H

#include <sys/types.h>

/* The caller's, closed at exec; -1: there is no such descriptor or thread. */
int stack_descriptor_duplicate(pid_t thread, int fd);

#endif

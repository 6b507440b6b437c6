/* The stack as a child of this program: started under the filter, sent the signals that this
 * program gets, and reaped.
 */
#ifndef KEYRACE_EMULATOR_CATCH_STACK_PROCESS_H
#define KEYRACE_EMULATOR_CATCH_STACK_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct stack_process {
  pid_t pid;
  int ended;    /* readable when it has ended */
  int listener; /* of the filter */
};

/* argv[0] is looked up in PATH. False: one line on stderr has said why. Once. */
bool stack_process_start(char* const* argv, bool receiving, struct stack_process* stack);

/* Once it has ended: its exit status, if it has one; else ends this program by the same signal. */
int stack_process_reap(const struct stack_process* stack);

#endif

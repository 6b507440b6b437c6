/* The shim's one question to the guest, over an inherited socket: which key does the handshake have
 * that this message belongs to? A question and its answer are one packet each, and the asker waits:
 * what it does next happens after the guest has answered, whoever is scheduled when.
 */
#ifndef KEYRACE_EMULATOR_SHIM_ASK_H
#define KEYRACE_EMULATOR_SHIM_ASK_H

#include <stdbool.h>

#include "emulator/shim/shim_config.h"

/* NULL, or what is wrong with the descriptor. Before any question; once. */
const char* ask_start(int fd);

/* False: the guest does not know, or is no longer there; then the run has failed, and says why. Of
 * a process that forks only one may ask.
 */
bool ask_guest(const struct keyrace_key_question* question, struct keyrace_key_answer* answer);

#endif

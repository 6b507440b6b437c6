// What a run on this machine's own kernel (engine host) may leave there when it was killed together
// with the process that watches over it: a trace buffer, probes, hwsim0 up. Radios, namespaces and
// mounts go with their processes. Called by engine host before a run, by its guest's keeper after
// it, and by left_overs.cc for `keyrace doctor`.
#pragma once

#include <string>
#include <vector>

#include "emulator/sys/unique_fd.h"

namespace keyrace {

// What the names begin with that the whole machine can see; the keeper's process number follows.
inline constexpr char kTraceNames[] = "keyrace_";
inline constexpr char kRadioNames[] = "keyrace-";

// Held as long as a process of a run lives that has inherited it. Throws LabFailure when another
// run has it, SystemError when there can be none (who isn't root).
UniqueFd lock_host();

// Whether hwsim0 is up, for lower_monitor to restore; not if an earlier run has noted it.
void note_monitor_state();

// Removes all there is. Only for who holds the lock: what a running experiment needs looks the
// same. Throws SystemError.
void remove_host_leftovers();

// Names, for everybody; none while a run holds the lock, and for who isn't root.
std::vector<std::string> left_trace_buffers();
std::vector<std::string> left_probes();
std::vector<std::string> raised_monitors();
// Throw SystemError.
void remove_trace_buffer(const std::string& name);
void remove_probe(const std::string& name);
void lower_monitor(const std::string& name);

}  // namespace keyrace

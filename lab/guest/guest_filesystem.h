// What PID 1 of a guest mounts before anything else. The guest's root is the host's file system, so
// nothing may be written to it: /dev is a tmpfs of the guest's own, and the only way back to the
// host is the run directory. With engine host all this shows in the guest's mount namespace only.
#pragma once

#include <string>

#include "lab/evidence/job.h"

namespace keyrace::guest_path {

inline constexpr char kWork[] = "/dev/keyrace";               // tmpfs: sockets, configurations
inline constexpr char kEvidence[] = "/dev/keyrace/evidence";  // the run directory on the host
inline constexpr char kShare[] = "/dev/keyrace/share";        // the same; only with engine qemu
inline constexpr char kShim[] = "/dev/keyrace/shim.so";
inline constexpr char kCatcher[] = "/dev/keyrace/catch";
inline constexpr char kEntropy[] = "/dev/keyrace/entropy.so";
inline constexpr char kTracing[] = "/sys/kernel/tracing";

// A file of the run directory, as the guest names it.
inline std::string evidence(const std::string& file) {
  return std::string(kEvidence) + "/" + file;
}

}  // namespace keyrace::guest_path

namespace keyrace {

// The job's paths are the host's.
void mount_guest_filesystem(const Job& job);

// At the end: what of the evidence is not in the run directory yet goes there. Throws SystemError.
void hand_over_evidence(const Job& job);

}  // namespace keyrace

// Facts about a machine that is made up, for tests of what `keyrace doctor` makes of them.
#pragma once

#include <cstdint>

#include "lab/doctor/facts.h"

namespace keyrace {

constexpr std::uint64_t kMiB = 1ULL << 20;

// A machine on which everything is there.
inline Facts good_facts() {
  Facts facts;
  facts.kernels = {{"6.1", "/k/b/linux", "6.1.170 linux-source-6.1 6.1.170-1", {}},
                   {"default", "/k/a/linux", "7.3.4 linux-source-7.3 7.3.4-1", {}}};
  facts.kernel_directories = {"/home/a/.cache/keyrace/kernels", "/usr/lib/keyrace/kernels"};
  facts.kernel_build = "/src/images/kernel/build";
  facts.scratch_places = {{"/dev/shm", "", 1000 * kMiB}, {"/tmp", "is mounted noexec", kMiB}};
  facts.memory.available = 4000 * kMiB;
  facts.parts = {{"shim", "/usr/lib/keyrace/libkeyrace_shim.so", ""}};
  facts.programs = {{"hostapd", "hostapd", "", "/usr/sbin/hostapd", "2.10"},
                    {"iwd", "iwd", "the stack iwd", "/usr/libexec/iwd", "2.3"}};
  facts.built_stacks = {"wpa_supplicant-2.11"};
  facts.root = true;
  facts.qemu = {"/usr/bin/qemu-system-x86_64",
                "6.1.0-50-amd64 linux-image-6.1.0-50-amd64 6.1.176-1",
                "",
                "/src/images/qemu/build",
                {"keyrace_init", "/usr/libexec/keyrace/keyrace_init", ""}};
  facts.host = {HwsimDriver::kLoaded, true, ""};
  facts.run_parent = "/work/runs";
  facts.run_parent_writable = true;
  return facts;
}

}  // namespace keyrace

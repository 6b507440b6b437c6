// What `keyrace doctor` looks at, gathered in one place so that its judgements can be tested with
// facts of any kind.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "lab/doctor/guest_processes.h"
#include "lab/doctor/host_facts.h"
#include "lab/doctor/inventory.h"
#include "lab/doctor/memory.h"
#include "lab/engine/kernel.h"
#include "lab/engine/left_overs.h"
#include "lab/engine/scratch_directory.h"

namespace keyrace {

// A file of this installation.
struct InstalledPart {
  std::string what;     // "shim"
  std::string path;     // empty: it was not found
  std::string trouble;  // where it was looked for
};

struct QemuFacts {
  std::string program;         // path of qemu-system-x86_64; empty: not in PATH
  std::string kernel;          // version of the default kernel for PCs; empty: there is none
  std::string kernel_trouble;  // what is the matter with its files, where there is one
  std::string kernel_build = "images/qemu/build";  // the command that fetches it
  InstalledPart init;
};

struct Facts {
  std::vector<Kernel> kernels;
  std::vector<std::string> kernel_directories;       // where they are looked for
  std::string kernel_build = "images/kernel/build";  // the command that builds one
  GuestProcesses processes;
  std::vector<ScratchPlace> scratch_places;
  std::optional<ScratchPlace> home;  // a place that TMPDIR could name
  MemoryFacts memory;
  std::vector<InstalledPart> parts;
  std::vector<InstalledProgram> programs;
  std::vector<std::string> built_stacks;
  std::vector<LeftOver> left_overs;
  bool root = false;
  bool container = false;
  QemuFacts qemu;
  HostFacts host;
  std::string run_parent;            // where runs go when nobody says where
  bool run_parent_writable = false;  // it, or where it would be made
};

Facts gather_facts();

}  // namespace keyrace

#include "lab/doctor/facts.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "emulator/sys/system_error.h"
#include "lab/engine/installation.h"
#include "lab/engine/kernel_modules.h"
#include "lab/engine/lab_failure.h"
#include "lab/engine/qemu_machine.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

InstalledPart find_part(const std::string& what, std::string (*find)()) {
  try {
    return {what, find(), ""};
  } catch (const SystemError& error) {
    return {what, "", error.what()};
  }
}

// In a source tree by its path, so that it can be copied anywhere.
std::string build_command(const std::string& plain) {
  const InstalledPart library = find_part("", scenario_library);
  const fs::path here = fs::path(library.path).parent_path().parent_path() / plain;
  return !library.path.empty() && access(here.c_str(), X_OK) == 0 ? here.string() : plain;
}

std::optional<ScratchPlace> home_as_scratch() {
  const char* home = std::getenv("HOME");
  if (!home || !*home || !fs::is_directory(home)) return std::nullopt;
  return look_at_scratch_place(home);
}

bool in_a_container() {
  return fs::exists("/.dockerenv") || fs::exists("/run/.containerenv") || std::getenv("container");
}

bool can_be_written(fs::path directory) {
  if (!fs::exists(directory)) directory = directory.parent_path();
  return access(directory.c_str(), W_OK) == 0;
}

QemuFacts look_at_qemu() {
  QemuFacts facts;
  facts.kernel_build = build_command("images/qemu/build");
  facts.init = find_part("keyrace_init", init_program);
  try {
    facts.program = find_qemu();
  } catch (const LabFailure&) {
  }
  if (std::ranges::count(available_pc_kernels(), "default") == 0) return facts;
  try {
    const Kernel kernel = find_pc_kernel("default");
    modules_to_load(kernel.modules);
    facts.kernel = kernel.version;
  } catch (const KernelNotFound& error) {
    facts.kernel_trouble = error.what();
  }
  return facts;
}

}  // namespace

Facts gather_facts() {
  Facts facts;
  facts.kernels = inventory_of_kernels();
  facts.kernel_directories = build_directories("kernels");
  facts.kernel_build = build_command("images/kernel/build");
  facts.processes = try_guest_processes();
  facts.scratch_places = scratch_places();
  facts.home = home_as_scratch();
  facts.memory = read_memory_facts();
  facts.parts = {find_part("shim", shim_library), find_part("seeded randomness", entropy_library),
                 find_part("keyrace_catch", catch_program),
                 find_part("scenario library", scenario_library)};
  facts.programs = inventory_of_programs();
  facts.built_stacks = built_stacks();
  facts.left_overs = find_left_overs();
  facts.root = geteuid() == 0;
  facts.container = in_a_container();
  facts.qemu = look_at_qemu();
  facts.host = look_at_host();
  facts.run_parent = fs::absolute(default_run_parent());
  facts.run_parent_writable = can_be_written(facts.run_parent);
  return facts;
}

}  // namespace keyrace

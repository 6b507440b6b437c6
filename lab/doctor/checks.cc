#include "lab/doctor/checks.h"

#include <algorithm>
#include <cstdio>

#include "lab/doctor/remedy.h"

namespace keyrace {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

const Kernel* default_kernel(const Facts& facts) {
  const auto found = std::ranges::find(facts.kernels, "default", &Kernel::name);
  return found == facts.kernels.end() ? nullptr : &*found;
}

std::string version_of(const Kernel& kernel) {
  return kernel.version.empty() ? "of unknown version" : kernel.version;
}

}  // namespace

Finding check_kernel(const Facts& facts) {
  if (const Kernel* kernel = default_kernel(facts)) {
    return {"kernel", FindingState::kOk, version_of(*kernel) + ", " + kernel->program, {}, true};
  }
  return {"kernel",
          FindingState::kMissing,
          "none is named default in " + joined(facts.kernel_directories),
          {facts.kernel_build},
          true};
}

Finding check_other_kernels(const Facts& facts) {
  std::vector<std::string> names;
  for (const Kernel& kernel : facts.kernels) {
    if (kernel.name != "default") names.push_back(kernel.name + " (" + version_of(kernel) + ")");
  }
  if (!names.empty()) return {"other kernels", FindingState::kOk, joined(names), {}};
  return {
      "other kernels", FindingState::kMissing, "none for --kernel", {facts.kernel_build + " 6.12"}};
}

Finding check_part(const InstalledPart& part) {
  if (!part.path.empty()) return {part.what, FindingState::kOk, part.path, {}, true};
  return {part.what,
          FindingState::kMissing,
          part.trouble,
          {"# install or build keyrace as a whole; in its source tree:", "scripts/build build"},
          true};
}

Finding check_program(const InstalledProgram& program, const Facts& facts) {
  const bool required = program.purpose.empty();
  if (!program.path.empty()) {
    const std::string version = program.version.empty() ? "" : program.version + ", ";
    return {program.name, FindingState::kOk, version + program.path, {}, required};
  }
  return {program.name,
          FindingState::kMissing,
          required ? "not installed" : "not installed; only for " + program.purpose,
          {install(facts, program.package)},
          required};
}

Finding check_built_stacks(const Facts& facts) {
  if (!facts.built_stacks.empty()) {
    return {"built stacks", FindingState::kOk, joined(facts.built_stacks), {}};
  }
  // images/stacks/build beside images/kernel/build
  std::string command = facts.kernel_build;
  command.replace(command.rfind("kernel"), 6, "stacks");
  return {"built stacks",
          FindingState::kMissing,
          "none; only for scenarios that name one, such as own-build",
          {command + " wpa_supplicant-2.11"}};
}

Finding check_run_directory(const Facts& facts) {
  if (facts.run_parent_writable) {
    return {"run directory", FindingState::kOk, "runs go to " + facts.run_parent, {}};
  }
  return {"run directory",
          FindingState::kWrong,
          facts.run_parent + " can't be written",
          {"keyrace run SCENARIO --out DIRECTORY"}};
}

Finding check_left_overs(const Facts& facts) {
  if (facts.left_overs.empty()) return {"left-overs", FindingState::kOk, "none", {}};
  const std::size_t count = facts.left_overs.size();
  return {"left-overs",
          FindingState::kWrong,
          std::to_string(count) + " of dead runs, such as the " + facts.left_overs[0].what + " " +
              facts.left_overs[0].name,
          {"keyrace doctor --clean"}};
}

}  // namespace keyrace

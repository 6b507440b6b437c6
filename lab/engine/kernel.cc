#include "lab/engine/kernel.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "lab/engine/installation.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

// Lines "0x10022 RX_DROP_U_TKIP_FAIL".
std::map<std::uint32_t, std::string> read_drop_reasons(const fs::path& path) {
  std::map<std::uint32_t, std::string> reasons;
  std::ifstream in(path);
  std::string number, name;
  while (in >> number >> name) {
    reasons[static_cast<std::uint32_t>(std::stoul(number, nullptr, 0))] = name;
  }
  return reasons;
}

Kernel kernel_at(const std::string& name, const fs::path& program) {
  const fs::path directory = fs::canonical(program).parent_path();
  return {name,
          fs::canonical(program),
          first_line(directory / "version"),
          read_drop_reasons(directory / "drop-reasons"),
          {}};
}

// `build`: the script that makes such kernels.
[[noreturn]] void fail_not_found(const std::string& name, const std::vector<std::string>& names,
                                 const std::string& build) {
  std::ostringstream message;
  message << "--kernel " << name << ": no such kernel; ";
  if (names.empty()) {
    message << "none is built yet: run " << build << ", or see keyrace doctor";
  } else {
    message << "there are";
    for (const std::string& each : names) message << " " << each;
    message << "; " << build << " VERSION builds another";
  }
  throw KernelNotFound(message.str());
}

// Names of the builds of `kind` that have `file`.
std::vector<std::string> names_of(const std::string& kind, const std::string& file, int mode) {
  std::vector<std::string> names;
  for (const fs::path directory : build_directories(kind)) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error)) {
      // Names are links; what they point to are build hashes.
      if (entry.is_symlink() && access((entry.path() / file).c_str(), mode) == 0) {
        names.push_back(entry.path().filename());
      }
    }
  }
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

constexpr char kPcKernels[] = "pc-kernels";

// Documentation/arch/x86/boot.rst: "HdrS" at 0x202; at 0x20e where the release stands, less 0x200.
// Empty: not a bzImage.
std::string bzimage_release(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  char header[0x210] = {};
  if (!in.read(header, sizeof header) || std::string_view(header + 0x202, 4) != "HdrS") return "";
  const auto octet = [&](int at) { return static_cast<unsigned char>(header[at]); };
  in.seekg(0x200 + octet(0x20e) + 256 * octet(0x20f));
  std::string release;
  in >> release;
  return release;
}

std::string modules_beside(const std::string& name, const fs::path& image,
                           const std::string& release) {
  const fs::path directory = image.parent_path();
  const fs::path below = fs::path("lib/modules") / release;
  std::string tried;
  for (const fs::path& candidate :
       {directory / below, directory.parent_path() / below, "/" / below}) {
    if (fs::is_directory(candidate)) return fs::canonical(candidate);
    tried += (tried.empty() ? "" : ", ") + candidate.string();
  }
  throw KernelNotFound("--kernel " + name + ": its modules are not there; looked for " + tried);
}

Kernel pc_kernel_at(const std::string& name, const fs::path& path) {
  const std::string release = bzimage_release(path);
  if (release.empty()) {
    throw KernelNotFound("--kernel " + name +
                         ": not a kernel for PCs; a bzImage, such as Debian's vmlinuz, is right");
  }
  const fs::path image = fs::canonical(path);
  const std::string version = first_line(image.parent_path() / "version");
  return {
      name, image, version.empty() ? release : version, {}, modules_beside(name, image, release)};
}

}  // namespace

Kernel find_kernel(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    const fs::path program = fs::is_directory(name) ? fs::path(name) / "linux" : fs::path(name);
    if (access(program.c_str(), X_OK) != 0 || fs::is_directory(program)) {
      throw KernelNotFound("--kernel " + name +
                           ": not an executable file; a UML kernel's `linux` would be right, or "
                           "the folder that has it");
    }
    return kernel_at(name, program);
  }
  for (const fs::path directory : build_directories("kernels")) {
    const fs::path program = directory / name / "linux";
    if (!name.empty() && access(program.c_str(), X_OK) == 0) return kernel_at(name, program);
  }
  fail_not_found(name, available_kernels(), "images/kernel/build");
}

std::vector<std::string> available_kernels() {
  return names_of("kernels", "linux", X_OK);
}

Kernel find_pc_kernel(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    if (access(name.c_str(), R_OK) != 0 || fs::is_directory(name)) {
      throw KernelNotFound("--kernel " + name + ": no file that can be read");
    }
    return pc_kernel_at(name, name);
  }
  for (const fs::path directory : build_directories(kPcKernels)) {
    const fs::path image = directory / name / "vmlinuz";
    if (!name.empty() && access(image.c_str(), R_OK) == 0) return pc_kernel_at(name, image);
  }
  fail_not_found(name, available_pc_kernels(), "images/qemu/build");
}

std::vector<std::string> available_pc_kernels() {
  return names_of(kPcKernels, "vmlinuz", R_OK);
}

}  // namespace keyrace

#include "lab/stack/interposition.h"

#include <elf.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>

#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

constexpr char kOurLoader[] = "ld-linux-x86-64.so.2";

template <typename Header>
bool read_at(std::ifstream& file, std::uint64_t offset, Header& header) {
  file.seekg(static_cast<std::streamoff>(offset));
  return static_cast<bool>(file.read(reinterpret_cast<char*>(&header), sizeof header));
}

// A program of another machine is left to exec to refuse.
bool is_our_elf(const Elf64_Ehdr& header) {
  return std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 &&
         header.e_ident[EI_CLASS] == ELFCLASS64 && header.e_machine == EM_X86_64;
}

// The name of the program's loader; absent: it has none.
std::optional<std::string> loader_of(std::ifstream& file, const Elf64_Ehdr& header) {
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    if (!read_at(file, header.e_phoff + i * sizeof segment, segment)) return std::nullopt;
    if (segment.p_type != PT_INTERP) continue;
    std::string path;
    file.seekg(static_cast<std::streamoff>(segment.p_offset));
    std::getline(file, path, '\0');
    return path;
  }
  return std::nullopt;
}

// The kernel sets AT_SECURE where the exec changes the effective user or group.
std::string privilege_obstacle(const std::string& program) {
  struct stat status {};
  check("stat " + program, stat(program.c_str(), &status));
  if ((status.st_mode & S_ISUID) != 0 && status.st_uid != getuid()) {
    return "it is set-user-ID, to user " + std::to_string(status.st_uid);
  }
  const bool sets_group = (status.st_mode & S_ISGID) != 0 && (status.st_mode & S_IXGRP) != 0;
  if (sets_group && status.st_gid != getgid()) {
    return "it is set-group-ID, to group " + std::to_string(status.st_gid);
  }
  return "";
}

}  // namespace

const char* to_string(Interposition interposition) {
  switch (interposition) {
    case Interposition::kPreload:
      return "preload";
    case Interposition::kSeccomp:
      return "seccomp";
  }
  return "";
}

std::string preload_obstacle(const std::string& program) {
  std::ifstream file(program, std::ios::binary);
  Elf64_Ehdr header{};
  if (!read_at(file, 0, header) || !is_our_elf(header)) return "";
  const std::optional<std::string> loader = loader_of(file, header);
  if (!loader) return "it is statically linked";
  if (std::filesystem::path(*loader).filename() != kOurLoader) {
    return "its loader is " + *loader + ", which is not of the shim's C library";
  }
  return privilege_obstacle(program);
}

Interposition choose_interposition(const std::string& node, const std::string& program,
                                   Interpose wanted) {
  if (wanted == Interpose::kSeccomp) return Interposition::kSeccomp;
  const std::string obstacle = preload_obstacle(program);
  if (obstacle.empty()) return Interposition::kPreload;
  if (wanted == Interpose::kAuto) return Interposition::kSeccomp;
  throw SystemError("preload the shim into " + node + "'s stack " + program,
                    obstacle + "; set its \"interpose\" to \"auto\" or \"seccomp\"");
}

}  // namespace keyrace

// Whole small files: kernel knobs (tracefs, procfs), evidence and sealed memory for a child.
#pragma once

#include <sys/types.h>

#include <span>
#include <string>
#include <string_view>

#include "emulator/sys/unique_fd.h"

namespace keyrace {

// Opens with O_CLOEXEC added; throws SystemError naming the path.
UniqueFd open_file(const std::string& path, int flags, mode_t mode = 0);

std::string read_file(const std::string& path);

// Truncates or creates. A short write throws (a full disk: "write PATH: No space left on device").
void write_file(const std::string& path, std::string_view content, mode_t mode = 0644);

// What is left of `from`, without a way through the program's memory; creates or replaces `path`.
void copy_file(const UniqueFd& from, const std::string& path, mode_t mode);

// All of `content` to `fd`; `name` is for the error message.
void write_all(int fd, std::string_view content, const std::string& name);

// A nameless file in memory with `content`; a child gets it by inheritance, so it has no O_CLOEXEC
// only in the child (see ChildProcess::Options::inherit).
UniqueFd memory_file(const std::string& name, std::span<const std::byte> content);

}  // namespace keyrace

// A fuzzer's input as a file, for what reads files by their names.
#pragma once

#include <string>

#include "emulator/sys/file.h"
#include "lab/dot11/bytes.h"

namespace keyrace {

class InputFile {
 public:
  explicit InputFile(ByteSpan input) : fd_(memory_file("input", std::as_bytes(input))) {}

  std::string path() const { return "/proc/self/fd/" + std::to_string(fd_.get()); }

 private:
  UniqueFd fd_;
};

}  // namespace keyrace

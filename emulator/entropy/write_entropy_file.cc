#include "emulator/entropy/write_entropy_file.h"

#include <algorithm>

#include "emulator/sys/file.h"

namespace keyrace {

void write_entropy_file(const std::string& path,
                        std::span<const std::uint8_t, KEYRACE_ENTROPY_KEY_SIZE> key,
                        const std::string& program) {
  keyrace_entropy_file file{};
  file.magic = KEYRACE_ENTROPY_MAGIC;
  file.version = KEYRACE_ENTROPY_VERSION;
  std::ranges::copy(key, file.key);
  program.copy(file.program, sizeof file.program);
  write_file(path, {reinterpret_cast<const char*>(&file), sizeof file}, 0600);
}

}  // namespace keyrace

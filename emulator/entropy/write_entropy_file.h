// Makes the file that libkeyrace_entropy.so maps. Called by engine uml for the kernel and by the
// guest for each node.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "emulator/entropy/entropy_file.h"

namespace keyrace {

// `program`: the name that counts for whatever program maps the file; empty: its own. Mode 0600.
// Throws SystemError.
void write_entropy_file(const std::string& path,
                        std::span<const std::uint8_t, KEYRACE_ENTROPY_KEY_SIZE> key,
                        const std::string& program = "");

}  // namespace keyrace

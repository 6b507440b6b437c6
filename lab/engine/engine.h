// Where the kernel under test runs. Chosen on the command line, known to run.cc and told to the
// guest; first arrow: scenario -> engine.
#pragma once

#include <optional>
#include <string>

namespace keyrace {

enum class Engine {
  kUml,   // a User-Mode Linux kernel as an ordinary process, in virtual time
  kQemu,  // any kernel for PCs, on a machine that qemu emulates, in real time
  kHost,  // this machine's own kernel, in real time
};

const char* to_string(Engine engine);  // "uml", "qemu", "host"
std::optional<Engine> engine_by_name(const std::string& name);

}  // namespace keyrace

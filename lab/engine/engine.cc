#include "lab/engine/engine.h"

namespace keyrace {

const char* to_string(Engine engine) {
  switch (engine) {
    case Engine::kUml:
      return "uml";
    case Engine::kQemu:
      return "qemu";
    case Engine::kHost:
      return "host";
  }
  return "";
}

std::optional<Engine> engine_by_name(const std::string& name) {
  for (const Engine engine : {Engine::kUml, Engine::kQemu, Engine::kHost}) {
    if (name == to_string(engine)) return engine;
  }
  return std::nullopt;
}

}  // namespace keyrace

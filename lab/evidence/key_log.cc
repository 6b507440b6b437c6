#include "lab/evidence/key_log.h"

#include "lab/dot11/hex.h"
#include "lab/evidence/json_lines.h"

namespace keyrace {
namespace {

std::vector<std::uint8_t> octets(const nlohmann::json& line, const char* key) {
  if (line.at(key).is_null()) return {};
  auto result = parse_hex(line.at(key).get<std::string>());
  if (!result) throw EvidenceError(std::string(key) + " is not hexadecimal");
  return *result;
}

KeyAction action(const std::string& event) {
  if (event == "install") return KeyAction::kInstall;
  if (event == "set") return KeyAction::kSet;
  if (event == "delete") return KeyAction::kDelete;
  throw EvidenceError("unknown event " + event);
}

KeyPart part(const std::string& name) {
  if (name == "whole") return KeyPart::kWhole;
  if (name == "tk") return KeyPart::kTk;
  if (name == "mic") return KeyPart::kMic;
  throw EvidenceError("unknown part " + name);
}

KeyLogEntry entry(const nlohmann::json& line, const std::string& event) {
  KeyLogEntry result;
  result.node = line.at("node");
  result.action = action(event);
  result.n = line.at("n");
  result.pairwise = line.at("key") == "pairwise";
  result.key_id = line.at("key_id");
  if (!line.at("peer").is_null())
    result.peer = MacAddress::parse(line.at("peer").get<std::string>());
  if (!line.at("cipher").is_null()) {
    result.cipher =
        static_cast<std::uint32_t>(std::stoul(line.at("cipher").get<std::string>(), nullptr, 16));
  }
  result.material = octets(line, "material");
  result.receive_seq = octets(line, "seq");
  result.part = part(line.at("part"));
  if (!line.at("fault").is_null()) result.fault = line.at("fault");
  result.asked_ns = line.at("asked_ns");
  result.done_ns = line.at("done_ns");
  return result;
}

}  // namespace

KeyLog read_key_log(const std::string& path) {
  KeyLog log;
  read_json_lines(path, "keys", [&](const nlohmann::json& line) {
    const std::string event = line.at("event");
    if (event == "attached") {
      log.attached.push_back(line.at("node"));
    } else {
      log.entries.push_back(entry(line, event));
    }
  });
  return log;
}

}  // namespace keyrace

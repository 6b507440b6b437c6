#include "lab/evidence/key_log.h"

#include <limits>
#include <utility>

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

// A whole number that T holds; nlohmann cuts others to fit.
template <class T>
T number(const nlohmann::json& value, const char* key) {
  using Limits = std::numeric_limits<T>;
  const bool fits = value.is_number_unsigned()
                        ? std::in_range<T>(value.get<std::uint64_t>())
                        : value.is_number_integer() && std::in_range<T>(value.get<std::int64_t>());
  if (!fits) {
    throw EvidenceError(std::string(key) + " is " + value.dump() +
                        "; expected a whole number from " + std::to_string(Limits::min()) + " to " +
                        std::to_string(Limits::max()));
  }
  return value.get<T>();
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

std::optional<MacAddress> peer(const nlohmann::json& value) {
  if (value.is_null()) return std::nullopt;
  const auto result = MacAddress::parse(value.get<std::string>());
  if (!result) throw EvidenceError("peer is not a MAC address");
  return result;
}

// "000fac02"; 0 where there is none.
std::uint32_t cipher(const nlohmann::json& line) {
  const std::vector<std::uint8_t> suite = octets(line, "cipher");
  if (!suite.empty() && suite.size() != 4) throw EvidenceError("cipher is not of 4 octets");
  return suite.empty() ? 0 : load_be<std::uint32_t>(suite, 0);
}

KeyLogEntry entry(const nlohmann::json& line, const std::string& event) {
  KeyLogEntry result;
  result.node = line.at("node");
  result.action = action(event);
  result.n = number<std::uint32_t>(line.at("n"), "n");
  result.pairwise = line.at("key") == "pairwise";
  if (!line.at("key_id").is_null())
    result.key_id = number<std::uint8_t>(line.at("key_id"), "key_id");
  result.peer = peer(line.at("peer"));
  result.cipher = cipher(line);
  result.material = octets(line, "material");
  result.asked = line.contains("asked") ? octets(line, "asked") : result.material;
  result.sent = line.value("sent", true);
  result.receive_seq = octets(line, "seq");
  result.part = part(line.at("part"));
  if (!line.at("fault").is_null()) result.fault = line.at("fault");
  result.asked_ns = number<std::uint64_t>(line.at("asked_ns"), "asked_ns");
  result.done_ns = number<std::uint64_t>(line.at("done_ns"), "done_ns");
  result.error = number<int>(line.at("error"), "error");
  return result;
}

}  // namespace

KeyLog read_key_log(const std::string& path) {
  KeyLog log;
  read_json_lines(path, "keys", [&](const nlohmann::json& line) {
    const std::string event = line.at("event");
    if (event == "attached") {
      log.attached.push_back(line.at("node"));
    } else if (event == "overlooked") {
      throw EvidenceError("the shim of " + line.at("node").get<std::string>() + " overlooked " +
                          line.at("requests").dump() +
                          " key requests: more came in one send than it can follow, so which keys "
                          "were in use from here on is not known");
    } else {
      log.entries.push_back(entry(line, event));
    }
  });
  return log;
}

}  // namespace keyrace

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>
#include <utility>

#include "lab/evidence/json_lines.h"
#include "lab/evidence/kernel_log.h"

namespace keyrace {
namespace {

// "  hostapd-18  [000] b..s1.  5.150053: netif_rx: dev=hwsim0 skbaddr=... len=205 net_cookie=7"
struct TraceLine {
  std::uint64_t t_ns;
  std::uint32_t cpu;
  std::string_view event;
  std::string_view text;  // behind the event's name
};

// The first octet of Frame Control: subtype, type, version.
constexpr std::uint16_t kDeauthenticationFrame = 0xc0;
constexpr std::uint16_t kDisassociationFrame = 0xa0;

// kernel/trace/trace_output.c, trace_print_context: "%16s-%-7d [%03d] ".
constexpr std::size_t kTaskNameWidth = 16;

// 1 << NL80211_STA_FLAG_AUTHORIZED.
constexpr std::uint32_t kAuthorizedFlag = 1u << 1;

template <typename Number>
Number number(std::string_view text, int base = 10) {
  Number value{};
  std::from_chars(text.data(), text.data() + text.size(), value, base);
  return value;
}

std::optional<TraceLine> split_line(std::string_view line) {
  // A task's name may hold any character, so begin behind it; then "[cpu] flags seconds.micros:
  // event: ".
  const bool padded = line.size() > kTaskNameWidth && line[kTaskNameWidth] == '-';
  const std::size_t cpu = line.find("] ", padded ? kTaskNameWidth : 0);
  const std::size_t colon = line.find(": ", cpu);
  if (cpu == std::string_view::npos || colon == std::string_view::npos) return std::nullopt;
  const std::size_t begin = line.rfind(' ', colon) + 1;
  const std::string_view time = line.substr(begin, colon - begin);
  const std::size_t dot = time.find('.');
  const std::size_t name_end = line.find(": ", colon + 2);
  if (dot == std::string_view::npos || name_end == std::string_view::npos) return std::nullopt;
  return TraceLine{number<std::uint64_t>(time.substr(0, dot)) * 1'000'000'000 +
                       number<std::uint64_t>(time.substr(dot + 1)) * 1'000,
                   number<std::uint32_t>(line.substr(line.rfind('[', cpu) + 1)),
                   line.substr(colon + 2, name_end - colon - 2), line.substr(name_end + 2)};
}

// What stands between `before` and the next of " ,(" in the event's text; empty where it isn't
// there.
std::string_view field(std::string_view text, std::string_view before) {
  const std::size_t at = text.find(before);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = text.substr(at + before.size());
  return rest.substr(0, rest.find_first_of(" ,("));
}

std::string_view first_word(std::string_view text) {
  return text.substr(0, text.find_first_of(" ,"));
}

// A wiphy's name, "sta"; on a kernel that is not the run's own "keyrace-4711.sta".
std::string_view wiphy(std::string_view text) {
  const std::string_view name = first_word(text);
  return name.starts_with("keyrace-") ? name.substr(name.find('.') + 1) : name;
}

// Text "netdev:sta(4), 02:00:00:00:00:a0, key type: 1": the word after the interface.
std::string_view after_interface(std::string_view text) {
  const std::size_t at = text.find("), ");
  return at == std::string_view::npos ? std::string_view{} : first_word(text.substr(at + 3));
}

// "0x10022"; 0: not such a number.
std::uint32_t hex_number(std::string_view text) {
  return text.starts_with("0x") ? number<std::uint32_t>(text.substr(2), 16) : 0;
}

// "0x2", or "2" in older kernels.
std::uint32_t station_flags(std::string_view text) {
  return text.starts_with("0x") ? number<std::uint32_t>(text.substr(2), 16)
                                : number<std::uint32_t>(text);
}

// "8:01+60:a1b2c3d4": offsets, and masks in hexadecimal.
std::vector<OctetChange> octet_changes(std::string_view text) {
  std::vector<OctetChange> changes;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find('+'));
    text.remove_prefix(std::min(text.size(), one.size() + 1));
    OctetChange change{number<std::uint32_t>(one), {}};
    for (std::size_t at = one.find(':') + 1; at + 1 < one.size(); at += 2) {
      change.mask.push_back(number<std::uint8_t>(one.substr(at, 2), 16));
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

class Decoder {
 public:
  explicit Decoder(const DropReasons& reasons) : reasons_(reasons) {}

  std::optional<KernelEvent> decode(const TraceLine& line) {
    using Type = KernelEventType;
    KernelEvent event;
    event.t_ns = line.t_ns;
    event.cpu = line.cpu;
    const std::string_view text = line.text;
    if (line.event == "netif_rx") {
      event.type = Type::kSent;
      event.length = number<std::uint32_t>(field(text, " len="));
    } else if (line.event == "netif_receive_skb") {
      event.type = Type::kDelivered;
      event.node = field(text, "dev=");
      event.length = number<std::uint32_t>(field(text, " len="));
    } else if (line.event == "kfree_skb") {
      return drop(event, text);
    } else if (const char* refusal = refusal_of(line.event)) {
      return handler_answer(event, text, refusal);
    } else if (line.event == "softirq_entry" || line.event == "softirq_exit") {
      // Only kernels without drop reasons are asked for these.
      drop_reasons_ = false;
      event.type = line.event == "softirq_entry" ? Type::kReceiveBegins : Type::kReceiveEnds;
    } else if (line.event == "cfg80211_rx_control_port") {
      event.type = Type::kEapolDelivered;
      event.node = field(text, "netdev:");
      event.unencrypted = field(text, "unencrypted: ") == "true";
    } else if (line.event == "cfg80211_michael_mic_failure") {
      event.type = Type::kMicFailure;
      event.node = field(text, "netdev:");
      event.address = after_interface(text);
      event.key_id = number<std::uint8_t>(field(text, "key id: "));
    } else if (line.event == "rdev_add_key" || line.event == "rdev_del_key") {
      return key_request(event, line);
    } else if (line.event == "rdev_return_int") {
      return key_result(event, text);
    } else if (line.event == "rdev_change_station") {
      return port_control(event, text);
    } else if (line.event == "rdev_del_station") {
      event.type = Type::kStationRemoved;
      event.node = wiphy(text);
      event.address = field(text, "station mac: ");
    } else if (line.event == "cfg80211_rx_mlme_mgmt" || line.event == "cfg80211_tx_mlme_mgmt") {
      const bool received = line.event == "cfg80211_rx_mlme_mgmt";
      event.type = received ? Type::kMlmeReceived : Type::kMlmeSent;
      event.node = field(text, "netdev:");
      // Both octets of Frame Control, little endian: flags such as Retry stand before the type.
      const auto type = static_cast<std::uint16_t>(hex_number(field(text, "ftype:")) & 0xff);
      event.leaves = type == kDeauthenticationFrame || type == kDisassociationFrame;
    } else if (line.event == "tracing_mark_write") {
      return air_mark(event, text);
    } else {
      return std::nullopt;  // control ports' sending side: the capture has it
    }
    return event;
  }

 private:
  // What lab/guest/air_medium.cc wrote; other marks are somebody else's.
  static std::optional<KernelEvent> air_mark(KernelEvent event, std::string_view text) {
    using Type = KernelEventType;
    const std::string_view what = field(text, "keyrace: ");
    event.transmission = number<std::uint64_t>(field(text, " transmission="));
    event.length = number<std::uint32_t>(field(text, " length="));
    if (what == "air-begins") {
      event.type = Type::kAirBegan;
    } else if (what == "air-ends") {
      event.type = Type::kAirEnded;
    } else if (what == "air-met") {
      event.type = Type::kAirMet;
      event.rule = number<std::uint32_t>(field(text, " rule="));
      event.action = field(text, " action=");
    } else if (what == "air-delivers") {
      event.type = Type::kAirDelivered;
      event.node = field(text, " to=");
      event.changes = octet_changes(field(text, " changed="));
    } else {
      return std::nullopt;
    }
    return event;
  }

  std::optional<KernelEvent> drop(KernelEvent event, std::string_view text) {
    event.type = KernelEventType::kDropped;
    event.reason = hex_number(field(text, "reason: "));
    // The kernel prints the core's reasons as names, those of subsystems as numbers.
    if (event.reason == 0) return std::nullopt;
    const auto name = reasons_.find(event.reason);
    if (name != reasons_.end()) event.reason_name = name->second;
    if (event.reason_name.empty() && event.reason == answer_) event.reason_name = answered_by_;
    return event;
  }

  // lab/guest/drop_probes.cc: what a handler that refused the frame would have given as its reason.
  static const char* refusal_of(std::string_view event) {
    if (event == "keyrace_tkip") return "RX_DROP_U_TKIP_FAIL";
    if (event == "keyrace_ccmp") return "RX_DROP_U_MIC_FAIL";
    if (event == "keyrace_michael") return "RX_DROP_U_MMIC_FAIL";
    return nullptr;
  }

  // A handler's answer: with drop reasons the one with which the frame is dropped then, or
  // RX_CONTINUE. Without, RX_CONTINUE is 0, and a refusal is the drop.
  std::optional<KernelEvent> handler_answer(KernelEvent event, std::string_view text,
                                            const char* refusal) {
    answer_ = number<std::uint32_t>(field(text, " answer="));
    answered_by_ = refusal;
    if (drop_reasons_ || answer_ == 0) return std::nullopt;
    event.type = KernelEventType::kDropped;
    event.reason_name = refusal;
    return event;
  }

  // Stacks change many flags of a station; only the one that opens the port matters here.
  static std::optional<KernelEvent> port_control(KernelEvent event, std::string_view text) {
    event.type = KernelEventType::kPortControl;
    event.node = wiphy(text);
    event.address = field(text, "station mac: ");
    const std::uint32_t mask = station_flags(field(text, "flags mask: "));
    const std::uint32_t set = station_flags(field(text, "flags set: "));
    event.open = (set & kAuthorizedFlag) != 0;
    if ((mask & kAuthorizedFlag) == 0) return std::nullopt;
    return event;
  }

  std::optional<KernelEvent> key_request(KernelEvent event, const TraceLine& line) {
    event.type = line.event == "rdev_add_key" ? KernelEventType::kAddKey : KernelEventType::kDelKey;
    event.node = wiphy(line.text);
    event.key_id = number<std::uint8_t>(field(line.text, "key_index: "));
    event.pairwise = field(line.text, "pairwise: ") == "true";
    event.address = field(line.text, "mac addr: ");
    awaiting_.insert(event.node);
    return event;
  }

  // Many requests end with this event; only those of keys matter. A wiphy handles one at a time.
  std::optional<KernelEvent> key_result(KernelEvent event, std::string_view text) {
    event.type = KernelEventType::kKeyReturned;
    event.node = wiphy(text);
    event.result = number<int>(field(text, "returned: "));
    if (awaiting_.erase(event.node) == 0) return std::nullopt;
    return event;
  }

  const DropReasons& reasons_;
  std::set<std::string> awaiting_;
  bool drop_reasons_ = true;
  std::uint32_t answer_ = 0;  // the last handler's
  std::string answered_by_;   // what it would have given as its reason
};

}  // namespace

std::vector<KernelEvent> decode_trace(std::istream& trace, const DropReasons& reasons,
                                      const std::string& name) {
  std::vector<KernelEvent> events;
  Decoder decoder(reasons);
  std::string line;
  for (std::size_t number = 1; std::getline(trace, line); ++number) {
    const auto split = split_line(line);
    if (!split) {
      throw EvidenceError(name + ":" + std::to_string(number) +
                          ": not a line of a kernel trace: " + line);
    }
    if (auto event = decoder.decode(*split)) events.push_back(std::move(*event));
  }
  return events;
}

}  // namespace keyrace

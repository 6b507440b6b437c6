#include "lab/evidence/evidence_difference.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>

#include "lab/dot11/capture_input.h"
#include "lab/dot11/capture_reader.h"
#include "lab/dot11/mac_header.h"
#include "lab/dot11/radiotap.h"
#include "lab/evidence/job.h"
#include "lab/evidence/json_file.h"
#include "lab/evidence/json_lines.h"
#include "lab/evidence/run_directory.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
namespace file = evidence_file;
using nlohmann::json;

constexpr std::size_t kShownText = 100;

std::string shortened(const std::string& text) {
  return text.size() <= kShownText ? text : text.substr(0, kShownText) + "...";
}

std::string and_(const std::string& one, const std::string& other) {
  return shortened(one) + " and " + shortened(other);
}

// The two runs, and what it takes to compare their files.
class TwoRuns {
 public:
  TwoRuns(const std::string& one, const std::string& other) : one_(one), other_(other) {
    // Both begin at one moment of virtual time; should they not, that shows in the captures.
    if (fs::exists(one_ / file::kGuest)) {
      epoch_ns_ = read_guest_summary(one_ / file::kGuest).realtime_offset_ns;
    }
  }

  std::vector<EvidenceDifference> differences() {
    for (const char* name : {file::kKernel, file::kKeys, file::kTraffic, file::kFrames}) {
      compare(name, [&] { return lines_differ(name, &TwoRuns::records_differ); });
    }
    for (const char* name : {file::kAir, file::kRadius}) {
      compare(name, [&] { return captures_differ(name); });
    }
    compare(file::kReport, [&] { return reports_differ(); });
    for (const std::string& name : logs()) {
      compare(name, [&] { return lines_differ(name, &TwoRuns::log_lines_differ); });
    }
    const auto when = [](const EvidenceDifference& difference) {
      return difference.t_ns.value_or(std::numeric_limits<std::uint64_t>::max());
    };
    std::ranges::stable_sort(found_, {}, when);
    return found_;
  }

 private:
  using Found = std::optional<EvidenceDifference>;

  template <typename Compare>
  void compare(const std::string& name, const Compare& differ) {
    const bool here = fs::exists(one_ / name);
    const bool there = fs::exists(other_ / name);
    if (here != there) found_.push_back({name, "", "only one of the runs has it"});
    if (!here || !there) return;
    if (Found difference = differ()) found_.push_back(std::move(*difference));
  }

  std::set<std::string> logs() const {
    std::set<std::string> names;
    for (const fs::path& run : {one_, other_}) {
      if (!fs::exists(run / file::kStacks)) continue;
      for (const auto& entry : fs::directory_iterator(run / file::kStacks)) {
        names.insert(std::string(file::kStacks) + "/" + entry.path().filename().string());
      }
    }
    return names;
  }

  template <typename LinesDiffer>
  Found lines_differ(const std::string& name, const LinesDiffer& differ) const {
    std::ifstream one(one_ / name), other(other_ / name);
    std::string line, its;
    for (std::size_t n = 1;; ++n) {
      const bool here = static_cast<bool>(std::getline(one, line));
      const bool there = static_cast<bool>(std::getline(other, its));
      const std::string place = "line " + std::to_string(n);
      if (here != there) {
        return EvidenceDifference{name, place,
                                  "only in the " + std::string(here ? "first" : "second")};
      }
      if (!here) return std::nullopt;
      if (line != its) return (this->*differ)(name, place, line, its);
    }
  }

  // What a record is about, in the words of its file.
  static std::string subject(const std::string& name, const json& record) {
    const auto number = [&](const char* key) { return record.value(key, json()).dump(); };
    const auto word = [&](const char* key) {
      const json value = record.value(key, json());
      return value.is_string() ? " " + value.get<std::string>() : std::string();
    };
    if (name == file::kFrames) return "frame " + number("n");
    if (name == file::kTraffic) return "flow " + number("flow") + ", number " + number("sequence");
    const std::string what = word("node") + word("event") + word("key");
    return what.substr(what.empty() ? 0 : 1) + (record.contains("n") ? " " + number("n") : "");
  }

  static std::optional<std::uint64_t> time_of(const json& record) {
    for (const char* key : {"t_ns", "asked_ns", "sent_ns"}) {
      if (record.contains(key) && record.at(key).is_number_unsigned()) return record.at(key);
    }
    return std::nullopt;
  }

  Found records_differ(const std::string& name, const std::string& place, const std::string& line,
                       const std::string& its) const {
    const json one = parse_evidence(line), other = parse_evidence(its);
    const std::string field = first_field(one, other);
    return EvidenceDifference{name, place + ", " + subject(name, one) + ", " + field.substr(1),
                              values(one, other, field), time_of(one)};
  }

  // The pointer of what differs first; as a whole: empty behind its '/'.
  static std::string first_field(const json& one, const json& other) {
    const json patch = json::diff(one, other);
    const std::string path = patch.empty() ? "" : patch.front().at("path").get<std::string>();
    return path.empty() ? "/" : path;
  }

  static std::string values(const json& one, const json& other, const std::string& field) {
    const auto value = [&](const json& record) {
      if (field == "/") return record.dump();
      const json::json_pointer pointer(field);
      return record.contains(pointer) ? record.at(pointer).dump() : std::string("nothing");
    };
    return and_(value(one), value(other));
  }

  // hostapd and wpa_supplicant begin a line with the seconds since the epoch.
  std::optional<std::uint64_t> time_of_log_line(const std::string& line) const {
    long long seconds = 0, micros = 0;
    if (std::sscanf(line.c_str(), "%10lld.%6lld:", &seconds, &micros) != 2) return std::nullopt;
    return monotonic((seconds * 1'000'000 + micros) * 1000);
  }

  std::optional<std::uint64_t> monotonic(std::int64_t epoch_ns) const {
    if (epoch_ns < epoch_ns_) return std::nullopt;
    return static_cast<std::uint64_t>(epoch_ns - epoch_ns_);
  }

  Found log_lines_differ(const std::string& name, const std::string& place, const std::string& line,
                         const std::string& its) const {
    return EvidenceDifference{name, place, and_("\"" + line + "\"", "\"" + its + "\""),
                              time_of_log_line(line), false};
  }

  Found captures_differ(const std::string& name) const {
    std::ifstream one_stream(one_ / name, std::ios::binary);
    std::ifstream other_stream(other_ / name, std::ios::binary);
    CaptureReader one(one_stream, (one_ / name).string());
    CaptureReader other(other_stream, (other_ / name).string());
    for (CapturedPacket packet, its;;) {
      const bool here = one.next(packet);
      const bool there = other.next(its);
      if (here != there) {
        return EvidenceDifference{name, "frame " + std::to_string((here ? packet : its).number),
                                  "only in the " + std::string(here ? "first" : "second")};
      }
      if (!here) return std::nullopt;
      const bool same_interface = *packet.interface == *its.interface;
      if (!same_interface || packet.t_ns != its.t_ns || packet.bytes != its.bytes) {
        return packets_differ(name, packet, its);
      }
    }
  }

  static std::string spoken(const CaptureInterface& interface) {
    const std::string description = interface.description;
    return "\"" + interface.name + "\"" + (description.empty() ? "" : " (" + description + ")");
  }

  Found packets_differ(const std::string& name, const CapturedPacket& packet,
                       const CapturedPacket& its) const {
    const std::string place = "frame " + std::to_string(packet.number);
    const auto time = monotonic(static_cast<std::int64_t>(packet.t_ns));
    // First: a time is in the radiotap header, too.
    if (packet.t_ns != its.t_ns) {
      const auto in_ns = [](std::uint64_t t_ns) { return std::to_string(t_ns) + " ns"; };
      return EvidenceDifference{name, place + ", time", and_(in_ns(packet.t_ns), in_ns(its.t_ns)),
                                time};
    }
    if (*packet.interface != *its.interface) {
      return EvidenceDifference{name, place + ", interface",
                                and_(spoken(*packet.interface), spoken(*its.interface)), time};
    }
    const auto [octet, other] = std::ranges::mismatch(packet.bytes, its.bytes);
    if (octet == packet.bytes.end() || other == its.bytes.end()) {
      return EvidenceDifference{
          name, place + ", length",
          and_(std::to_string(packet.bytes.size()), std::to_string(its.bytes.size())), time};
    }
    char what[16];
    std::snprintf(what, sizeof what, "%02x and %02x", *octet, *other);
    const auto offset = static_cast<std::size_t>(octet - packet.bytes.begin());
    return EvidenceDifference{name, place + ", " + part(packet, offset), what, time};
  }

  // Which octet of which part of the frame.
  static std::string part(const CapturedPacket& packet, std::size_t offset) {
    const auto octet = [](std::size_t n, const std::string& what) {
      return "octet " + std::to_string(n) + " of its " + what;
    };
    if (packet.interface->link_type != kLinkTypeIeee80211Radiotap) return octet(offset, "octets");
    const auto radiotap = parse_radiotap(packet.bytes);
    const std::size_t before = radiotap ? radiotap->length : 0;
    if (offset < before) return octet(offset, "radiotap header");
    const auto header = parse_mac_header(ByteSpan(packet.bytes).subspan(before));
    const std::size_t length = header ? header->length : 0;
    if (offset < before + length) return octet(offset - before, "802.11 header");
    return octet(offset - before - length, "body");
  }

  Found reports_differ() const {
    json one = read_json_file(one_ / file::kReport), other = read_json_file(other_ / file::kReport);
    for (json* report : {&one, &other}) report->erase("wall_s");
    if (one == other) return std::nullopt;
    const std::string field = first_field(one, other);
    return EvidenceDifference{file::kReport, field, values(one, other, field)};
  }

  fs::path one_, other_;
  std::int64_t epoch_ns_ = 0;  // CLOCK_REALTIME - CLOCK_MONOTONIC of the guests
  std::vector<EvidenceDifference> found_;
};

}  // namespace

std::vector<EvidenceDifference> evidence_differences(const std::string& one,
                                                     const std::string& other) {
  return TwoRuns(one, other).differences();
}

std::string to_string(const EvidenceDifference& difference) {
  std::string text = difference.file + ": ";
  text += difference.place;
  if (difference.t_ns) {
    char time[40];
    std::snprintf(time, sizeof time, ", at %.6f s", static_cast<double>(*difference.t_ns) * 1e-9);
    text += time;
  }
  return text + (difference.place.empty() ? "" : ": ") + difference.what;
}

}  // namespace keyrace

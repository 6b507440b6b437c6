// `keyrace verify CAPTURE`: explains a capture of any network frame by frame, with the keys that it
// is given.
#include <boost/program_options.hpp>
#include <iostream>
#include <thread>

#include "lab/capture/verify_capture.h"
#include "lab/cli/command_help.h"
#include "lab/cli/command_line.h"
#include "lab/cli/terminal.h"
#include "lab/dot11/capture_file.h"
#include "lab/evidence/json_lines.h"
#include "lab/report/annotator.h"
#include "lab/report/capture_report.h"
#include "lab/report/frames_log.h"
#include "lab/verify/air_frame_reader.h"

namespace keyrace {
namespace {

namespace po = boost::program_options;
using Texts = std::vector<std::string>;

constexpr std::size_t kListedFrames = 20;

po::options_description verify_options() {
  po::options_description options;
  const auto texts = [](const char* value) { return po::value<Texts>()->value_name(value); };
  const auto text = [](const char* value) {
    return po::value<std::string>()->default_value("", "")->value_name(value);
  };
  options.add_options()("passphrase", texts("TEXT"), "of a network; may be given several times")(
      "ssid", texts("TEXT"), "of the passphrase, where the capture does not tell it")(
      "psk", texts("HEX"), "PSK of a network, 64 digits")("pmk", texts("HEX"),
                                                          "PMK of an authentication, 64 digits")(
      "msk", texts("HEX"), "MSK of an EAP authentication, 128 digits")(
      "tk", texts("HEX"), "a temporal key: 64 digits (TKIP with its MIC keys) or 32 (CCMP)")(
      "keys", texts("FILE"), "key log of a run, keys.jsonl")(
      "format", po::value<std::string>()->default_value("text")->value_name("text|json"),
      "format of the report")(
      "frames", text("FILE"),
      "write a line for each protected frame, as frames.jsonl of a run has them")(
      "annotate", text("FILE"),
      "write the capture as pcapng with a comment on each frame that is not plainly good, and "
      "beside it FILE.80211_keys for Wireshark");
  add_color_option(options);
  return options;
}

Texts texts_of(const po::variables_map& values, const char* name) {
  return values.count(name) > 0 ? values[name].as<Texts>() : Texts{};
}

void add_passphrases(const po::variables_map& values, GivenKeys& keys) {
  const Texts passphrases = texts_of(values, "passphrase"), ssids = texts_of(values, "ssid");
  if (!ssids.empty() && ssids.size() != 1 && ssids.size() != passphrases.size()) {
    throw UsageError("verify: " + std::to_string(ssids.size()) + " --ssid for " +
                     std::to_string(passphrases.size()) +
                     " --passphrase; expected none, one, or one for each in the same order");
  }
  if (passphrases.empty() && !ssids.empty()) {
    throw UsageError("verify: --ssid needs a --passphrase: they make the PSK together");
  }
  for (std::size_t i = 0; i < passphrases.size(); ++i) {
    GivenPassphrase given = parse_passphrase("--passphrase", passphrases[i]);
    if (!ssids.empty()) given.ssid = ssids.size() == 1 ? ssids.front() : ssids[i];
    if (given.ssid && (given.ssid->empty() || given.ssid->size() > 32)) {
      throw UsageError("verify: --ssid: " + std::to_string(given.ssid->size()) +
                       " octets; expected 1 to 32");
    }
    keys.passphrases.push_back(std::move(given));
  }
}

GivenKeys given_keys(const po::variables_map& values) {
  GivenKeys keys;
  add_passphrases(values, keys);
  for (const auto& hex : texts_of(values, "psk")) keys.pmks.push_back(parse_pmk("--psk", hex));
  for (const auto& hex : texts_of(values, "pmk")) keys.pmks.push_back(parse_pmk("--pmk", hex));
  for (const auto& hex : texts_of(values, "msk")) keys.pmks.push_back(parse_msk("--msk", hex));
  for (const auto& hex : texts_of(values, "tk")) {
    keys.temporal_keys.push_back(parse_temporal_key("--tk", hex));
  }
  for (const auto& file : texts_of(values, "keys")) {
    std::ranges::move(read_key_log(file).entries, std::back_inserter(keys.log.entries));
  }
  return keys;
}

// Collects and writes what the walk tells of single frames.
class FrameOutput : public CaptureListener {
 public:
  FrameOutput(const std::string& frames, const std::string& annotated) {
    if (!frames.empty()) frames_.emplace(frames, "frames");
    if (!annotated.empty()) annotator_.emplace(annotated);
  }

  void begin(const CaptureDescription& capture) {
    if (annotator_) annotator_->begin(capture);
  }
  void on_packet(const CapturedPacket& packet) {
    if (annotator_) annotator_->add(packet);
  }
  void on_verdict(const CaptureVerdict& verdict) override {
    const bool good = verdict.frame.verdict == Verdict::kAccepted;
    const bool plain = good && !verdict.assumed && !verdict.early;
    const bool listed = !good && verdict.frame.verdict != Verdict::kNoKey;
    if (listed && failed.size() < kListedFrames) failed.push_back(verdict);
    if (annotator_ && !plain) annotator_->comment(verdict.frame.n, spoken_verdict(verdict));
    if (!frames_) return;
    frames_->write(frame_line(verdict.frame)
                       .add("assumed", verdict.assumed)
                       .add("before_key_was_told", verdict.early));
  }
  void on_settled(std::uint64_t n) override {
    if (annotator_) annotator_->settle(n);
  }
  void on_event(std::uint64_t n, const std::string& what) override {
    if (annotator_) annotator_->comment(n, what);
  }
  void close() {
    if (frames_) frames_->close();
    if (annotator_) annotator_->close();
  }

  std::vector<CaptureVerdict> failed;

 private:
  std::optional<JsonLinesWriter> frames_;
  std::optional<Annotator> annotator_;
};

CaptureFindings walk_capture(const std::string& path, const GivenKeys& keys, FrameOutput& output) {
  CaptureFile file(path);
  AirFrameReader reader(file, file.name());
  output.begin(reader.description());
  return verify_capture(
      reader, keys,
      {.listener = &output,
       .on_packet = [&](const CapturedPacket& packet) { output.on_packet(packet); },
       .threads = std::max(1U, std::thread::hardware_concurrency())});
}

}  // namespace

CommandHelp verify_help() {
  return {"verify", "CAPTURE [KEYS]", "explain a capture of any network frame by frame",
          "CAPTURE is pcap or pcapng, also gzipped; - is stdin.\n"
          "KEYS are --passphrase, --psk, --pmk, --msk, --tk and --keys, as many as there are "
          "networks.\n",
          verify_options()};
}

int verify_command(const Arguments& arguments) {
  const auto parsed = parse_arguments(verify_help(), arguments);
  if (!parsed) return kExitHolds;
  const po::variables_map& values = *parsed;
  const std::vector<std::string> captures = operands(values);
  if (captures.size() != 1) throw UsageError("verify: needs one capture");
  const std::string format = values["format"].as<std::string>();
  if (format != "text" && format != "json") {
    throw UsageError("verify: --format '" + format + "'; expected text or json");
  }
  const ColorChoice color = parse_color(values["color"].as<std::string>());
  const GivenKeys keys = given_keys(values);
  if (keys.empty()) {
    throw UsageError(
        "verify: no key; expected --passphrase, --psk, --pmk, --msk, --tk or --keys at least once");
  }
  const std::string annotated = values["annotate"].as<std::string>();
  FrameOutput output(values["frames"].as<std::string>(), annotated);
  const CaptureFindings findings = walk_capture(captures.front(), keys, output);
  output.close();
  if (!annotated.empty()) write_wireshark_keys(annotated + ".80211_keys", findings);
  std::cout << (format == "json" ? capture_to_json(findings, captures.front()).dump(2) + "\n"
                                 : capture_to_text(findings, captures.front(), output.failed,
                                                   output_style("", color)));
  return kExitHolds;
}

}  // namespace keyrace

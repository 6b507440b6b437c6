// Any program as a STA or as the AP, run as the scenario says.
#include <fcntl.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/guest/lan_names.h"
#include "lab/scenario/command_template.h"
#include "lab/stack/log_follower.h"
#include "lab/stack/network_words.h"
#include "lab/stack/stack.h"

namespace keyrace {
namespace {

using Values = std::map<std::string, std::string>;

// Makes a program print whole lines at once though its output is a file (stdbuf(1)); without it the
// word that it is ready would stay in its buffer.
constexpr char kLineBuffering[] = "/usr/libexec/coreutils/libstdbuf.so";

Values values_of(const StackContext& context, const Scenario& scenario) {
  const Network& network = scenario.network;
  return {{"interface", context.node},
          {"config", context.work_directory + "/config"},
          {"directory", context.work_directory},
          {"bridge", lan_name::kBridge},
          {"ssid", network.ssid},
          {"passphrase", network.passphrase},
          {"channel", std::to_string(network.channel)},
          {"frequency", std::to_string(frequency_mhz(network.channel))},
          {"wpa", network.wpa == WpaVersion::kWpa1 ? "1" : "2"},
          {"cipher", cipher_word(network.cipher)},
          {"ptk_rekey", std::to_string(whole_seconds(scenario.ap.ptk_rekey))},
          {"gtk_rekey", std::to_string(whole_seconds(scenario.ap.gtk_rekey))}};
}

std::vector<std::string> filled_in(const std::vector<std::string>& texts, const Values& values) {
  std::vector<std::string> result;
  for (const std::string& text : texts) result.push_back(fill_in_template(text, values));
  return result;
}

// The rekey command; its program is looked for as a stack's is.
std::vector<std::string> runnable(std::vector<std::string> argv) {
  if (argv.empty()) return argv;
  const bool is_path = argv[0].find('/') != std::string::npos;
  argv[0] = find_stack_program(is_path ? argv[0] : "", argv[0], "that has it");
  return argv;
}

StackContext line_buffered(StackContext context) {
  if (std::filesystem::exists(kLineBuffering)) {
    context.shim_path += std::string(":") + kLineBuffering;
  }
  return context;
}

// What makes the program renew its pairwise keys, filled in.
struct RekeyCommand {
  std::vector<std::string> argv;  // empty: there is none
  Duration period{0};             // the lab starts it so often; 0: never by itself
};

class CommandStack : public Stack {
 public:
  CommandStack(const StackContext& context, std::vector<std::string> argv, std::string ready_text,
               RekeyCommand rekey)
      : Stack(line_buffered(context), std::move(argv), "", {"_STDBUF_O=L", "_STDBUF_E=L"}),
        context_(context),
        ready_text_(std::move(ready_text)),
        rekey_(std::move(rekey)),
        follower_(context.loop, context.log_path,
                  [this](const std::string& line) { on_line(line); }) {}

  bool ready() const override { return ready_; }

  void check_alive() override {
    Stack::check_alive();
    for (const auto& run : rekeys_) {
      const auto status = run->poll_status();
      if (status.value_or(0) == 0) continue;
      throw SystemError("make " + node() + " renew its keys",
                        rekey_.argv[0] + " " + describe_wait_status(*status) + "; see " + log());
    }
  }

  void stop() override {
    rekeys_.clear();
    rekey_.period = {};
    Stack::stop();
  }

 private:
  void on_line(const std::string& line) {
    if (ready_ || line.find(ready_text_) == std::string::npos) return;
    ready_ = true;
    rekey_later();
  }

  void rekey_later() {
    if (rekey_.period.count() == 0) return;
    context_.loop.at(monotonic_now() + rekey_.period, [this] {
      if (rekey_.period.count() == 0) return;
      rekey();
      rekey_later();
    });
  }

  // Its output goes into the stack's log.
  void rekey() {
    ChildProcess::Options options;
    options.argv = rekey_.argv;
    options.environment = {kStackPath, "LC_ALL=C"};
    options.network = &context_.network;
    const UniqueFd output = open_file(context_.log_path, O_WRONLY | O_APPEND);
    options.stdout_fd = output.get();
    rekeys_.push_back(std::make_unique<ChildProcess>(options));
  }

  StackContext context_;
  bool ready_ = false;
  std::string ready_text_;
  RekeyCommand rekey_;
  std::vector<std::unique_ptr<ChildProcess>> rekeys_;
  LogFollower follower_;
};

std::unique_ptr<Stack> start_command(const StackContext& context, const Scenario& scenario,
                                     const std::string& path, const Command& command,
                                     Duration rekey_period) {
  const Values values = values_of(context, scenario);
  std::string config;
  for (const std::string& line : filled_in(command.config, values)) config += line + "\n";
  write_file(values.at("config"), config, 0600);
  std::vector<std::string> argv = filled_in(command.arguments, values);
  argv.insert(argv.begin(), find_stack_program(path, "", ""));
  return std::make_unique<CommandStack>(
      context, std::move(argv), command.ready,
      RekeyCommand{runnable(filled_in(command.rekey, values)), rekey_period});
}

}  // namespace

// Where the program is told of {ptk_rekey} it has a timer of its own.
std::unique_ptr<Stack> start_command_ap(const StackContext& context, const Scenario& scenario) {
  const Ap& ap = scenario.ap;
  return start_command(context, scenario, ap.path, ap.command,
                       tells(ap.command, "ptk_rekey") ? Duration{0} : ap.ptk_rekey);
}

std::unique_ptr<Stack> start_command_sta(const StackContext& context, const Scenario& scenario,
                                         const Sta& sta) {
  return start_command(context, scenario, sta.path, sta.command, {});
}

}  // namespace keyrace

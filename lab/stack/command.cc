// Any program as a STA or as the AP, run as the scenario says.
#include <fcntl.h>

#include <filesystem>
#include <functional>
#include <map>

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

// ptk_rekey: the node's own.
Values values_of(const StackContext& context, const Scenario& scenario, Duration ptk_rekey) {
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
          {"ptk_rekey", std::to_string(whole_seconds(ptk_rekey))},
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

  // The scenario check lets nothing else come here (stack_check.cc).
  void trigger(TriggerAction action, const std::string& sta,
               std::function<void()> agreed) override {
    const bool renews = action == TriggerAction::kRekeyPtk || action == TriggerAction::kRequestPtk;
    if (!renews || rekey_.argv.empty()) return Stack::trigger(action, sta, std::move(agreed));
    rekey(std::move(agreed));
  }

  void stop() override {
    for (const auto& [fd, run] : rekeys_) context_.loop.unwatch(fd);
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
      rekey([] {});
      rekey_later();
    });
  }

  // Its output goes into the stack's log; `agreed` is called when it has ended well.
  void rekey(std::function<void()> agreed) {
    ChildProcess::Options options;
    options.argv = rekey_.argv;
    options.environment = program_environment(context_.entropy, rekey_.argv[0]);
    options.network = &context_.network;
    const UniqueFd output = open_file(context_.log_path, O_WRONLY | O_APPEND);
    options.stdout_fd = output.get();
    auto run = std::make_unique<ChildProcess>(options);
    const int fd = run->fd();
    rekeys_[fd] = std::move(run);
    context_.loop.watch(fd, [=, this, agreed = std::move(agreed)] { on_rekey_ended(fd, agreed); });
  }

  void on_rekey_ended(int fd, const std::function<void()>& agreed) {
    const int status = rekeys_.at(fd)->poll_status().value_or(0);
    const std::function<void()> then = agreed;  // the loop forgets its callback with the watch
    context_.loop.unwatch(fd);
    rekeys_.erase(fd);
    if (status == 0) return then();
    throw SystemError("make " + node() + " renew its keys",
                      rekey_.argv[0] + " " + describe_wait_status(status) + "; see " + log());
  }

  StackContext context_;
  bool ready_ = false;
  std::string ready_text_;
  RekeyCommand rekey_;
  std::map<int, std::unique_ptr<ChildProcess>> rekeys_;  // that run, by their descriptor
  LogFollower follower_;
};

std::unique_ptr<Stack> start_command(const StackContext& context, const Scenario& scenario,
                                     const std::string& path, const Command& command,
                                     Duration ptk_rekey) {
  const Values values = values_of(context, scenario, ptk_rekey);
  // A program that is told of {ptk_rekey} has a timer of its own.
  const Duration period = tells(command, "ptk_rekey") ? Duration{0} : ptk_rekey;
  std::string config;
  for (const std::string& line : filled_in(command.config, values)) config += line + "\n";
  write_file(values.at("config"), config, 0600);
  std::vector<std::string> argv = filled_in(command.arguments, values);
  argv.insert(argv.begin(), find_stack_program(path, "", ""));
  return std::make_unique<CommandStack>(
      context, std::move(argv), command.ready,
      RekeyCommand{runnable(filled_in(command.rekey, values)), period});
}

}  // namespace

std::unique_ptr<Stack> start_command_ap(const StackContext& context, const Scenario& scenario) {
  return start_command(context, scenario, scenario.ap.path, scenario.ap.command,
                       scenario.ap.ptk_rekey);
}

std::unique_ptr<Stack> start_command_sta(const StackContext& context, const Scenario& scenario,
                                         const Sta& sta) {
  return start_command(context, scenario, sta.path, sta.command, sta.ptk_rekey);
}

}  // namespace keyrace

#include "lab/stack/stack.h"

#include <fcntl.h>
#include <sys/inotify.h>

#include <filesystem>

#include "emulator/shim/shim_config.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/scenario/nearest_name.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

// "make sta \"request-ptk\"".
std::string attempt(const std::string& node, TriggerAction action) {
  return "make " + node + " " + in_quotes(trigger_action_name(action));
}

}  // namespace

Stack::Stack(const StackContext& context, std::vector<std::string> argv, std::string control_path,
             const std::vector<std::string>& environment)
    : context_(context),
      program_(argv.at(0)),
      interposition_(choose_interposition(context.node, program_, context.interpose)),
      control_path_(std::move(control_path)),
      log_(open_file(context.log_path, O_WRONLY | O_CREAT | O_APPEND, 0600)) {
  if (!control_path_.empty()) watch_for_control_socket();
  ChildProcess::Options options;
  options.argv = std::move(argv);
  const bool preloaded = interposition_ == Interposition::kPreload;
  options.environment =
      program_environment(context.entropy, program_, preloaded ? context.shim_path : "");
  options.environment.push_back(std::string(KEYRACE_SHIM_ENV) + "=" +
                                std::to_string(context.shim_config_fd));
  if (!preloaded) options.argv.insert(options.argv.begin(), context.catcher_path);
  options.environment.insert(options.environment.end(), environment.begin(), environment.end());
  options.stdout_fd = log_.get();
  options.inherit = {context.shim_config_fd, context.key_log_fd, context.events_fd};
  if (context.ask_fd >= 0) options.inherit.push_back(context.ask_fd);
  options.network = &context.network;
  process_ = std::make_unique<WatchedProcess>(context_.loop, options);
}

Stack::~Stack() {
  if (watcher_) context_.loop.unwatch(watcher_.get());
}

void Stack::watch_for_control_socket() {
  watcher_ = UniqueFd(check("inotify_init1", inotify_init1(IN_CLOEXEC | IN_NONBLOCK)));
  const std::string directory = std::filesystem::path(control_path_).parent_path();
  std::filesystem::create_directories(directory);
  check("watch " + directory,
        inotify_add_watch(watcher_.get(), directory.c_str(), IN_CREATE | IN_ATTRIB));
  context_.loop.watch(watcher_.get(), [this] { open_control_socket_when_there(); });
}

void Stack::open_control_socket_when_there() {
  char events[4096];
  while (read(watcher_.get(), events, sizeof events) > 0) {
  }
  // Its name is there before it is bound; both stacks then change its mode.
  if (control_ || !is_bound(control_path_)) return;
  control_ = std::make_unique<ControlSocket>(context_.loop, control_path_,
                                             context_.work_directory + "/guest",
                                             [this](const std::string& event) { on_event(event); });
}

std::string Stack::log() const {
  return "stacks/" + std::filesystem::path(context_.log_path).filename().string();
}

void Stack::trigger(TriggerAction action, const std::string&, std::function<void()>) {
  throw SystemError(attempt(node(), action), program_ + " has no command for it");
}

void Stack::order(TriggerAction action, const std::string& command, std::function<void()> agreed,
                  const std::string& otherwise) {
  control_->ask(command, [=, this, agreed = std::move(agreed)](const std::string& reply) {
    if (reply == "OK") return agreed();
    const bool unknown = reply == "UNKNOWN COMMAND";
    throw SystemError(attempt(node(), action), program_ + " answered " + in_quotes(reply) + " to " +
                                                   in_quotes(command) +
                                                   (unknown ? "; " + otherwise : ""));
  });
}

void Stack::check_alive() {
  const auto status = process_->status();
  if (!status) return;
  std::string missing;
  for (const std::string& option : missing_kernel_options()) {
    missing += (missing.empty() ? " (this kernel lacks " : ", ") + option;
  }
  throw SystemError("run " + node() + "'s stack",
                    "it " + describe_wait_status(*status) + " by itself" +
                        (missing.empty() ? "" : missing + ")") + "; see " + log());
}

void Stack::stop() {
  control_.reset();
  process_->stop();
}

}  // namespace keyrace

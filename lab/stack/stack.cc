#include "lab/stack/stack.h"

#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <filesystem>

#include "emulator/shim/shim_config.h"
#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/scenario/nearest_name.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

constexpr std::chrono::seconds kStopPatience{5};
constexpr char kPath[] = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

// "make sta \"request-ptk\"".
std::string attempt(const std::string& node, TriggerAction action) {
  return "make " + node + " " + in_quotes(trigger_action_name(action));
}

}  // namespace

Stack::Stack(const StackContext& context, std::vector<std::string> argv, std::string control_path)
    : context_(context),
      program_(argv.at(0)),
      interposition_(choose_interposition(context.node, program_, context.interpose)),
      control_path_(std::move(control_path)),
      watcher_(check("inotify_init1", inotify_init1(IN_CLOEXEC | IN_NONBLOCK))),
      log_(open_file(context.log_path, O_WRONLY | O_CREAT | O_APPEND, 0600)) {
  const std::string directory = std::filesystem::path(control_path_).parent_path();
  std::filesystem::create_directories(directory);
  check("watch " + directory, inotify_add_watch(watcher_.get(), directory.c_str(), IN_CREATE));
  context_.loop.watch(watcher_.get(), [this] { open_control_socket_when_there(); });

  ChildProcess::Options options;
  options.argv = std::move(argv);
  options.environment = {
      kPath, "LC_ALL=C",
      std::string(KEYRACE_SHIM_ENV) + "=" + std::to_string(context.shim_config_fd)};
  switch (interposition_) {
    case Interposition::kPreload:
      options.environment.push_back("LD_PRELOAD=" + context.shim_path);
      break;
    case Interposition::kSeccomp:
      options.argv.insert(options.argv.begin(), context.catcher_path);
      break;
  }
  options.stdout_fd = log_.get();
  options.inherit = {context.shim_config_fd, context.key_log_fd, context.events_fd};
  if (context.ask_fd >= 0) options.inherit.push_back(context.ask_fd);
  options.network = &context.network;
  process_ = std::make_unique<ChildProcess>(options);
}

Stack::~Stack() {
  context_.loop.unwatch(watcher_.get());
}

void Stack::open_control_socket_when_there() {
  char events[4096];
  while (read(watcher_.get(), events, sizeof events) > 0) {
  }
  struct stat status {};
  if (control_ || stat(control_path_.c_str(), &status) != 0) return;
  control_ = std::make_unique<ControlSocket>(context_.loop, control_path_,
                                             context_.work_directory + "/guest",
                                             [this](const std::string& event) { on_event(event); });
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
  const auto status = process_->poll_status();
  if (!status) return;
  throw SystemError("run " + node() + "'s stack",
                    "it " + describe_wait_status(*status) + " by itself; see stacks/" +
                        std::filesystem::path(context_.log_path).filename().string());
}

void Stack::stop() {
  control_.reset();
  process_->stop(kStopPatience);
}

}  // namespace keyrace

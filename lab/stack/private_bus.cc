#include "lab/stack/private_bus.h"

#include <fcntl.h>

#include <filesystem>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/stack/watched_process.h"

namespace keyrace {
namespace {

// Everybody may do everything: nobody but the node's stack and the lab can reach it.
std::string configuration(const std::string& socket_path) {
  return "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
         " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
         "<busconfig>\n"
         "<listen>unix:path=" +
         socket_path +
         "</listen>\n"
         "<auth>EXTERNAL</auth>\n"
         "<policy context=\"default\">\n"
         "<allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\n"
         "<allow own=\"*\"/>\n"
         "</policy>\n"
         "</busconfig>\n";
}

// "stacks/sta.log" -> "stacks/sta.dbus.log"
std::string sibling(const std::string& log_path, const std::string& word) {
  return std::filesystem::path(log_path).replace_extension(word + ".log");
}

}  // namespace

PrivateBus::PrivateBus(const StackContext& context, const std::string& service,
                       MonotonicTime deadline)
    : context_(context),
      service_(service),
      socket_path_(context.work_directory + "/dbus"),
      log_path_(sibling(context.log_path, "dbus")),
      log_(open_file(log_path_, O_WRONLY | O_CREAT | O_APPEND, 0600)),
      signals_([this](const DbusProperty& property) {
        if (told_) told_(property);
      }) {
  start_daemon(deadline);
  start_listener(deadline);
}

void PrivateBus::start_daemon(MonotonicTime deadline) {
  const std::string conf_path = context_.work_directory + "/dbus.conf";
  write_file(conf_path, configuration(socket_path_), 0600);
  bool listens = false;
  // It prints its address once it listens.
  LogFollower follower(context_.loop, log_path_, [&](const std::string& line) {
    listens = listens || line.starts_with("unix:");
  });
  daemon_ = start({find_stack_program("", "dbus-daemon", "dbus-daemon"), "--nofork", "--nopidfile",
                   "--nosyslog", "--print-address=1", "--config-file=" + conf_path},
                  log_.get());
  wait_for("the D-Bus daemon to listen", listens, deadline);
}

void PrivateBus::start_listener(MonotonicTime deadline) {
  const std::string path = sibling(context_.log_path, "dbus-signals");
  const UniqueFd output = open_file(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  heard_ = std::make_unique<LogFollower>(context_.loop, path, [this](const std::string& line) {
    // A connection that becomes a monitor loses its name.
    if (line.ends_with("member=NameLost")) is_heard_ = true;
    signals_.feed(line);
  });
  listener_ = start({find_stack_program("", "dbus-monitor", "dbus-bin"), "--address", address(),
                     "type='signal',sender='" + service_ + "'"},
                    output.get());
  wait_for("the D-Bus monitor to listen", is_heard_, deadline);
}

std::unique_ptr<ChildProcess> PrivateBus::start(std::vector<std::string> argv, int output) {
  ChildProcess::Options options;
  options.environment = program_environment(context_.entropy, argv[0]);
  options.argv = std::move(argv);
  options.stdout_fd = output;
  options.network = &context_.network;
  return std::make_unique<ChildProcess>(options);
}

void PrivateBus::wait_for(const std::string& what, const bool& done, MonotonicTime deadline) {
  const auto alive_and_done = [&] {
    check_alive();
    return done;
  };
  if (context_.loop.run_until(alive_and_done, deadline)) return;
  throw SystemError("wait for " + what + " of " + context_.node,
                    "it did not happen in time; see stacks/" +
                        std::filesystem::path(log_path_).filename().string());
}

void PrivateBus::call(const std::string& object, const std::string& method,
                      const std::vector<std::string>& arguments) {
  std::vector<std::string> argv{find_stack_program("", "dbus-send", "dbus-bin"),
                                "--bus=" + address(),
                                "--dest=" + service_,
                                "--print-reply",
                                object,
                                method};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  calls_.push_back({method, start(std::move(argv), log_.get())});
}

void PrivateBus::check_alive() {
  const std::string see = "; see stacks/" + std::filesystem::path(log_path_).filename().string();
  for (ChildProcess* process : {daemon_.get(), listener_.get()}) {
    if (process == nullptr || !process->poll_status()) continue;
    throw SystemError("run a D-Bus for " + context_.node,
                      "a program of it " + describe_wait_status(*process->poll_status()) + see);
  }
  for (const Call& call : calls_) {
    const auto status = call.process->poll_status();
    if (status.value_or(0) == 0) continue;
    throw SystemError("call " + call.method + " of " + context_.node, "it failed" + see);
  }
}

void PrivateBus::stop() {
  calls_.clear();
  listener_->stop(kStopPatience);
  daemon_->stop(kStopPatience);
}

}  // namespace keyrace

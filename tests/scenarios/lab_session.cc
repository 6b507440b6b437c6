#include "tests/scenarios/lab_session.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"

namespace keyrace {
namespace {

std::vector<std::string> environment() {
  std::vector<std::string> result;
  for (const char* name : {"PATH", "HOME", "KEYRACE_CACHE", "XDG_CACHE_HOME", "ASAN_OPTIONS"}) {
    if (const char* value = std::getenv(name)) result.push_back(std::string(name) + "=" + value);
  }
  return result;
}

}  // namespace

LabSession::LabSession(const char* program) : program_(program) {
  directory_ = std::filesystem::temp_directory_path() / "keyrace-test-XXXXXX";
  if (!mkdtemp(directory_.data())) throw SystemError("mkdtemp " + directory_);
}

LabSession::~LabSession() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

ChildProcess LabSession::start(const std::vector<std::string>& arguments) {
  std::vector<std::string> argv{program_};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return start_command(argv);
}

ChildProcess LabSession::start_command(const std::vector<std::string>& argv) {
  const UniqueFd out = open_file(path("out"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const UniqueFd err = open_file(path("err"), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ChildProcess::Options options;
  options.argv = {"/bin/sh", "-c", "exec 2>&" + std::to_string(err.get()) + "; exec \"$0\" \"$@\""};
  options.argv.insert(options.argv.end(), argv.begin(), argv.end());
  options.environment = environment();
  options.stdout_fd = out.get();
  options.inherit = {err.get()};
  options.directory = directory_;
  return ChildProcess(options);
}

LabSession::Result LabSession::finish(ChildProcess& process) {
  pollfd ended{process.fd(), POLLIN, 0};
  poll(&ended, 1, -1);
  const int status = *process.poll_status();
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(path("out")),
          read_file(path("err"))};
}

LabSession::Result LabSession::run(const std::vector<std::string>& arguments) {
  ChildProcess process = start(arguments);
  return finish(process);
}

LabSession::Result LabSession::run_command(const std::vector<std::string>& argv) {
  ChildProcess process = start_command(argv);
  return finish(process);
}

nlohmann::json LabSession::report_of(const std::string& scenario,
                                     const std::vector<std::string>& changes) {
  ++runs_;
  std::vector<std::string> arguments{"run", scenario, "--format", "json", "--out", last_run()};
  for (const std::string& change : changes) arguments.insert(arguments.end(), {"--set", change});
  const Result result = run(arguments);
  EXPECT_EQ(result.status, 0) << result.err << result.out;
  return result.json();
}

std::string LabSession::write(const std::string& name, const std::string& content) {
  write_file(path(name), content, content.starts_with("#!") ? 0755 : 0644);
  return path(name);
}

bool can_check_schemas(LabSession& session) {
  return session.run_command({"/usr/bin/python3", "-c", "import jsonschema"}).status == 0;
}

std::string schema_mistakes(LabSession& session) {
  const auto result = session.run_command({kSchemaCheck, kProgram, session.directory()});
  return result.status == 0 ? "" : result.out + result.err;
}

std::vector<nlohmann::json> evidence_lines(const std::string& run_directory,
                                           const std::string& file) {
  std::ifstream in(run_directory + "/" + file);
  std::string line;
  EXPECT_TRUE(std::getline(in, line)) << file;
  EXPECT_TRUE(nlohmann::json::parse(line).contains("file")) << line;
  std::vector<nlohmann::json> lines;
  while (std::getline(in, line)) lines.push_back(nlohmann::json::parse(line));
  return lines;
}

}  // namespace keyrace

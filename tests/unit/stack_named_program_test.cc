// Programs by name: a built stack before one in PATH, and the command to type when there is
// neither.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "emulator/sys/file.h"
#include "emulator/sys/system_error.h"
#include "lab/stack/named_program.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

// Sets a variable of the environment until the object goes.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  ~Environment() {
    if (before_) {
      setenv(name_, before_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

class NamedProgram : public testing::Test {
 protected:
  ~NamedProgram() override { fs::remove_all(folder_); }

  std::string put(const std::string& name) const {
    fs::create_directories((folder_ / name).parent_path());
    write_file(folder_ / name, "#!/bin/sh\n", 0755);
    return fs::canonical(folder_ / name);
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("stacks-" + std::to_string(::getpid()));
  Environment cache_{"KEYRACE_CACHE", folder_};
  Environment path_{"PATH", (folder_ / "bin").string() + ":" + std::getenv("PATH")};
};

TEST_F(NamedProgram, PathsStayAsTheyAre) {
  EXPECT_EQ(named_program(""), "");
  EXPECT_EQ(named_program("./hostapd"), std::filesystem::current_path() / "hostapd");
  EXPECT_EQ(named_program("build/../hostapd"), std::filesystem::current_path() / "hostapd");
  EXPECT_EQ(named_program("/nonexistent/hostapd"), "/nonexistent/hostapd");
}

TEST_F(NamedProgram, BuiltOnesComeBeforeThoseInPath) {
  const std::string in_path = put("bin/hostapd-3.0");
  EXPECT_EQ(named_program("hostapd-3.0"), in_path);
  const std::string built = put("stacks/0123/hostapd");
  fs::create_symlink("0123", folder_ / "stacks/hostapd-3.0");
  EXPECT_EQ(named_program("hostapd-3.0"), built);
}

TEST_F(NamedProgram, EveryNodesNameIsFound) {
  Scenario scenario;
  scenario.ap.path = "hostapd-3.0";
  scenario.sta.resize(2);
  scenario.sta[1].path = "my_sta";
  const std::string ap = put("stacks/hostapd-3.0/hostapd");
  const std::string sta = put("bin/my_sta");
  find_named_programs(scenario);
  EXPECT_EQ(scenario.ap.path, ap);
  EXPECT_EQ(scenario.sta[0].path, "");
  EXPECT_EQ(scenario.sta[1].path, sta);
}

TEST_F(NamedProgram, MissingOnesAreToldWithTheCommand) {
  fs::create_directories(folder_ / "bin/hostapd-3.0");  // a folder is no program
  try {
    named_program("hostapd-3.0");
    FAIL() << "found";
  } catch (const SystemError& error) {
    EXPECT_STREQ(error.what(),
                 "find hostapd-3.0: it is neither built nor in PATH; images/stacks/build "
                 "hostapd-3.0 builds it, if images/stacks/versions has it");
  }
}

}  // namespace
}  // namespace keyrace

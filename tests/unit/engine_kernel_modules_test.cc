// Which modules of a distribution's kernel a guest loads, in which order, and the archive that they
// come in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "emulator/sys/file.h"
#include "lab/engine/initramfs.h"
#include "lab/engine/kernel.h"
#include "lab/engine/kernel_modules.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class KernelModules : public ::testing::Test {
 protected:
  KernelModules() {
    std::string name = ::testing::TempDir() + "keyrace-modules-XXXXXX";
    directory_ = mkdtemp(name.data());
    write("modules.builtin",
          "kernel/drivers/virtio/virtio_pci.ko\nkernel/net/9p/9pnet_virtio.ko\n");
  }
  ~KernelModules() override { fs::remove_all(directory_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(directory_ / name) << text;
  }

  std::vector<std::string> names() const {
    std::vector<std::string> result;
    for (const ModuleFile& each : modules_to_load(directory_)) {
      result.push_back(fs::path(each.path).filename().string() +
                       (each.parameters.empty() ? "" : " " + each.parameters));
    }
    return result;
  }

  std::string trouble() const {
    try {
      modules_to_load(directory_);
    } catch (const KernelNotFound& error) {
      return error.what();
    }
    return "none";
  }

  fs::path directory_;
};

constexpr char kEnough[] =
    "kernel/fs/9p.ko: kernel/fs/netfs.ko\n"
    "kernel/fs/netfs.ko:\n"
    "kernel/w/mac80211_hwsim.ko.xz: kernel/w/mac80211.ko.xz kernel/w/cfg80211.ko.xz\n"
    "kernel/w/mac80211.ko.xz: kernel/w/cfg80211.ko.xz\n"
    "kernel/w/cfg80211.ko.xz:\n"
    "kernel/net/veth.ko:\n"
    "kernel/net/bridge.ko:\n"
    "kernel/sound/pcm.ko:\n";

TEST_F(KernelModules, WhatAModuleNeedsComesBeforeIt) {
  write("modules.dep", kEnough);
  EXPECT_THAT(names(), ElementsAre("netfs.ko", "9p.ko", "cfg80211.ko.xz", "mac80211.ko.xz",
                                   "mac80211_hwsim.ko.xz radios=0", "veth.ko", "bridge.ko"));
}

TEST_F(KernelModules, CiphersAreLoadedWhereThereAreSome) {
  write("modules.dep", std::string(kEnough) + "kernel/crypto/sha512-generic.ko:\n");
  EXPECT_EQ(names().back(), "sha512-generic.ko");
}

TEST_F(KernelModules, NamesWhatIsMissing) {
  write("modules.dep", "kernel/net/veth.ko:\n");
  EXPECT_THAT(trouble(), AllOf(HasSubstr("9p mac80211_hwsim bridge"), Not(HasSubstr("veth")),
                               Not(HasSubstr("virtio"))));
}

TEST_F(KernelModules, SaysThatDepmodDidNotRun) {
  EXPECT_THAT(trouble(), HasSubstr("no modules.dep can be read there; depmod makes one"));
}

// Header and name of an entry, and its content, each padded to 4 octets.
std::string entry(const std::string& archive, std::size_t at, const std::string& name) {
  EXPECT_EQ(archive.substr(at, 6), "070701");
  const auto field = [&](int n) {
    return std::stoul(archive.substr(at + 6 + 8 * static_cast<std::size_t>(n), 8), nullptr, 16);
  };
  EXPECT_EQ(archive.substr(at + 110, field(11) - 1), name);
  const std::size_t content = (at + 110 + field(11) + 3) / 4 * 4;
  return archive.substr(content, field(6));
}

TEST_F(KernelModules, TheArchiveIsACpioWithInitAndTheModules) {
  write("init", "#!init");
  write("a.ko", "module");
  const std::string path = directory_ / "initramfs";
  write_initramfs(path, directory_ / "init", {{directory_ / "a.ko", "x=1"}});
  const std::string archive = read_file(path);
  EXPECT_EQ(archive.size() % 4, 0U);
  EXPECT_EQ(entry(archive, 0, "init"), "#!init");
  EXPECT_EQ(entry(archive, archive.find("070701", 8 + 110 + 116), "modules/a.ko"), "module");
  EXPECT_THAT(archive, HasSubstr(std::string("a.ko x=1\n")));
  EXPECT_THAT(archive, HasSubstr("TRAILER!!!"));
}

}  // namespace
}  // namespace keyrace

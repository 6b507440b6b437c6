#include "lab/engine/kernel_modules.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "lab/engine/kernel.h"

namespace keyrace {
namespace {

namespace fs = std::filesystem;

// The way to the host's files, the subject, the LAN.
constexpr const char* kNeeded[] = {"virtio_pci",     "9pnet_virtio", "9p",
                                   "mac80211_hwsim", "veth",         "bridge"};

// What mac80211 and iwd would have the kernel load by itself, which it can't in the guest.
constexpr const char* kWanted[] = {"ccm",
                                   "cmac",
                                   "gcm",
                                   "ctr",
                                   "ecb",
                                   "cbc",
                                   "des_generic",
                                   "md4",
                                   "md5",
                                   "sha512_generic",
                                   "algif_skcipher",
                                   "algif_hash",
                                   "arc4"};

// "kernel/net/mac80211/mac80211.ko.xz" is module mac80211; '-' and '_' are the same.
std::string module_name(const std::string& path) {
  std::string name = fs::path(path).filename();
  name = name.substr(0, name.find(".ko"));
  std::ranges::replace(name, '-', '_');
  return name;
}

class ModuleTree {
 public:
  explicit ModuleTree(const std::string& directory) : directory_(directory) {
    std::ifstream built_in(directory_ / "modules.builtin");
    for (std::string line; std::getline(built_in, line);) built_in_.insert(module_name(line));
    std::ifstream dependencies(directory_ / "modules.dep");
    if (!dependencies) {
      throw KernelNotFound(directory + ": no modules.dep can be read there; depmod makes one");
    }
    for (std::string line; std::getline(dependencies, line);) read_dependencies(line);
  }

  bool is_built_in(const std::string& name) const { return built_in_.contains(name); }
  bool has(const std::string& name) const { return files_.contains(name); }

  // Behind what it needs, each once.
  void load(const std::string& name) {
    if (!loaded_.insert(name).second) return;
    const Files& files = files_.at(name);
    for (const std::string& need : files.needs) load(module_name(need));
    // No radios of its own: the guest makes those of the scenario.
    result_.push_back({directory_ / files.file, name == "mac80211_hwsim" ? "radios=0" : ""});
  }

  std::vector<ModuleFile> result() && { return std::move(result_); }

 private:
  struct Files {
    std::string file;
    std::vector<std::string> needs;
  };

  // "kernel/crypto/gcm.ko: kernel/crypto/ghash-generic.ko kernel/crypto/gf128mul.ko"
  void read_dependencies(const std::string& line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos) return;
    Files files{line.substr(0, colon), {}};
    std::istringstream rest(line.substr(colon + 1));
    for (std::string need; rest >> need;) files.needs.push_back(need);
    files_[module_name(files.file)] = std::move(files);
  }

  fs::path directory_;
  std::set<std::string> built_in_;
  std::map<std::string, Files> files_;
  std::set<std::string> loaded_;
  std::vector<ModuleFile> result_;
};

}  // namespace

std::vector<ModuleFile> modules_to_load(const std::string& directory) {
  ModuleTree tree(directory);
  std::string missing;
  for (const char* name : kNeeded) {
    if (tree.has(name)) {
      tree.load(name);
    } else if (!tree.is_built_in(name)) {
      missing += std::string(" ") + name;
    }
  }
  if (!missing.empty()) {
    throw KernelNotFound(directory + ": this kernel has not all that the lab needs, built in or " +
                         "as a module:" + missing);
  }
  for (const char* name : kWanted) {
    if (tree.has(name)) tree.load(name);
  }
  return std::move(tree).result();
}

}  // namespace keyrace

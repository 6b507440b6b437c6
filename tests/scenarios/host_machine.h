// A machine whose kernel is somebody else's, with two radios of its own: its init is a script that
// runs keyrace with engine host, as root. Used by host_test.cc.
#pragma once

#include <string>

#include "tests/scenarios/lab_session.h"

namespace keyrace {

class HostMachine {
 public:
  enum class Kind {
    kUml,   // the lab's kernel in User-Mode Linux, virtual time
    kQemu,  // a distribution's stock kernel on qemu, counted time
  };

  // Why this machine can't have such a one; empty: it can.
  static std::string what_is_missing(Kind kind);

  // Runs `script` between two looks at what a run could leave, and waits until all is over. Beside
  // what is at hand there it has
  //   run SCENARIO           leaves SCENARIO.json, .err, .status, and the evidence in SCENARIO
  //   until_keys SCENARIO    returns when the first key was installed
  //   state FILE             writes down what a run could leave
  void boot(Kind kind, const std::string& script);

  // A file that the script has left.
  std::string read(const std::string& name) const;
  void expect_nothing_left() const;

 private:
  LabSession session_;
};

}  // namespace keyrace

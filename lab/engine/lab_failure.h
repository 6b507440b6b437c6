// The lab could not do its job although its input was right: exit status 3. Tells what, the
// system's own error, and where the evidence is.
#pragma once

#include <stdexcept>

namespace keyrace {

class LabFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The user asked to stop (SIGINT, SIGTERM).
class Interrupted : public std::runtime_error {
 public:
  explicit Interrupted(int signal) : std::runtime_error("interrupted"), signal_(signal) {}
  int signal() const { return signal_; }

 private:
  int signal_;
};

}  // namespace keyrace

// A system call or kernel request that failed, told as "attempt: what the system said".
// Thrown wherever the lab can't do its job; main turns it into exit status 3.
#pragma once

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>

namespace keyrace {

class SystemError : public std::runtime_error {
 public:
  // `error` is a positive errno.
  SystemError(const std::string& attempt, int error)
      : std::runtime_error(attempt + ": " + std::generic_category().message(error)) {}
  explicit SystemError(const std::string& attempt) : SystemError(attempt, errno) {}
  // For libraries with error texts of their own (libnl).
  SystemError(const std::string& attempt, const std::string& reason)
      : std::runtime_error(attempt + ": " + reason) {}
};

// Passes a system call's result through; throws when it is negative.
template <typename Result>
Result check(const std::string& attempt, Result result) {
  if (result < 0) throw SystemError(attempt);
  return result;
}

}  // namespace keyrace

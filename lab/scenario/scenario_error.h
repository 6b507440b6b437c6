// Input that keyrace can't use, told as "SOURCE: /json/pointer: what is wrong and what would be
// right". Thrown by everything that reads scenarios; main turns it into exit status 2.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace keyrace {

class ScenarioError : public std::runtime_error {
 public:
  // `source` is a file or an argument; `pointer` is empty for the whole document.
  ScenarioError(std::string source, std::string pointer, std::string reason)
      : std::runtime_error(source + ": " + (pointer.empty() ? "" : pointer + ": ") + reason),
        source_(std::move(source)),
        pointer_(std::move(pointer)),
        reason_(std::move(reason)) {}
  ScenarioError(std::string source, std::string reason)
      : ScenarioError(std::move(source), "", std::move(reason)) {}

  const std::string& source() const { return source_; }
  const std::string& pointer() const { return pointer_; }
  const std::string& reason() const { return reason_; }

 private:
  std::string source_;
  std::string pointer_;
  std::string reason_;
};

}  // namespace keyrace

// What a frame parser answers: the value, or why these octets are not one. A malformed frame is a
// value, never an exception. Arrow: capture -> verify.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace keyrace {

template <class T>
struct Parsed {
  std::optional<T> value;
  std::string_view error;  // static text; empty if there is a value

  Parsed(T parsed) : value(std::move(parsed)) {}  // implicit: a parser returns its value as it is

  static Parsed malformed(std::string_view why) { return Parsed(std::nullopt, why); }

  explicit operator bool() const { return value.has_value(); }
  const T& operator*() const { return *value; }
  const T* operator->() const { return &*value; }

 private:
  Parsed(std::nullopt_t, std::string_view why) : error(why) {}
};

}  // namespace keyrace

// The vocabulary in which each part of a scenario is described once: key, type, range, text.
// scenario_fields.cc describes; readers, writers and generators of documents are visitors of that
// one description, so they can't disagree. First arrow of the flow: scenario -> engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "lab/scenario/scenario.h"

namespace keyrace {

struct Key {
  Key(const char* key_name) : name(key_name) {}  // NOLINT(google-explicit-constructor)

  std::string_view name;
  bool required = false;
  // A member that has a meaning only beside certain values of members described before it.
  bool applies = true;
  std::string_view condition = {};  // in words, such as: "fault" is "split"
  bool kept = true;  // false: read and not written: for other programs, or without a meaning
};

Key required(const char* name);
Key only_when(const char* name, bool applies, std::string_view condition);

// `first` and `rest` are the insides of a regular expression's [...], such as "a-z0-9-"; an empty
// `rest` allows everything but control characters, and `paragraph` newlines too.
struct TextRule {
  std::size_t min_octets;
  std::size_t max_octets;
  std::string_view example;
  std::string_view words = {};  // what first and rest say, for a person
  std::string_view first = {};  // empty: as rest
  std::string_view rest = {};
  bool paragraph = false;
};

struct NumberRule {
  std::int64_t min;
  std::int64_t max;
};

struct DurationRule {
  Duration min;
  Duration max;
  std::string_view example;
  Duration step = Duration(1);  // only multiples of it
};

struct CountRule {
  std::size_t min;
  std::size_t max;
};

// One value of an enumeration; an array of them is in the order of the enum's values.
struct Choice {
  std::string_view name;
  std::string_view doc;
};

class Fields;

// A list of objects without its element type.
struct ObjectList {
  std::function<std::size_t()> size;
  std::function<void(std::size_t)> reset;  // to so many default elements
  std::function<void(std::size_t, Fields&)> describe;
};

// Each function describes one member. A reader sets the value, a writer takes it, a generator of
// documents takes it for the default.
class Fields {
 public:
  virtual ~Fields() = default;

  virtual void text(const Key&, std::string&, const TextRule&, std::string_view doc) = 0;
  virtual void texts(const Key&, std::vector<std::string>&, const TextRule&, CountRule,
                     std::string_view doc) = 0;
  // An object of JSON pointers into the scenario and values of any kind.
  virtual void settings(const Key&, std::vector<Setting>&, CountRule, std::string_view doc) = 0;
  virtual void duration(const Key&, Duration&, const DurationRule&, std::string_view doc) = 0;

  template <typename Integer>
  void number(const Key& key, Integer& value, NumberRule rule, std::string_view doc) {
    std::optional<std::int64_t> whole = value;
    whole_number(key, whole, rule, doc);
    value = static_cast<Integer>(whole.value_or(value));
  }
  // An absent value stays absent.
  template <typename Integer>
  void number(const Key& key, std::optional<Integer>& value, NumberRule rule,
              std::string_view doc) {
    std::optional<std::int64_t> whole = value;
    whole_number(key, whole, rule, doc);
    if (whole) value = static_cast<Integer>(*whole);
  }

  template <typename Enum, std::size_t kCount>
  void choice(const Key& key, Enum& value, const Choice (&choices)[kCount], std::string_view doc) {
    static_assert(std::is_enum_v<Enum>);
    auto index = static_cast<std::size_t>(value);
    one_of(key, index, choices, doc);
    value = static_cast<Enum>(index);
  }

  // `describe(Fields&, Object&)` is found beside the type.
  template <typename Object>
  void object(const Key& key, Object& value, std::string_view doc) {
    nested(
        key, [&value](Fields& inner) { describe(inner, value); }, doc);
  }
  template <typename Object>
  void objects(const Key& key, std::vector<Object>& values, CountRule rule, std::string_view doc) {
    const ObjectList list{
        [&values] { return values.size(); },
        [&values](std::size_t size) { values = std::vector<Object>(size); },
        [&values](std::size_t index, Fields& inner) { describe(inner, values[index]); },
    };
    nested_list(key, list, rule, doc);
  }

 protected:
  virtual void whole_number(const Key&, std::optional<std::int64_t>&, NumberRule,
                            std::string_view doc) = 0;
  virtual void one_of(const Key&, std::size_t& index, std::span<const Choice>,
                      std::string_view doc) = 0;
  virtual void nested(const Key&, const std::function<void(Fields&)>& describe_value,
                      std::string_view doc) = 0;
  virtual void nested_list(const Key&, const ObjectList&, CountRule, std::string_view doc) = 0;
};

}  // namespace keyrace

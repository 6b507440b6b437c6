#include "lab/scenario/command_template.h"

#include <algorithm>

namespace keyrace {
namespace {

// One {name} of a text; empty: there are no more.
struct Place {
  std::size_t begin = std::string_view::npos;  // of its "{"
  std::string_view name;
};

Place next_place(std::string_view text, std::size_t from) {
  for (std::size_t open = text.find('{', from); open != text.npos;
       open = text.find('{', open + 1)) {
    const std::size_t close = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_", open + 1);
    if (close == text.npos || close == open + 1 || text[close] != '}') continue;
    return {open, text.substr(open + 1, close - open - 1)};
  }
  return {};
}

std::size_t end_of(const Place& place) {
  return place.begin + place.name.size() + 2;
}

}  // namespace

const std::vector<std::string>& template_names() {
  static const std::vector<std::string> names{"interface", "config",     "directory", "bridge",
                                              "ssid",      "passphrase", "channel",   "frequency",
                                              "wpa",       "cipher",     "ptk_rekey", "gtk_rekey"};
  return names;
}

std::optional<std::string> unknown_template_name(std::string_view text) {
  const std::vector<std::string>& names = template_names();
  for (Place place = next_place(text, 0); !place.name.empty();
       place = next_place(text, end_of(place))) {
    if (std::ranges::find(names, place.name) == names.end()) return std::string(place.name);
  }
  return std::nullopt;
}

bool tells(const Command& command, std::string_view name) {
  const std::string place = "{" + std::string(name) + "}";
  const auto has_place = [&](const std::string& text) { return text.find(place) != text.npos; };
  return std::ranges::any_of(command.arguments, has_place) ||
         std::ranges::any_of(command.config, has_place);
}

std::string fill_in_template(std::string_view text,
                             const std::map<std::string, std::string>& values) {
  std::string result;
  std::size_t done = 0;
  for (Place place = next_place(text, 0); !place.name.empty(); place = next_place(text, done)) {
    result += text.substr(done, place.begin - done);
    result += values.at(std::string(place.name));
    done = end_of(place);
  }
  return result.append(text.substr(done));
}

}  // namespace keyrace

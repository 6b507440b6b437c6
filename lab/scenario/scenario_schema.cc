#include "lab/scenario/scenario_schema.h"

#include "lab/scenario/fields_page.h"
#include "lab/scenario/fields_schema.h"
#include "lab/scenario/scenario_fields.h"

namespace keyrace {
namespace {

constexpr char kWhatItDescribes[] = "What one run of keyrace does, and what its report must say.";

constexpr char kPageHead[] =
    R"(<!-- Generated: keyrace schema --format markdown > docs/scenario.md -->
# The scenario language

A scenario is a JSON object, in which `//` and `/* */` comments are allowed. Only its name has to be
given; a key that is unknown, or that has no meaning beside the others, is an error. `keyrace schema`
prints the same as a JSON Schema, for editors: write it to a file and name that in `"$schema"`.

Durations are strings of a whole number and a unit, `ns`, `us`, `ms` or `s`, without a space: `"50ms"`.
They are virtual time. Members are named as `faults[].by` here, and as `/faults/0/by` in errors, by
`--set` and in a variant's `set`.
)";

}  // namespace

nlohmann::ordered_json scenario_schema() {
  Scenario defaults;
  nlohmann::ordered_json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                                {"title", "keyrace scenario"},
                                {"description", kWhatItDescribes}};
  schema.update(
      FieldsSchema::object_schema([&defaults](Fields& fields) { describe(fields, defaults); }));
  return schema;
}

std::string scenario_page() {
  Scenario defaults;
  return kPageHead + FieldsPage::sections("", kWhatItDescribes, [&defaults](Fields& fields) {
           describe(fields, defaults);
         });
}

}  // namespace keyrace

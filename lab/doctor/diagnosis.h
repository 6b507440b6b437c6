// All findings of `keyrace doctor`, and how they are printed.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lab/doctor/facts.h"
#include "lab/doctor/finding.h"

namespace keyrace {

struct Diagnosis {
  std::vector<Finding> findings;

  // Nothing that the default engine needs is missing or wrong.
  bool default_engine_works() const;
};

Diagnosis diagnose(const Facts& facts);

// A line for each finding, the remedies below theirs.
std::string diagnosis_to_text(const Diagnosis& diagnosis);
// {schema, keyrace, works, findings[]{what, state, found, remedy[], required}}
nlohmann::ordered_json diagnosis_to_json(const Diagnosis& diagnosis);

}  // namespace keyrace

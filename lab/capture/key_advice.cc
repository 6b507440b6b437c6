#include "lab/capture/key_advice.h"

#include <algorithm>

namespace keyrace {
namespace {

std::optional<Akm> akm_of(const std::optional<SecurityElement>& security) {
  if (!security || security->akms.size() != 1) return std::nullopt;
  return security->akms.front();
}

}  // namespace

std::string why_no_pmk_helps(const std::optional<SecurityElement>& security) {
  if (!security) return "";
  if (std::ranges::all_of(security->akms, is_ft)) {
    return "FT: keyrace does not compute FT's key hierarchy; give --tk";
  }
  if (security->pairwise.size() != 1) return "";
  const CipherSuite cipher = security->pairwise.front();
  if (cipher == CipherSuite::kTkip || cipher == CipherSuite::kCcmp) return "";
  const std::string name = cipher == CipherSuite::kOther ? "unknown" : to_string(cipher);
  return "its cipher is " + name + "; keyrace opens TKIP and CCMP";
}

std::string pmk_advice(const std::optional<SecurityElement>& security) {
  const auto akm = akm_of(security);
  if (akm == Akm::kSae || akm == Akm::kSaeExtKey) {
    return "SAE: the PMK can't be computed from the passphrase and a capture; give --pmk";
  }
  if (akm == Akm::kOwe) return "OWE: the PMK can't be computed from a capture; give --pmk";
  return "";
}

}  // namespace keyrace

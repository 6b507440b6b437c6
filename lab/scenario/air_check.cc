#include "lab/scenario/air_check.h"

#include <algorithm>
#include <vector>

#include "lab/scenario/duration_text.h"
#include "lab/scenario/nearest_name.h"
#include "lab/scenario/scenario_error.h"

namespace keyrace {
namespace {

AirType type_of(AirSubtype subtype) {
  switch (subtype) {
    case AirSubtype::kAny:
      return AirType::kAny;
    case AirSubtype::kAssociationRequest:
    case AirSubtype::kAssociationResponse:
    case AirSubtype::kReassociationRequest:
    case AirSubtype::kReassociationResponse:
    case AirSubtype::kProbeRequest:
    case AirSubtype::kProbeResponse:
    case AirSubtype::kBeacon:
    case AirSubtype::kDisassociation:
    case AirSubtype::kAuthentication:
    case AirSubtype::kDeauthentication:
    case AirSubtype::kAction:
      return AirType::kManagement;
    case AirSubtype::kPsPoll:
      return AirType::kControl;
    case AirSubtype::kData:
    case AirSubtype::kNull:
    case AirSubtype::kQosData:
    case AirSubtype::kQosNull:
      return AirType::kData;
  }
  return AirType::kAny;
}

class AirCheck {
 public:
  AirCheck(const Scenario& scenario, const std::string& source)
      : scenario_(scenario), source_(source) {
    nodes_.push_back(scenario.ap.name);
    for (const Sta& sta : scenario.sta) nodes_.push_back(sta.name);
  }

  void check(const std::string& where, const AirRule& rule) const {
    check_match(where + "/match", rule.match);
    if (rule.last && *rule.last < rule.first) {
      fail(where + "/last", "must not be less than \"first\", which is " +
                                std::to_string(rule.first) + "; found " +
                                std::to_string(*rule.last));
    }
    check_window(where, rule);
    if (rule.icv == Icv::kMend && scenario_.network.cipher != Cipher::kTkip) {
      fail(where + "/icv",
           "\"mend\" needs \"tkip\" as /network/cipher: a CCM MIC can't be made to fit without "
           "the key");
    }
  }

 private:
  void check_match(const std::string& where, const AirMatch& match) const {
    if (!match.from.empty()) check_name(where + "/from", match.from);
    if (!match.to.empty() && match.to != "group") check_name(where + "/to", match.to);
    if (!match.from.empty() && match.from == match.to) {
      fail(where + "/to", "nobody sends to itself; another node than \"from\" would be right");
    }
    const AirType type = type_of(match.subtype);
    if (type != AirType::kAny && match.type != AirType::kAny && match.type != type) {
      fail(where + "/subtype", "is not a subtype of \"type\"; leave \"type\" out");
    }
    if (match.bytes.size() % 2 != 0) {
      fail(where + "/bytes", "must be pairs of hexadecimal digits; found " +
                                 std::to_string(match.bytes.size()) + " digits");
    }
    check_range(where + "/epoch", match.epoch);
    check_range(where + "/tsc", match.tsc);
  }

  void check_window(const std::string& where, const AirRule& rule) const {
    if (rule.after >= scenario_.duration) {
      fail(where + "/after", in_quotes(duration_text(rule.after)) + " is too late: the run lasts " +
                                 in_quotes(duration_text(scenario_.duration)));
    }
    if (rule.until == Duration(0) || rule.until > rule.after) return;
    fail(where + "/until", "must be later than \"after\", which is " +
                               in_quotes(duration_text(rule.after)) + "; found " +
                               in_quotes(duration_text(rule.until)));
  }

  void check_range(const std::string& where, const NumberRange& range) const {
    if (!range.from || !range.to || *range.from <= *range.to) return;
    fail(where + "/to", "must not be less than \"from\", which is " + std::to_string(*range.from) +
                            "; found " + std::to_string(*range.to));
  }

  void check_name(const std::string& where, const std::string& name) const {
    if (std::ranges::find(nodes_, name) != nodes_.end()) return;
    const auto near = nearest_name(name, nodes_);
    fail(where, "no node is named " + in_quotes(name) + "; the nodes are " + quoted_list(nodes_) +
                    (near ? "; did you mean " + in_quotes(*near) + "?" : ""));
  }

  [[noreturn]] void fail(const std::string& where, const std::string& reason) const {
    throw ScenarioError(source_, where, reason);
  }

  const Scenario& scenario_;
  const std::string& source_;
  std::vector<std::string> nodes_;
};

}  // namespace

void check_air(const Scenario& scenario, const std::string& source) {
  const AirCheck check(scenario, source);
  for (std::size_t i = 0; i < scenario.air.size(); ++i) {
    check.check("/air/" + std::to_string(i), scenario.air[i]);
  }
}

}  // namespace keyrace

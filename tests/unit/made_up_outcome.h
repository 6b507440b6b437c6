// A made-up run as CI shows it: what the tests of CI's formats are made from.
#pragma once

#include "lab/report/outcome.h"
#include "lab/report/rekey_diagram.h"
#include "tests/unit/made_up_run.h"

namespace keyrace {

class MadeUpOutcome : public MadeUpRun {
 protected:
  MadeUpOutcome() {
    eapol(EapolKeyMessage::k4Way1, 2 * kSecond - 3 * kMs).sender = "ap";
    eapol(EapolKeyMessage::k4Way2, 2 * kSecond - 2 * kMs).sender = "sta";
    eapol(EapolKeyMessage::k4Way3, 2 * kSecond - kMs).sender = "ap";
    eapol(EapolKeyMessage::k4Way4, 2 * kSecond).sender = "sta";
    rekey(2, 2 * kSecond, 2 * kSecond + 50 * kMs);
    traffic(2 * kSecond, 2 * kSecond + 50 * kMs);
  }

  RunOutcome outcome(const std::vector<ExpectationResult>& expectations) {
    Report told = report();
    told.engine = "uml";
    told.wall_s = 0.5;
    told.stacks[0].version = "2.10";
    told.expectations = expectations;
    told.answer = {"One & all.", "Two <b>.", "Three.", "Four."};
    RunOutcome result;
    result.scenario = told.scenario;
    result.seed = 7;
    result.run_directory = "runs/made-up-1";
    result.report = report_to_json(told);
    result.diagram = rekey_diagram(told);
    result.file = "ci/made-up.json";
    result.lines = {3, std::nullopt, 5};
    return result;
  }

  static RunOutcome failure(const std::string& error) {
    RunOutcome result;
    result.scenario = "broken";
    result.seed = 1;
    result.error = error;
    result.file = "ci/broken.json";
    return result;
  }

  const ExpectationResult holds_{"count(rekeys) == 1", true, "count(rekeys) = 1"};
  const ExpectationResult fails_{"traffic.lost < 5", false, "traffic.lost = 5"};
};

}  // namespace keyrace

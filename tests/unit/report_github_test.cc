// GitHub's workflow commands, and the words that all of CI's formats share.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/unit/made_up_outcome.h"

namespace keyrace {
namespace {

using GitHub = MadeUpOutcome;

TEST_F(GitHub, PointsAtEachExpectationThatDoesNotHold) {
  const ExpectationResult odd{"100% :: a", false, "b\r\nc"};
  EXPECT_EQ(outcomes_to_github({outcome({holds_, odd, fails_})}),
            "::error title=made-up,file=ci/made-up.json::"
            "does not hold: 100%25 :: a%0Afound b%0D%0Ac\n"
            "::error title=made-up,file=ci/made-up.json,line=5::"
            "does not hold: traffic.lost < 5%0Afound traffic.lost = 5\n");
}

TEST_F(GitHub, EscapesProperties) {
  RunOutcome odd = failure("no\n::error::x");
  odd.file = "a,b:c%\n.json";
  EXPECT_EQ(outcomes_to_github({odd}),
            "::error title=broken could not be done,file=a%2Cb%3Ac%25%0A.json::no%0A::error::x\n");
}

TEST_F(GitHub, NamesNoFileThatIsNotKnown) {
  RunOutcome unknown = outcome({fails_});
  unknown.file.clear();
  EXPECT_EQ(outcomes_to_github({unknown}),
            "::error title=made-up::does not hold: traffic.lost < 5%0Afound traffic.lost = 5\n");
}

TEST_F(GitHub, SaysNothingWhereAllHolds) {
  EXPECT_EQ(outcomes_to_github({outcome({holds_}), outcome({})}), "");
}

TEST_F(GitHub, IsLimitedToWhatIsShown) {
  const std::vector<RunOutcome> ten(kMostAnnotations, outcome({fails_}));
  const std::string all = outcomes_to_github(ten);
  EXPECT_EQ(std::ranges::count(all, '\n'), 10);
  EXPECT_THAT(all, testing::Not(testing::HasSubstr(" more ")));

  const std::string clipped =
      outcomes_to_github(std::vector<RunOutcome>(300, outcome({fails_, fails_})));
  EXPECT_EQ(std::ranges::count(clipped, '\n'), 10);
  EXPECT_THAT(clipped,
              testing::EndsWith("\n::error title=keyrace::and 591 more that do not hold or "
                                "could not be done\n"));

  RunOutcome large = failure(std::string(100'000, 'x'));
  large.scenario = std::string(1000, 'n');
  EXPECT_LT(outcomes_to_github({large}).size(), 5000u);
}

TEST_F(GitHub, AnErrorIsWorseThanAFailure) {
  EXPECT_EQ(status_of({}), OutcomeStatus::kHolds);
  EXPECT_EQ(status_of({outcome({holds_}), outcome({})}), OutcomeStatus::kHolds);
  EXPECT_EQ(status_of({outcome({fails_}), outcome({holds_})}), OutcomeStatus::kDoesNotHold);
  EXPECT_EQ(status_of({failure("no"), outcome({fails_})}), OutcomeStatus::kError);
  EXPECT_EQ(summary_in_words({outcome({holds_})}), "1 of 1 run holds");
  EXPECT_EQ(summary_in_words({outcome({fails_}), outcome({fails_}), failure("no")}),
            "0 of 3 runs hold, 2 do not, 1 could not be done");
}

}  // namespace
}  // namespace keyrace

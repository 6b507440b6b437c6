// Markdown for a job's summary: its text to the letter, its escaping and its bounds.
#include <gmock/gmock.h>

#include "lab/report/markdown_text.h"
#include "tests/unit/made_up_outcome.h"

namespace keyrace {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(MarkdownText, ShowsTextAsItIs) {
  EXPECT_EQ(markdown_text("a_b *c* <d> [e] `f` g|h\ni"),
            "a\\_b \\*c\\* \\<d\\> \\[e\\] \\`f\\` g\\|h i");
  EXPECT_EQ(markdown_code("rekeys[*].n < 3"), "`rekeys[*].n < 3`");
  EXPECT_EQ(markdown_code("a|b\nc"), "`a\\|b c`");
  EXPECT_EQ(markdown_code("a`b``c"), "```a`b``c```");
  EXPECT_EQ(markdown_code("`"), "`` ` ``");
  EXPECT_EQ(markdown_block("a\n```\nb"), "````\na\n```\nb\n````\n");
}

using Markdown = MadeUpOutcome;

constexpr char kGolden[] = R"(## made-up: 1 of 2 expectations does not hold

ap: hostapd 2.10; sta: wpa\_supplicant; Linux 7.3.4 (uml); seed 7

### Answer

- One \& all.
- Two \<b\>.
- Three.
- Four.

### Frames

0 captured, 0 of them protected data

### Rekeys

| n | kind | sta | cause | AP's TK | STA's TK | window | outage | ICV | MIC | lost |
| ---: | --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| 1 | pairwise | sta | ap | 2.000 s | 2.050 s | 50.0 ms | 60.0 ms | 0 | 0 | 5 |

```mermaid
sequenceDiagram
  participant AP as ap
  participant STA as sta
  AP->>STA: message 1/4, frame 1997000, in the clear, 1.997000 s
  STA->>AP: message 2/4, frame 1998000, in the clear, 1.998000 s
  AP->>STA: message 3/4, frame 1999000, in the clear, 1.999000 s
  STA->>AP: message 4/4, frame 2000000, in the clear, 2.000000 s
  Note over AP: has PTK 2, 2.000000 s
  Note over STA: has PTK 2, 2.050000 s
```

### Expectations

|  | expectation | found |
| --- | --- | --- |
| **does not hold** | `traffic.lost < 5` | traffic.lost = 5 |
| holds | `count(rekeys) == 1` | count(rekeys) = 1 |

Evidence: runs/made-up-1
)";

TEST_F(Markdown, TellsOneRun) {
  EXPECT_EQ(outcomes_to_markdown({outcome({holds_, fails_})}), kGolden);
}

TEST_F(Markdown, TellsSeveralRunsInATableAndThoseThatFailedInFull) {
  const std::string text = outcomes_to_markdown(
      {outcome({holds_}), outcome({holds_, fails_}), failure("boot: no\n```\n# not a title")});
  EXPECT_THAT(text, StartsWith("## keyrace: 1 of 3 runs hold, 1 does not, 1 could not be done\n"));
  EXPECT_THAT(text,
              HasSubstr("| made-up (seed 7, runs/made-up-1) | holds | 1 | 0 | 0 | 5 of 980 |\n"));
  EXPECT_THAT(
      text,
      HasSubstr(
          "| made-up (seed 7, runs/made-up-1) | **1 of 2 expectations does not hold** | 1 |"));
  EXPECT_THAT(text, HasSubstr("| broken | **could not be done** | - | - | - | - |\n"));
  EXPECT_THAT(text, HasSubstr("## broken: could not be done\n\n````\nboot: no\n```\n"));
  EXPECT_THAT(text, Not(HasSubstr("every expectation holds")));
}

TEST_F(Markdown, IsBounded) {
  RunOutcome large = outcome(std::vector<ExpectationResult>(500, fails_));
  large.report["answer"] = nlohmann::ordered_json(500, std::string(5000, 'a'));
  large.report["rekeys"] = nlohmann::ordered_json(500, large.report["rekeys"][0]);
  const std::string one = outcomes_to_markdown({large});
  EXPECT_LT(one.size(), 40'000u);
  EXPECT_THAT(one, HasSubstr("and 480 more sentences\n"));
  EXPECT_THAT(one, HasSubstr("and 480 more rekeys\n"));
  EXPECT_THAT(one, HasSubstr("and 450 more expectations\n"));

  const std::string all = outcomes_to_markdown(std::vector<RunOutcome>(400, large));
  EXPECT_LE(all.size(), kLargestMarkdown);
  EXPECT_THAT(all, HasSubstr(" runs are left out here"));
}

TEST_F(Markdown, SaysWhichOfSeveralRekeysIsDrawn) {
  RunOutcome two = outcome({});
  two.report["rekeys"].push_back(two.report["rekeys"][0]);
  EXPECT_THAT(outcomes_to_markdown({two}), HasSubstr("|\n\nThe worst of them:\n\n```mermaid\n"));
  two.diagram.clear();
  EXPECT_THAT(outcomes_to_markdown({two}), Not(HasSubstr("The worst")));
}

}  // namespace
}  // namespace keyrace

// The HTML page's data: what is in it, and that nothing in it can be more than text.
#include <gmock/gmock.h>

#include "lab/report/timeline.h"
#include "tests/unit/made_up_outcome.h"

namespace keyrace {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class HtmlPage : public MadeUpOutcome {
 protected:
  void SetUp() override {
    if (!has_html_page()) GTEST_SKIP() << "built without the page";
  }

  RunOutcome with_timeline() {
    RunOutcome result = outcome({holds_, fails_});
    result.page = page_text("keyrace");
    return result;
  }

  std::string page_text(const std::string& ssid) {
    const ordered_json page{{"scenario", {{"network", {{"ssid", ssid}}}}},
                            {"timeline", timeline_json(evidence_.guest, verdicts_)}};
    return page.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  }

  static ordered_json data_of(const std::string& page, const std::string& id = "data") {
    const std::string begin = "<script type=\"application/json\" id=\"" + id + "\">";
    const std::size_t from = page.find(begin) + begin.size();
    return ordered_json::parse(page.substr(from, page.find("</script>", from) - from));
  }
};

TEST_F(HtmlPage, HasARunWithItsReportAndTimeline) {
  failed(Verdict::kIcvFailure, 2 * kSecond + kMs);
  const std::string page = outcomes_to_html({with_timeline()});
  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("<title>made-up: 1 of 2 expectations does not hold</title>"));
  EXPECT_THAT(page, HasSubstr("<li>Two &lt;b&gt;.</li>"));
  EXPECT_THAT(page, Not(HasSubstr("@keyrace-")));
  const ordered_json run = data_of(page).at("groups").at(0).at("runs").at(0);
  EXPECT_EQ(run.at("status"), "does-not-hold");
  EXPECT_EQ(run.at("again"), "keyrace run runs/made-up-1/scenario.json");
  EXPECT_EQ(run.at("report").at("answer").at(1), "Two <b>.");
  const ordered_json timeline = data_of(page, run.at("element")).at("timeline");
  EXPECT_EQ(timeline.at("nodes"), ordered_json({"ap", "sta"}));
  EXPECT_EQ(timeline.at("switches").size(), 4U);
  EXPECT_EQ(timeline.at("switches").at(3).at("t_ns"), 2 * kSecond + 50 * kMs);
  EXPECT_EQ(timeline.at("messages").at(0).at("what"), "4way-1");
  EXPECT_EQ(timeline.at("frames").at("names").at("verdict"), ordered_json({"icv_failure"}));
  EXPECT_EQ(timeline.at("frames").at("t_ns"), ordered_json({2 * kSecond + kMs}));
}

TEST_F(HtmlPage, TextStaysText) {
  RunOutcome hostile = with_timeline();
  const std::string evil = "</script><script>alert(1)</script><!--<b> \xff";
  hostile.report["answer"] = {evil};
  hostile.page = page_text(evil);
  hostile.scenario = hostile.run_directory = evil;
  const std::string page = outcomes_to_html({hostile});
  EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  const ordered_json run = data_of(page).at("groups").at(0).at("runs").at(0);
  EXPECT_THAT(
      data_of(page, run.at("element")).at("scenario").at("network").at("ssid").get<std::string>(),
      StartsWith("</script><script>alert(1)</script><!--<b> "));
  EXPECT_THAT(run.at("again").get<std::string>(), StartsWith("keyrace run '</script>"));
}

TEST_F(HtmlPage, ItsOwnMarksInTextStayText) {
  RunOutcome odd = with_timeline();
  odd.report["answer"] = {"@keyrace-title@ \"@keyrace-data@\" @keyrace-words@"};
  const std::string page = outcomes_to_html({odd});
  EXPECT_THAT(page, HasSubstr("<title>made-up: "));
  EXPECT_EQ(data_of(page).at("groups").at(0).at("runs").at(0).at("report").at("answer"),
            odd.report["answer"]);
}

TEST_F(HtmlPage, PutsVariantsSideBySide) {
  RunOutcome one = with_timeline();
  RunOutcome other = with_timeline();
  one.variant = "one";
  other.variant = "other";
  other.report["frames"]["verdicts"]["mic_failure"] = 7;
  const ordered_json groups = data_of(outcomes_to_html({failure("boot"), one, other})).at("groups");
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups.at(0).at("runs").at(0).at("error"), "boot");
  EXPECT_TRUE(groups.at(0).at("table").is_null());
  EXPECT_EQ(groups.at(1).at("runs").size(), 2U);
  const ordered_json row{{"fact", "MIC failures"}, {"cells", {"0", "7"}}, {"differs", true}};
  const ordered_json& table = groups.at(1).at("table");
  EXPECT_EQ(std::count(table.begin(), table.end(), row), 1) << table.dump(1);
}

}  // namespace
}  // namespace keyrace

// What the parts of a run cost, from runs that differ in one of them.
#include "tests/bench/bare_stacks.h"
#include "tests/bench/lab_runs.h"
#include "tests/bench/sections.h"

namespace keyrace::bench {
namespace {

using nlohmann::json;

json traffic(int rate) {
  return {{"direction", "downlink"}, {"sta", "sta"}, {"rate", rate}, {"size", 64}};
}

json scenario(const std::string& duration) {
  return {{"schema", 1}, {"name", "bench"}, {"duration", duration}};
}

json with_rekeys(json what, const std::string& each) {
  what["ap"] = {{"ptk_rekey", each}};
  return what;
}

json with_traffic(json what, int rate) {
  what["traffic"] = {traffic(rate)};
  return what;
}

json with_stas(json what, int count) {
  what["sta"] = json::array();
  for (int i = 1; i <= count; ++i) what["sta"].push_back({{"name", "sta" + std::to_string(i)}});
  return what;
}

json brief(json what) {
  what["logs"] = "info";
  return what;
}

// CPU time of what `many` has more than `few`.
template <typename Run>
double slope(const Run& few, const Run& many, double Run::*of) {
  return (many.usage.cpu_s - few.usage.cpu_s) / (many.*of - few.*of);
}

}  // namespace

Table cost_section() {
  Table table{"cost",
              "the parts of a run: differences between runs, each the median of 3",
              {"what", "cost", "unit"},
              {}};
  const LabRuns lab;
  const auto add = [&](const std::string& what, double cost, const char* unit) {
    table.rows.push_back({what, number(cost, cost < 10 ? "%.2f" : "%.1f"), unit});
  };

  const LabRun shortest = lab.of(scenario("100ms"));
  add("boot, AP and STA start and connect, analysis", shortest.usage.cpu_s, "CPU s");
  add("the same", shortest.usage.wall_s, "wall s");
  const LabRun brief_shortest = lab.of(brief(scenario("100ms")));
  add("the same with logs \"info\"", brief_shortest.usage.cpu_s, "CPU s");

  const std::string& scratch = lab.directory();
  const BareRun bare = bare_stacks(scratch, 3, 0, true);
  add("boot, AP and STA start and connect, without the lab", bare.usage.cpu_s, "CPU s");
  const BareRun brief_bare = bare_stacks(scratch, 3, 0, false);
  add("the same without debug logs", brief_bare.usage.cpu_s, "CPU s");

  const LabRun idle = lab.of(scenario("60s"));
  add("a virtual minute without traffic", idle.usage.cpu_s - shortest.usage.cpu_s, "CPU s");

  const LabRun few_rekeys = lab.of(with_rekeys(scenario("60s"), "20s"));
  const LabRun rekeys = lab.of(with_rekeys(scenario("60s"), "1s"));
  add("a rekey", slope(few_rekeys, rekeys, &LabRun::rekeys) * 1e3, "CPU ms");
  const LabRun brief_few = lab.of(brief(with_rekeys(scenario("60s"), "20s")));
  const LabRun brief_rekeys = lab.of(brief(with_rekeys(scenario("60s"), "1s")));
  add("the same with logs \"info\"", slope(brief_few, brief_rekeys, &LabRun::rekeys) * 1e3,
      "CPU ms");

  for (const bool debug : {true, false}) {
    add(debug ? "a rekey without the lab" : "the same without debug logs",
        slope(bare_stacks(scratch, 60, 20, debug), bare_stacks(scratch, 60, 1, debug),
              &BareRun::handshakes) *
            1e3,
        "CPU ms");
  }

  const LabRun hundred = lab.of(with_traffic(scenario("60s"), 100));
  add("at 100 packets a second", hundred.virtual_s / hundred.usage.wall_s, "virtual s a wall s");
  for (const int rate : {1000, 10'000}) {
    const LabRun many = lab.of(with_traffic(scenario("60s"), rate));
    add("a data frame, " + number(many.judged, "%.0f") + " in a run",
        slope(hundred, many, &LabRun::judged) * 1e6, "CPU us");
    add("peak memory of that run", many.usage.peak_mb, "MB");
  }

  LabRun fewer = lab.of(with_stas(with_rekeys(scenario("20s"), "5s"), 1));
  int before = 1;
  for (const int count : {2, 8, 32}) {
    const LabRun more = lab.of(with_stas(with_rekeys(scenario("20s"), "5s"), count));
    add("a further STA of " + std::to_string(count) + ", with 4 rekeys",
        (more.usage.cpu_s - fewer.usage.cpu_s) / (count - before) * 1e3, "CPU ms");
    fewer = more;
    before = count;
  }

  json swept = with_rekeys(with_traffic(scenario("2500ms"), 100), "2s");
  swept["faults"] = {{{"node", "sta"}, {"fault", "delay"}, {"by", "1ms"}, {"first", 2}}};
  constexpr int kPoints = 40;
  const std::string range = "/faults/0/by=1ms..40ms:1ms";
  const Usage alone = lab.campaign(swept, {"--sweep", range, "--jobs", "1"});
  const Usage together = lab.campaign(swept, {"--sweep", range});
  add("a point of a sweep of 40", together.cpu_s / kPoints, "CPU s");
  add("the same", together.wall_s / kPoints, "wall s");
  add("the same with logs \"info\"",
      lab.campaign(brief(swept), {"--sweep", range}).wall_s / kPoints, "wall s");
  add("with all cores, as much faster as with one job", alone.wall_s / together.wall_s, "times");
  return table;
}

}  // namespace keyrace::bench

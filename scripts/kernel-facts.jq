# The facts of one run that scripts/kernels compares: jq -n --slurpfile report report.json
# --slurpfile frames frames.jsonl --slurpfile keys keys.jsonl --arg on KERNEL --arg name SCENARIO -f this.
def first_of(key): [$keys[] | select(.event == "install" and .key == key and .node != "ap") | .asked_ns] | min;
$report[0] as $r
| {
    $on, $name, kernel: $r.engine.kernel,
    held: ($r.expectations | map(select(.held)) | length), of: ($r.expectations | length),
    failed: ($r.expectations | map(select(.held | not) | .text)),
    verdicts: ($r.frames.verdicts | with_entries(select(.value > 0))),
    lost: $r.traffic.lost,
    reasons: ($r.observed.tkip_failure + $r.observed.ccmp_failure),
    disagreements: ($r.model.disagreements | length),
    gap_ms: ([$r.traffic.flows[].longest_gap_ns] | max / 1e6 | round),
    more_data: $r.power_save.more_data, dtim_group: $r.power_save.dtim_group,
    # How far a rekey's window is from holding one datagram less, of those that lost one for each 10 ms and
    # one more; in microseconds.
    slack_us: ([$r.rekeys[] | select(.window_ns and .lost_in_window * 10000000 > .window_ns
        and (.lost_in_window - 1) * 10000000 <= .window_ns)
      | .window_ns - (.lost_in_window - 1) * 10000000] | max // 0 | . / 1000 | round),
    # First frames under a pairwise key (TSC 1) that came before their receiver had it.
    too_early: ([$frames[] | select(.n and .tsc == 1 and (.group | not)
        and (.verdict == "icv_failure" or .verdict == "no_key"))] | length),
    group_after_ms: ([first_of("group"), first_of("pairwise")]
      | if all(.[]; . != null) then ((.[0] - .[1]) / 1e6 | round) else null end)
  }

// The steps of shim_probe that together are everything a stack might do: what it must not see the
// shim in.
#pragma once

#include "tests/unit/shim_run.h"

namespace keyrace {

// Every way of sending with every message.
inline Words every_way_of_sending() {
  Words steps{"wild", "fd"};
  for (const char* way : {"write",           "send",           "send-oob",
                          "sendto",          "sendto-process", "writev",
                          "writev-pieces",   "sendmsg",        "sendmsg-pieces",
                          "sendmsg-unnamed", "sendmmsg",       "sendmmsg-twice",
                          "route-send",      "local-send",     "local-write",
                          "local-sendmmsg",  "local-sendmsg",  "pipe-write",
                          "pipe-writev",     "pipe-send",      "nowhere-sendmmsg",
                          "nowhere-write",   "nowhere-sendmsg"}) {
    for (const char* message :
         {"nested",       "flat",    "pairwise",     "group",      "flat-group",   "peer-group",
          "ccmp",         "gcmp256", "long",         "set",        "delete",       "get",
          "batch",        "crowd",   "connect",      "join-ibss",  "start-ap",     "authenticate",
          "connect-bare", "large",   "delete-group", "no-request", "other-family", "cut",
          "ragged",       "text",    "zeros"}) {
      steps.push_back(std::string(way) + "=" + message + ":42");
    }
  }
  steps.push_back("fd");
  return steps;
}

// Each way to receive.
inline Words every_way_of_receiving() {
  Words steps;
  for (const char* reader : {"read", "readv", "recv", "recvfrom", "recvmsg", "peek", "recvmmsg",
                             "short", "recv-chk", "recvfrom-chk", "read-chk"}) {
    steps = steps + Words{std::string("reader=") + reader, "sendmsg=group:10", "write=batch:20",
                          "local-send=group:30",           "pipe-write=text",  "wild"};
  }
  return steps;
}

// Each way to get at the answer to a pairwise install, and each way of asking for it.
inline Words every_way_of_being_answered() {
  Words steps;
  for (const char* reader : {"read", "readv", "recv", "recvfrom", "recvmsg", "peek", "recvmmsg",
                             "short", "recv-chk", "recvfrom-chk", "read-chk"}) {
    for (const char* way : {"write", "send", "sendto", "writev-pieces", "sendmsg", "sendmsg-pieces",
                            "sendmsg-unnamed", "sendmmsg-twice"}) {
      steps = steps + Words{std::string("reader=") + reader, std::string(way) + "=nested:10"};
    }
  }
  return steps;
}

}  // namespace keyrace

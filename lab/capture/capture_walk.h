// Goes through a capture once, in order, in constant memory for each station: learns keys from the
// handshakes, opens every protected data frame and judges it at its receiver, as far as the air
// tells. Called by `keyrace verify`. Arrow: capture + given keys -> findings, verdicts.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "lab/capture/findings.h"
#include "lab/capture/given_keys.h"
#include "lab/capture/group_keys.h"
#include "lab/capture/networks.h"
#include "lab/capture/session.h"
#include "lab/capture/verdict_queue.h"

namespace keyrace {

// Whom the walk tells what it finds, frame by frame.
class CaptureListener {
 public:
  virtual ~CaptureListener() = default;
  // Protected data frames, and clear ones on a link that has its key, in the order of the capture;
  // a later frame may have to be seen first.
  virtual void on_verdict(const CaptureVerdict& verdict) = 0;
  // Nothing more will be told of frames up to number n.
  virtual void on_settled(std::uint64_t n) = 0;
  // What another frame is, at once: a message of a handshake, a report, a deauthentication.
  virtual void on_event(std::uint64_t n, const std::string& what) = 0;
};

class CaptureWalk {
 public:
  // Both must outlive this; `listener` may be null.
  CaptureWalk(const GivenKeys& given, CaptureListener* listener);
  CaptureWalk(const CaptureWalk&) = delete;
  CaptureWalk& operator=(const CaptureWalk&) = delete;

  // The next frame. `ahead` (may be null): what is known of it already, see key_ahead.
  void take(const AirFrame& frame, OpenedAhead* ahead = nullptr);
  // After the last one.
  CaptureFindings finish(bool truncated);

  // The key under which a frame is most likely to have been sent; what open_ahead needs.
  struct KeyAhead {
    int epoch = 0;  // 0: none
    EpochKey key{TkipKey{}};
    bool from_ap = false;
    LinkOpener* link = nullptr;
  };
  void key_ahead(const AirFrame& frame, KeyAhead& ahead);

 private:
  using Link = std::pair<MacAddress, MacAddress>;  // AP, STA
  // Which of a frame's RA and TA the AP is.
  struct Ends {
    const MacAddress& ap;
    const MacAddress& sta;
    bool from_ap = false;
  };

  // Of a data frame; it must outlive them. Nothing: neither is one, as in an IBSS.
  std::optional<Ends> ends_of(const MacHeader& header) const;
  Session* find_session(const Ends& ends);  // nullptr: there is none yet
  Session& session_of(const Ends& ends);
  GroupKeys& group_of(const MacAddress& bssid);
  void know_network(const MacAddress& bssid);
  void know_keys(Session& session);

  void take_apart(const AirFrame& frame, OpenedAhead* ahead);
  void on_management(const AirFrame& frame);
  void on_clear(const AirFrame& frame, const Ends& ends);
  void on_protected(const AirFrame& frame, OpenedAhead* ahead);
  void on_protected_unicast(const AirFrame& frame, const Ends& ends, OpenedAhead* ahead);
  void on_protected_group(const AirFrame& frame, OpenedAhead* ahead);
  void follow(Session& session, const AirFrame& frame, bool from_ap, const SenderKeys& sender);
  void on_eapol_key(const AirFrame& frame, Session& session, EapolKey key);
  void on_report(const AirFrame& frame, Session& session, const EapolKey& key);
  void learn(Session& session, const std::vector<GroupKey>& keys, const Moment& told);
  void try_again(Session& session);

  void queue(const AirFrame& frame, Session* session, bool to_sta, const SenderKeys& sender);
  void decide(std::uint64_t n, const Judgement& judgement, bool assumed);
  void decide_without_key(std::uint64_t n, std::string why, bool may_open_later);
  void make_room();
  void give_out(const QueuedVerdict& queued);

  const GivenKeys& given_;
  CaptureListener* listener_;
  PmkFinder pmks_;
  Networks networks_;
  std::map<Link, std::unique_ptr<Session>> sessions_;
  std::map<MacAddress, std::unique_ptr<GroupKeys>> groups_;
  Session* last_session_ = nullptr;  // most frames are of the one before
  VerdictQueue queue_;
  std::map<MacAddress, std::vector<std::uint64_t>> mic_failures_;  // by STA: not reported yet
  SenderKeys sender_;                                              // reused
  CaptureFindings findings_;
};

}  // namespace keyrace

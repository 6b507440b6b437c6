// One access point and one station of a capture: the keys of their handshakes, and what either side
// shows of them. Called by CaptureWalk. Arrow: capture -> verdicts.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "lab/capture/findings.h"
#include "lab/capture/receiving_side.h"
#include "lab/tkip/group_key.h"
#include "lab/tkip/handshake_keys.h"

namespace keyrace {

struct EapolMessage {
  Moment at;
  bool encrypted = false;
  EapolKey key;
};

class Session {
 public:
  // judged: of frames in both directions.
  Session(const MacAddress& ap, const MacAddress& sta, ReceivingSide::Judged judged);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Earlier messages may make sense now: gives the group keys that they carried.
  std::vector<GroupKey> know_pmks(const std::vector<Pmk>& pmks);
  // Negotiated, or what the AP offers as long as that is not known.
  void know_security(const SecurityElement& security, bool negotiated);
  // A key of the session's, in the order in which they were installed.
  void add_key(const EpochKey& key, const Moment& told);
  // One that may be of this session: a frame will tell.
  void add_candidate(const EpochKey& key, const Moment& told);

  // Gives the group keys that it carries.
  std::vector<GroupKey> on_eapol_key(EapolMessage message);
  // Whether a key opens the frame; then `sender` tells which.
  bool open(const AirFrame& frame, bool from_ap, SenderKeys& sender, OpenedAhead* ahead);
  // Of an opened frame: what its sender shows.
  void note_sender(const AirFrame& frame, bool from_ap, const SenderKeys& sender);
  // Of a verdict that is given out.
  void note_verdict(const CaptureVerdict& verdict, int changeover);
  void note_end(const LinkEnd& end);
  // The link begins anew.
  void begin_anew();
  // After the last frame.
  void finish();

  ReceivingSide& side(bool ap) { return ap ? ap_side_ : sta_side_; }
  LinkOpener& link(bool from_ap) { return from_ap ? from_ap_ : from_sta_; }
  const KeyEpochs& epochs() const { return epochs_; }
  // The newest key that a message told or a frame was sent under; 0: none yet.
  int current() const { return current_; }
  bool may_get_key() const { return handshake_.has_pmk(); }
  // Why there is no key for a frame that none opens.
  std::string why_no_key() const;

  SessionFindings findings;
  // Frames that no key opened, the newest last: a key that is told later may.
  std::deque<AirFrame> unopened;

 private:
  struct Candidate {
    EpochKey key;
    Moment told;
  };
  struct Begun {  // a handshake
    std::optional<Nonce> anonce;
    bool snonce_seen = false;
    std::vector<std::uint64_t> replay_counters;  // of the AP's messages; answers have the same
    std::optional<TemporalKey> tk;
    HandshakeFindings findings;

    bool lacks_nonce() const { return !tk && (!anonce || !snonce_seen); }
  };

  std::vector<GroupKey> explain(const EapolMessage& message);
  void note_group_message_1(const GroupKey& group, const EapolMessage& message);
  void note_group_message_2(const EapolMessage& message);
  void count_mic(bool right);
  void note_message(const EapolMessage& message, const std::optional<Ptk>& ptk);
  Begun& handshake_of(const EapolKey& key, const std::optional<Ptk>& ptk);
  void note_over(const Begun& begun);
  std::vector<EpochKey> possible_keys(const Ptk& ptk) const;
  bool open_with_candidate(const AirFrame& frame, bool from_ap, SenderKeys& sender);

  KeyEpochs epochs_;
  HandshakeKeys handshake_;
  std::deque<EapolMessage> messages_;  // the last ones, of handshakes
  std::deque<Begun> begun_;            // the newest last
  std::vector<Begun> over_;            // that have no epoch as far as they were seen
  std::vector<Candidate> candidates_;
  bool negotiated_ = false;
  bool fresh_ = true;
  int current_ = 0;
  Moment last_of_ap_, last_of_sta_;  // protected frames that a key opened
  LinkOpener from_ap_, from_sta_;
  ReceivingSide ap_side_, sta_side_;
};

}  // namespace keyrace

// The signs of a rekey's picture, and what they mean. Called by rekey_picture.cc, and by
// rekey_diagram.cc for what it says of keys.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "lab/report/rekey_window.h"
#include "lab/report/text_style.h"

namespace keyrace {

// One character. Letters tell failures apart without colour, in every font and in a pasted text.
std::string mark_of(Verdict verdict, const TextStyle& style);
// Of frames that share a column the one with the most is shown; 0: the receiver took it.
int harm_of(Verdict verdict);

// One character for WindowEvent::message.
std::string sign_of(const std::string& message);

bool is_whole(const NodeKey& key);
// "the TK of PTK 2 with the MIC key of PTK 1"
std::string spoken_halves(const NodeKey& key, bool group);
// "2"; "2/1": the TK of 2 with the MIC keys of 1; "2/2'": MIC keys that changed places; "": none.
std::string label_of(const NodeKey& key);

// What a picture shows.
struct ShownSigns {
  std::set<Verdict> verdicts = {};
  std::set<std::string> messages = {};
  std::vector<NodeKey> halves = {};  // keys whose parts do not belong together
  bool shared = false;               // a column has several frames
};

// What all of these mean, in sentences.
std::vector<std::string> legend_of(const ShownSigns& signs, bool group, const TextStyle& style);

}  // namespace keyrace

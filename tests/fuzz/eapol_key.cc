#include "lab/dot11/eapol_key.h"

#include "lab/dot11/eap.h"
#include "lab/dot11/security_element.h"
#include "lab/tkip/group_key.h"
#include "tests/fuzz/targets.h"

namespace keyrace {

void fuzz_eapol_key(ByteSpan input) {
  const Parsed<EapPacket> eap = parse_eap_packet(input);
  require(eap || !eap.error.empty(), "what is malformed has a reason");
  if (eap && eap->method) require(!eap_method_name(*eap->method).empty(), "a method has a name");

  const Parsed<EapolKey> key = parse_eapol_key(input);
  require(key || !key.error.empty(), "what is malformed has a reason");
  if (!key) return;
  const Kck kck{};
  require(key->mic_present || verify_mic(kck.octets, *key) == EapolMicCheck::kNotChecked,
          "without a MIC there is nothing to check");
  verify_mic(kck.octets, *key);
  to_string(key->message());
  find_security_element(key->key_data);
  const Kek kek{};
  if (const auto group = group_key(kek, *key)) {
    require(!group->gtk.empty() && group->gtk.size() <= key->key_data.size(), "a GTK was wrapped");
  }
}

}  // namespace keyrace

/* Part of shim_probe: EAPOL-Key frames, as nl80211 control port frames and, "raw-", as they are. */
#ifndef KEYRACE_TESTS_SHIM_PROBE_EAPOL_H
#define KEYRACE_TESTS_SHIM_PROBE_EAPOL_H

#include "shim_probe_messages.h"

#define EAPOL_OCTETS 99 /* without key data */

static const struct eapol {
  const char* name;
  uint16_t information; /* key information, as it is in the frame */
  uint8_t key_data;     /* octets */
} eapols[] = {
    {"eapol-1", 0x0089, 0},      {"eapol-2", 0x0109, 24},       {"eapol-3", 0x01c9, 24},
    {"eapol-4", 0x0109, 0},      {"eapol-group-1", 0x0391, 32}, {"eapol-group-2", 0x0311, 0},
    {"eapol-report", 0x0d09, 0},
};

static size_t make_eapol(const struct eapol* eapol, uint8_t fill, uint8_t* frame) {
  const size_t size = EAPOL_OCTETS + eapol->key_data;
  memset(frame, fill, size);
  frame[0] = 1;
  frame[1] = 3;
  frame[2] = 0;
  frame[3] = (uint8_t)(size - 4);
  frame[4] = 254;
  frame[5] = (uint8_t)(eapol->information >> 8);
  frame[6] = (uint8_t)eapol->information;
  frame[97] = 0;
  frame[98] = eapol->key_data;
  return size;
}

static void put_control_port(struct buffer* buffer, const uint8_t* frame, size_t size) {
  const uint16_t ethertype = 0x888e;
  start_message(buffer, FAMILY, NLM_F_REQUEST | NLM_F_ACK, NL80211_CMD_CONTROL_PORT_FRAME);
  attribute_u32(buffer, NL80211_ATTR_IFINDEX, 3);
  attribute(buffer, NL80211_ATTR_MAC, peer, sizeof peer);
  attribute(buffer, NL80211_ATTR_CONTROL_PORT_ETHERTYPE, &ethertype, sizeof ethertype);
  attribute(buffer, NL80211_ATTR_CONTROL_PORT_NO_ENCRYPT, NULL, 0);
  attribute(buffer, NL80211_ATTR_FRAME, frame, size);
  end_message(buffer);
}

static bool put_eapol(struct buffer* buffer, const char* name, uint8_t fill) {
  const bool raw = strncmp(name, "raw-", 4) == 0;
  for (size_t i = 0; i < sizeof eapols / sizeof eapols[0]; ++i) {
    if (strcmp(name + (raw ? 4 : 0), eapols[i].name) != 0) continue;
    uint8_t frame[EAPOL_OCTETS + 64];
    const size_t size = make_eapol(&eapols[i], fill, frame);
    if (raw) {
      memcpy(buffer->bytes, frame, size);
      buffer->size = size;
    } else {
      put_control_port(buffer, frame, size);
    }
    return true;
  }
  return false;
}

#endif

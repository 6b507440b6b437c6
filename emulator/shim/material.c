#include "emulator/shim/material.h"

#include <string.h>

#define CIPHER_TKIP 0x000fac02u
#define TX_MIC MATERIAL_TK_OCTETS
#define RX_MIC (MATERIAL_TK_OCTETS + MATERIAL_MIC_OCTETS)

bool material_is_tkip(const struct key_request* request) {
  return request->cipher == CIPHER_TKIP && request->material.present &&
         request->material.size == MATERIAL_TKIP_OCTETS;
}

bool material_has_parts(const struct key_request* request, uint32_t parts) {
  if ((parts & ~(uint32_t)KEYRACE_PART_TK) != 0) return material_is_tkip(request);
  return request->material.present && request->material.size > 0;
}

static void into_draft(struct draft* draft, const struct key_octets* material) {
  memcpy(draft->bytes + material->offset, material->bytes, key_octets_kept(material));
  draft->changed = true;
}

void material_swap_mic(struct draft* draft, struct key_event* event) {
  struct key_octets* material = &event->request.material;
  uint8_t tx[MATERIAL_MIC_OCTETS];
  memcpy(tx, material->bytes + TX_MIC, sizeof tx);
  memcpy(material->bytes + TX_MIC, material->bytes + RX_MIC, sizeof tx);
  memcpy(material->bytes + RX_MIC, tx, sizeof tx);
  into_draft(draft, material);
}

void material_corrupt(struct draft* draft, struct key_event* event, uint32_t parts) {
  struct key_octets* material = &event->request.material;
  if ((parts & KEYRACE_PART_TK) != 0) material->bytes[0] ^= 0xff;
  if ((parts & KEYRACE_PART_TX_MIC) != 0) material->bytes[TX_MIC] ^= 0xff;
  if ((parts & KEYRACE_PART_RX_MIC) != 0) material->bytes[RX_MIC] ^= 0xff;
  into_draft(draft, material);
}

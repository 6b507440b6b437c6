// The one description of every member that a scenario file can have.
// Called through Fields::object by the scenario reader and writer; first arrow, scenario -> engine.
#pragma once

#include "lab/scenario/fields.h"
#include "lab/scenario/scenario.h"

namespace keyrace {

// Flow::sta where everybody is meant: no node can be called so.
inline constexpr char kEveryStaName[] = "all";

// As the scenario spells it: "swap-mic".
std::string_view fault_kind_name(FaultKind kind);
std::string_view trigger_action_name(TriggerAction action);    // "rekey-ptk"
std::string_view trigger_event_name(TriggerEvent event);       // "data-frame"
std::string_view protocol_name(Protocol protocol);             // "tcp"
std::string_view direction_name(Direction direction);          // "uplink"
std::string_view air_action_name(AirAction action);            // "drop-ack"
std::string_view key_management_name(KeyManagement key_mgmt);  // "eap-tls"
std::string_view radius_server_name(RadiusServer server);      // "freeradius"
std::string_view radius_fault_name(RadiusFault fault);         // "wrong-secret"
std::string_view stack_name(ApStack stack);
std::string_view stack_name(StaStack stack);

void describe(Fields& fields, Network& network);
void describe(Fields& fields, Radius& radius);  // radius_fields.cc
void describe(Fields& fields, Ap& ap);
void describe(Fields& fields, Sta& sta);
void describe(Fields& fields, Flow& flow);
void describe(Fields& fields, Fault& fault);
void describe(Fields& fields, Trigger& trigger);
void describe(Fields& fields, NumberRange& range);
void describe(Fields& fields, AirMatch& match);  // air_fields.cc, as the next
void describe(Fields& fields, AirRule& rule);
void describe(Fields& fields, Variant& variant);
void describe(Fields& fields, Sweep& sweep);
void describe(Fields& fields, Scenario& scenario);

}  // namespace keyrace

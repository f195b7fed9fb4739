// Counter checks: what the doctor says of counters: which there are, how many at once, what the type shows,
// what is permitted, and whether there are descriptors enough. Pure.
#pragma once

#include "collector/host/doctor.h"

namespace crossfade::collector {

Check check_counters(const DoctorFacts& facts);
/// What the atlas says of guests of the type, beside what this one shows.
Check check_counters_of_type(const DoctorFacts& facts);
Check check_counters_at_once(const DoctorFacts& facts);
Check check_clock_counters(const DoctorFacts& facts);
Check check_counted_scope(const DoctorFacts& facts);
Check check_nmi_watchdog(const DoctorFacts& facts);
Check check_event_tables(const DoctorFacts& facts);
Check check_permissions(const DoctorFacts& facts);
Check check_descriptors(const DoctorFacts& facts);

}  // namespace crossfade::collector

// What a run found, as JSON on one line:
//
//   {"seconds":2.0,"requests":61234,"per_second":30617.0,"conflicts":0,"errors":0,"unsent":0,
//    "sent_bytes":79602342,"received_bytes":45313160,"items":0,
//    "client_cpu_share":0.61,"server_cpu_us":31.2,
//    "all":{"count":…,"p50_us":…,"p90_us":…,"p99_us":…,"p999_us":…,"max_us":…},
//    "reads":{…},"writes":{…},"get":{…}}
#pragma once

#include <string>

#include "load/engine.h"

namespace load {

// server_cpu_us, per request, is left out if no server was watched.
// `items` are those of the pages that were followed.
std::string ToJson(const Figures& figures, bool watched, uint64_t items = 0);

}  // namespace load

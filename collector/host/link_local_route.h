// Link-local route: whether the address of the metadata services, 169.254.169.254, can be reached from here
// as far as the kernel's table of routes says. A route is no answer: a firewall may drop what is sent.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace crossfade::collector {

/// Empty if a route of /proc/net/route below root covers it, else why not.
std::string why_no_link_local_route(const std::filesystem::path& root);

/// Does a table as /proc/net/route shows it have a route to 169.254.169.254 that is up and no refusal?
bool has_link_local_route(std::string_view table);

}  // namespace crossfade::collector

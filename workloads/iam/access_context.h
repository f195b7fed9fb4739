// What is asked of an access decision: who wants to do what with which resource, and the circumstances that
// conditions may look at. The names are those of AWS IAM's condition keys and operators (IAM User Guide, "IAM
// JSON policy elements: Condition operators" and "AWS global condition context keys").
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crossfade::workloads::iam {

enum class Key : std::uint8_t {
  source_ip,
  principal_org,
  principal_team,
  request_environment,
  source_endpoint,
  secure_transport,
  mfa_present,
  mfa_age,
  current_time,
};
inline constexpr std::array<std::string_view, 9> kKeyNames{
    "aws:SourceIp",   "aws:PrincipalOrgID",  "aws:PrincipalTag/team",      "aws:RequestTag/env",
    "aws:SourceVpce", "aws:SecureTransport", "aws:MultiFactorAuthPresent", "aws:MultiFactorAuthAge",
    "aws:CurrentTime"};

enum class Operator : std::uint8_t {
  ip_address,
  not_ip_address,
  string_equals,
  string_not_equals,
  string_like,
  string_not_like,
  boolean,
  number_at_most,
  number_above,
  date_before,
  date_after,
  null,
};
inline constexpr std::array<std::string_view, 12> kOperatorNames{
    "IpAddress",       "NotIpAddress", "StringEquals",          "StringNotEquals",    "StringLike",
    "StringNotLike",   "Bool",         "NumericLessThanEquals", "NumericGreaterThan", "DateLessThan",
    "DateGreaterThan", "Null"};

struct AccessContext {
  std::string action;           ///< in lower case: actions are compared without case
  std::string resource;         ///< ARN
  bool same_account = true;     ///< the resource is in the principal's account
  std::uint32_t source_ip = 0;  ///< host byte order
  std::string principal_org;
  std::string principal_team;
  std::optional<std::string> request_environment;
  std::optional<std::string> source_endpoint;
  bool secure_transport = true;
  bool mfa_present = false;
  std::uint32_t mfa_age_s = 0;      ///< only where mfa_present
  std::int64_t current_time_s = 0;  ///< since 1970
};

}  // namespace crossfade::workloads::iam

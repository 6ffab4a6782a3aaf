// How much of what others send is looked at.
#ifndef OSTEON_COMMON_IDENTITY_LIMITS_H_
#define OSTEON_COMMON_IDENTITY_LIMITS_H_

#include <cstddef>

namespace osteon {

// Longest PEM text of a certificate, chain, request, key or identity file.
inline constexpr std::size_t kMaxPemBytes = 64 * 1024;

// Longest enrolment token, white space included. One as printed has at most 180 characters.
inline constexpr std::size_t kMaxTokenBytes = 1024;

}  // namespace osteon

#endif  // OSTEON_COMMON_IDENTITY_LIMITS_H_

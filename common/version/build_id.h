// Which build of the program runs.
#ifndef OSTEON_COMMON_VERSION_BUILD_ID_H_
#define OSTEON_COMMON_VERSION_BUILD_ID_H_

#include <string>

namespace osteon {

// The linker's hash of everything in the running program (GNU build ID) in hexadecimal; empty where it was
// linked without one. Another build of other code has another; shared libraries do not take part.
const std::string& BuildId();

}  // namespace osteon

#endif  // OSTEON_COMMON_VERSION_BUILD_ID_H_

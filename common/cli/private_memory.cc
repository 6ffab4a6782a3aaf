#include "common/cli/private_memory.h"

#include <sys/prctl.h>

namespace osteon {

void KeepMemoryPrivate() {
  ::prctl(PR_SET_DUMPABLE, 0);
}

}  // namespace osteon

// Keys in memory stay there.
#ifndef OSTEON_COMMON_CLI_PRIVATE_MEMORY_H_
#define OSTEON_COMMON_CLI_PRIVATE_MEMORY_H_

namespace osteon {

// From now on a crash of this process writes no core file, and other processes of the same user cannot read
// its memory. To be called first in main.
void KeepMemoryPrivate();

}  // namespace osteon

#endif  // OSTEON_COMMON_CLI_PRIVATE_MEMORY_H_

// An attack that the rules do not stop yet. It is not hidden: its line says OPEN, docs/threat-model.md lists
// it, and its test fails on the day when it is stopped, so that the list stays true.
#ifndef OSTEON_TESTS_ATTACKS_OPEN_ATTACK_H_
#define OSTEON_TESTS_ATTACKS_OPEN_ATTACK_H_

#include <string>

#include "tests/attacks/findings.h"

namespace osteon::attacks {

void ExpectOpen(const std::string& attack, const std::string& view, const Finding& off, const Finding& on);

}  // namespace osteon::attacks

#endif  // OSTEON_TESTS_ATTACKS_OPEN_ATTACK_H_

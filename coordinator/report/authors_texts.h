// What only the authors know: their words from the study file, or a place to complete.
#ifndef OSTEON_COORDINATOR_REPORT_AUTHORS_TEXTS_H_
#define OSTEON_COORDINATOR_REPORT_AUTHORS_TEXTS_H_

#include <string>
#include <utility>
#include <vector>

#include "coordinator/report/html.h"

namespace osteon::report {

// "to be completed by the authors".
Html ToBeCompleted();

// The text, or ToBeCompleted where there is none.
Html TextOfAuthors(const std::string& text);

// A list of names and what there is to say of each.
Html Facts(const std::vector<std::pair<std::string, Html>>& facts);

}  // namespace osteon::report

#endif  // OSTEON_COORDINATOR_REPORT_AUTHORS_TEXTS_H_

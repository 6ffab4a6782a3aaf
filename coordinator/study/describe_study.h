// A study in plain words, for the people who check it before it is sent.
#ifndef OSTEON_COORDINATOR_STUDY_DESCRIBE_STUDY_H_
#define OSTEON_COORDINATOR_STUDY_DESCRIBE_STUDY_H_

#include <string>

#include "models/study/study.h"

namespace osteon {

// Name, outcome, who develops and who validates, models with their predictors, and what each site will be
// asked for. Lines end with a line end; none is longer than 100 characters unless a name is.
std::string DescribeStudy(const models::Study& study);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_STUDY_DESCRIBE_STUDY_H_

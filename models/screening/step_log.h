// What one screening step did and why: part of the model.
#ifndef OSTEON_MODELS_SCREENING_STEP_LOG_H_
#define OSTEON_MODELS_SCREENING_STEP_LOG_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace osteon::models {

struct StepLog {
  std::string step;  // "icc", "anova", "select_k_best", "correlation", "mrmr", ...
  std::string rule;  // "ICC(2,1) above 0.75"
  std::uint64_t candidates = 0;
  std::vector<std::string> kept;               // in the step's order: of the study's list, of F, of picks
  std::map<std::string, std::string> dropped;  // name -> why, with the number
  std::vector<std::string> measures;           // "f", "p", ...: what `values` holds
  std::map<std::string, std::vector<std::optional<double>>> values;  // name -> one number per measure
  std::map<std::string, std::string> flagged;                        // name -> what a reader should know
};

// A step's answer: which columns it kept, in its order, and the log without `candidates` and `kept`.
struct StepOutcome {
  std::vector<std::size_t> kept;
  StepLog log;
};

// "0.412 is not above 0.75", with all digits where six would print the two alike.
std::string Against(double value, const std::string& relation, double limit);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_SCREENING_STEP_LOG_H_

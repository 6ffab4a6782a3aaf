// One line of `osteon-agent doctor`.
#ifndef OSTEON_SITE_AGENT_DOCTOR_FINDING_H_
#define OSTEON_SITE_AGENT_DOCTOR_FINDING_H_

#include <string>
#include <vector>

namespace osteon {

enum class Verdict { kOk, kWarn, kFail };

struct Finding {
  std::string check;  // "proxy"
  Verdict verdict = Verdict::kOk;
  std::string found;  // a sentence without its full stop
  std::string to_do;  // what somebody should do; empty: nothing
};

inline Finding Ok(std::string check, std::string found) {
  return {std::move(check), Verdict::kOk, std::move(found), ""};
}
inline Finding Warning(std::string check, std::string found, std::string to_do) {
  return {std::move(check), Verdict::kWarn, std::move(found), std::move(to_do)};
}
inline Finding Failure(std::string check, std::string found, std::string to_do) {
  return {std::move(check), Verdict::kFail, std::move(found), std::move(to_do)};
}

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_DOCTOR_FINDING_H_

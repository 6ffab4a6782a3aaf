// What the attacks attack: real hospitals (site executors, release offices and ledgers as in `osteon-agent
// run`) that have approved one study, and a coordinator that sends them whatever task it likes.
#ifndef OSTEON_TESTS_ATTACKS_CONSORTIUM_H_
#define OSTEON_TESTS_ATTACKS_CONSORTIUM_H_

#include <Eigen/Core>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "models/federation/task.h"
#include "models/study/study.h"
#include "site_agent/executor/site_executor.h"
#include "site_agent/policy/ledger.h"
#include "site_agent/policy/policy.h"
#include "tests/support/temporary_folder.h"

namespace osteon::attacks {

// One hospital's table, which no attacker sees.
struct Patients {
  std::vector<std::string> columns;                       // (p) numeric
  Eigen::MatrixXd values;                                 // (n, p); NaN is an empty cell
  Eigen::VectorXd outcome;                                // (n) 0 or 1
  std::map<std::string, std::vector<std::string>> texts;  // columns of words, (n) each
};
using Hospitals = std::map<std::string, Patients>;

// `names` with means and scales of their own (the same for every seed), correlated with each other, a third
// of them skewed; the outcome depends on the first three.
Patients RandomPatients(unsigned seed, Eigen::Index patients, const std::vector<std::string>& names);

// prefix1 ... prefixN
std::vector<std::string> Names(const std::string& prefix, int count);
// For attacks that need few.
inline const std::vector<std::string> kSixColumns = Names("x", 6);

// Hospitals a, b, c, d of about `patients` each.
Hospitals FourHospitals(Eigen::Index patients, const std::vector<std::string>& names, unsigned seed = 1);
// All of them, one below the other.
Patients Together(const Hospitals& hospitals);

// What the coordinator sees of sums: every hospital's summand, or only their sum.
enum class Sums { kClear, kMasked };

// A study of a, b, c, d with the logistic model "m" on all of `names`, complete cases.
models::Study LogisticStudy(const std::vector<std::string>& names, Sums sums = Sums::kMasked);
// Columns f_1, f_2, ... are features; the lasso "m" with cross-validation may take any of them.
models::Study RadiomicsStudy(Sums sums = Sums::kMasked);

enum class Protection { kOff, kOn };

class Consortium {
 public:
  // `puppets` are played by the coordinator: no rules. `policy` is everybody else's, with protection on.
  Consortium(const models::Study& study, const Hospitals& hospitals, Protection protection,
             const std::set<std::string>& puppets = {}, const Policy& policy = {});
  ~Consortium();
  Consortium(const Consortium&) = delete;
  Consortium& operator=(const Consortium&) = delete;

  // From now on this is the study that tasks are about. Every hospital approves it.
  void Propose(const models::Study& study);
  // The hospital's table changes.
  void Bring(const std::string& site, const Patients& patients);

  // What one hospital releases; noise where sums are masked. The task is for all development sites, or for
  // `sites`.
  absl::StatusOr<RingVector> OfSite(const std::string& site, const models::SumRequest& request,
                                    std::vector<std::string> sites = {}, const std::string& fit = "m");
  // The sum over `sites` (empty: the development sites) and nothing else.
  absl::StatusOr<RingVector> Pooled(const models::SumRequest& request, std::vector<std::string> sites = {},
                                    const std::string& fit = "m");
  absl::StatusOr<models::SiteRecord> Record(const std::string& site, const models::GatherRequest& request,
                                            const std::string& fit = "m",
                                            std::vector<std::string> sites = {});
  // The task that the above send.
  models::Task TaskOf(std::variant<models::SumRequest, models::GatherRequest> request,
                      std::vector<std::string> sites, const std::string& fit) const;
  std::variant<Release, Refusal> Send(const std::string& site, const models::Task& task);

  const models::Study& study() const { return study_; }
  const Roster& roster() const { return roster_; }
  Ledger& LedgerOf(const std::string& site);
  // What the first refusal said; empty: none yet.
  const std::string& refusal() const { return refusal_; }
  int answered() const { return answered_; }

 private:
  struct Hospital;
  absl::StatusOr<Release> Asked(const std::string& site, const models::Task& task);

  const Protection protection_;
  const testing::TemporaryFolder folder_;
  models::Study study_;
  std::string study_sha256_;
  Roster roster_;
  std::map<std::string, std::unique_ptr<Hospital>> hospitals_;
  std::string refusal_;
  int answered_ = 0;
};

}  // namespace osteon::attacks

#endif  // OSTEON_TESTS_ATTACKS_CONSORTIUM_H_

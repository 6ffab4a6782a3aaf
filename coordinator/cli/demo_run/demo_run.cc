#include "coordinator/cli/demo_run/demo_run.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/files/files.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/demo_run/child_process.h"
#include "coordinator/study/study_yaml.h"
#include "models/study/study.h"

namespace osteon {
namespace {

constexpr char kStatistician[] = "statistician";

class Demo {
 public:
  explicit Demo(const DemoRunOptions& options) : options_(options) {}

  absl::Status Run() {
    OSTEON_ASSIGN_OR_RETURN(const models::Study study, ReadStudy(options_.data + "/study.yaml"));
    for (const char* folder : {"", "/log", "/agents"})
      OSTEON_RETURN_IF_ERROR(MakeFolder(options_.folder + folder));
    OSTEON_RETURN_IF_ERROR(StartCoordinator());
    for (const std::string& site : study.AllSites()) OSTEON_RETURN_IF_ERROR(StartAgent(site));
    options_.progress(absl::StrCat(study.AllSites().size(), " agents are enrolled and started: ",
                                   absl::StrJoin(study.AllSites(), ", ")));
    OSTEON_RETURN_IF_ERROR(EnrolStatistician());
    OSTEON_RETURN_IF_ERROR(Command({Program("osteon"), "study", "submit", options_.data + "/study.yaml",
                                    "--coordinator", address_, "--identity", Me()})
                               .status());
    options_.progress(absl::StrCat("study ", study.name, " is proposed to every site"));
    for (const std::string& site : study.AllSites()) {
      OSTEON_RETURN_IF_ERROR(
          Command({Program("osteon-agent"), "approve", study.name, "--state", AgentFolder(site)}).status());
    }
    options_.progress("every site has approved it; agents now extract features and answer sums");
    std::string ended;  // the first program that did before the study
    const absl::Status watched = RunToEnd(
                                     {Program("osteon"), "study", "watch", study.name, "--coordinator",
                                      address_, "--identity", Me(), "--out", options_.folder + "/out"},
                                     [&] { return options_.stopped() || !(ended = EndedProgram()).empty(); },
                                     /*show_errors=*/true)
                                     .status();
    if (ended.empty()) return watched;
    return absl::UnavailableError(absl::StrCat(ended, " has ended before the study; ", Log(ended),
                                               " ends with: ", LastLine(Log(ended))));
  }

 private:
  std::string EndedProgram() {
    if (!coordinator_->Running()) return "coordinator";
    for (const auto& [site, agent] : agents_) {
      if (!agent->Running()) return site;
    }
    return "";
  }
  static std::string LastLine(const std::string& path) {
    const std::string text(absl::StripAsciiWhitespace(ReadFile(path).value_or("")));
    return text.substr(text.rfind('\n') + 1);
  }
  std::string Program(const std::string& name) const { return absl::StrCat(options_.programs, "/", name); }
  std::string CoordinatorFolder() const { return options_.folder + "/coordinator"; }
  std::string AgentFolder(const std::string& site) const {
    return absl::StrCat(options_.folder, "/agents/", site);
  }
  std::string Me() const { return options_.folder + "/statistician.pem"; }
  std::string Log(const std::string& name) const {
    return absl::StrCat(options_.folder, "/log/", name, ".log");
  }
  absl::StatusOr<std::string> Command(const std::vector<std::string>& arguments) const {
    return RunToEnd(arguments, options_.stopped);
  }

  absl::Status StartCoordinator() {
    OSTEON_RETURN_IF_ERROR(Command({Program("osteon-coordinator"), "init", "--state", CoordinatorFolder(),
                                    "--consortium", "demo", "--host", "127.0.0.1", "--host", "localhost"})
                               .status());
    OSTEON_ASSIGN_OR_RETURN(coordinator_,
                            ChildProcess::Start({Program("osteon-coordinator"), "serve", "--state",
                                                 CoordinatorFolder(), "--listen", "127.0.0.1:0"},
                                                Log("coordinator")));
    const absl::Time deadline = absl::Now() + absl::Seconds(20);
    while (absl::Now() < deadline && coordinator_->Running()) {
      if (options_.stopped()) return absl::CancelledError("stopped");
      const absl::StatusOr<std::string> address = ReadFile(CoordinatorFolder() + "/address");
      if (address.ok()) {
        address_ = std::string(absl::StripAsciiWhitespace(*address));
        options_.progress(absl::StrCat("the coordinator listens on ", address_, " (mutual TLS)"));
        return absl::OkStatus();
      }
      absl::SleepFor(absl::Milliseconds(20));
    }
    return absl::UnavailableError(absl::StrCat("the coordinator did not start; see ", Log("coordinator")));
  }

  absl::StatusOr<std::string> Invite(const std::string& name, const std::string& role) const {
    OSTEON_ASSIGN_OR_RETURN(const std::string token,
                            Command({Program("osteon-coordinator"), "invite", name, "--role", role, "--state",
                                     CoordinatorFolder()}));
    return std::string(absl::StripAsciiWhitespace(token));
  }

  absl::StatusOr<std::string> DataOf(const std::string& site) const {
    std::error_code ignored;
    for (const std::string& place : {absl::StrCat(options_.data, "/", site, "/manifest.csv"),
                                     absl::StrCat(options_.data, "/", site, ".csv")}) {
      if (std::filesystem::exists(place, ignored)) return place;
    }
    return absl::NotFoundError(absl::StrCat("site ", site, ": no ", options_.data, "/", site,
                                            "/manifest.csv and no ", options_.data, "/", site, ".csv"));
  }

  absl::Status StartAgent(const std::string& site) {
    OSTEON_ASSIGN_OR_RETURN(const std::string data, DataOf(site));
    OSTEON_ASSIGN_OR_RETURN(const std::string token, Invite(site, "site"));
    const std::string agent = Program("osteon-agent");
    const std::string folder = AgentFolder(site);
    // All agents share this machine: one thread each.
    OSTEON_RETURN_IF_ERROR(
        Command({agent, "init", "--state", folder, "--coordinator", address_, "--data", data, "--jobs", "1"})
            .status());
    std::error_code error;
    const std::string policy = options_.data + "/policy.yaml";
    if (std::filesystem::exists(policy, error)) {
      std::filesystem::copy_file(policy, folder + "/policy.yaml",
                                 std::filesystem::copy_options::overwrite_existing, error);
      if (error) return absl::UnavailableError(absl::StrCat("cannot copy ", policy, ": ", error.message()));
    }
    OSTEON_RETURN_IF_ERROR(Command({agent, "enrol", "--state", folder, "--token", token}).status());
    OSTEON_ASSIGN_OR_RETURN(agents_[site], ChildProcess::Start({agent, "run", "--state", folder}, Log(site)));
    return absl::OkStatus();
  }

  absl::Status EnrolStatistician() {
    OSTEON_ASSIGN_OR_RETURN(const std::string token, Invite(kStatistician, "statistician"));
    return Command({Program("osteon"), "enrol", "--coordinator", address_, "--token", token, "--out", Me()})
        .status();
  }

  const DemoRunOptions& options_;
  std::string address_;
  std::unique_ptr<ChildProcess> coordinator_;
  std::map<std::string, std::unique_ptr<ChildProcess>> agents_;  // ended before the coordinator
};

}  // namespace

absl::Status RunDemo(const DemoRunOptions& options) {
  return Demo(options).Run();
}

}  // namespace osteon

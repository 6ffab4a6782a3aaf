#include "site_agent/cli/doctor_command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/files/files.h"
#include "common/identity/certificate.h"
#include "common/identity/identity_file.h"
#include "common/network/endpoint.h"
#include "common/rpc/member_connection.h"
#include "common/status/status_macros.h"
#include "site_agent/cli/agent_state.h"
#include "site_agent/cli/check_folder.h"
#include "site_agent/cli/judge_table.h"
#include "site_agent/cli/proposed_studies.h"
#include "site_agent/cli/state_option.h"
#include "site_agent/doctor/firewall_request.h"
#include "site_agent/doctor/local_checks.h"
#include "site_agent/doctor/network_checks.h"
#include "site_agent/policy/approvals.h"

namespace osteon {
namespace {

constexpr absl::Duration kTimeout = absl::Seconds(10);

struct Arguments {
  AgentFolder folder;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool firewall_request = false;
  bool json = false;
};

std::string LastCertificate(const std::string& pem) {
  const std::size_t last = pem.rfind("-----BEGIN CERTIFICATE-----");
  return last == std::string::npos ? "" : pem.substr(last);
}

// The CA's certificate in an identity's file, which is its last block and needs no passphrase; empty: not
// enrolled.
std::string CaOf(const AgentFolder& folder) {
  const absl::StatusOr<std::string> text = ReadFile(folder.IdentityFile(), std::size_t{1} << 16);
  return text.ok() ? LastCertificate(*text) : "";
}

// Of the server that showed this chain.
absl::StatusOr<absl::Time> ClockOf(const std::string& address, const std::string& chain_pem) {
  OSTEON_ASSIGN_OR_RETURN(const std::string ca, CertificateFingerprint(LastCertificate(chain_pem)));
  return CoordinatorClock(address, ca, kTimeout);
}

std::string MachineName() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "this machine";
}

const char* Word(Verdict verdict) {
  switch (verdict) {
    case Verdict::kOk:
      return "ok";
    case Verdict::kWarn:
      return "warn";
    case Verdict::kFail:
      return "FAIL";
  }
  return "";
}

bool AnyFails(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.verdict == Verdict::kFail; });
}

// Studies that are or will be asked. `proposals` is what the coordinator has for this site; when it cannot be
// asked it is those that were approved here.
std::vector<models::Study> Studies(const Arguments& arguments,
                                   const absl::StatusOr<std::vector<StudyProposal>>& proposals) {
  std::vector<models::Study> studies;
  if (proposals.ok()) {
    for (const StudyProposal& proposal : *proposals) {
      const bool ended =
          proposal.state == "DONE" || proposal.state == "FAILED" || proposal.state == "CANCELLED";
      const bool declined = proposal.decision == "refused" || proposal.decision == "withdrawn";
      if (!ended && !declined) studies.push_back(proposal.study);
    }
    return studies;
  }
  const auto decisions = ApprovalFiles(arguments.folder.Studies()).All();
  if (!decisions.ok()) return studies;
  for (const absl::StatusOr<StudyDecision>& decision : *decisions) {
    if (decision.ok() && decision->approved && !decision->withdrawn) studies.push_back(decision->study);
  }
  return studies;
}

// Names columns and no cell: what doctor prints is sent to people who help.
Finding CheckDictionary(const Arguments& arguments, const AgentConfiguration& configuration,
                        const models::Study& study) {
  const std::string see =
      absl::StrCat("osteon-agent map --study ", study.name, " --explain says what and where");
  const absl::StatusOr<Mapping> mapping = ReadMappingBeside(configuration.data);
  if (!mapping.ok()) return Failure("dictionary", "mapping.yaml cannot be used", see);
  const absl::StatusOr<TableVerdict> verdict =
      JudgeTable({arguments.folder, configuration.data, arguments.passphrase->Source()}, *mapping, study);
  if (!verdict.ok()) return Failure("dictionary", absl::StrCat(configuration.data, " cannot be read"), see);
  std::vector<std::string> missing, others;
  for (const ExplainedColumn& column : verdict->columns) {
    if (column.from.empty()) {
      missing.push_back(column.name);
    } else if (!column.problem.empty()) {
      others.push_back(column.name);
    }
  }
  std::string found = absl::StrCat(study.name, ": ", verdict->columns.size() - missing.size(), " of ",
                                   verdict->columns.size(), " columns found");
  if (!missing.empty()) absl::StrAppend(&found, "; missing: ", absl::StrJoin(missing, ", "));
  if (verdict->problems.empty()) {
    if (!verdict->warnings.empty()) absl::StrAppend(&found, "; some models are not validated here, ", see);
    return Ok("dictionary", found);
  }
  if (!others.empty()) absl::StrAppend(&found, "; not as the study has it: ", absl::StrJoin(others, ", "));
  if (missing.empty() && others.empty()) absl::StrAppend(&found, "; the rows do not fit");
  return Failure("dictionary", std::move(found), see);
}

// The member's own connection, after everything below it is known to be good.
Finding CheckMembership(const absl::StatusOr<std::vector<StudyProposal>>& proposals) {
  if (proposals.ok()) {
    return Ok("membership",
              absl::StrCat("the coordinator knows this site; ", proposals->size(), " studies name it"));
  }
  return Failure("membership", std::string(proposals.status().message()),
                 "tell the coordinator's operator what it says");
}

struct Report {
  std::vector<Finding> findings;
  bool reached = false;
};

absl::StatusOr<std::vector<StudyProposal>> Proposals(const Arguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const CoordinatorConnection connection,
                          Connect(arguments.folder, arguments.passphrase->Source()));
  return FetchProposals(*connection.coordinator);
}

Report Examine(const Arguments& arguments, const AgentConfiguration& configuration,
               const Endpoint& coordinator) {
  NetworkQuestion question;
  question.coordinator = coordinator;
  question.ca_certificate = CaOf(arguments.folder);
  question.environment = ProcessEnvironment;
  question.clock = [] { return absl::Now(); };
  question.coordinator_clock = [&](const std::string& chain_pem) {
    return ClockOf(configuration.coordinator, chain_pem);
  };
  question.timeout = kTimeout;
  Report report;
  report.findings = CheckNetwork(question);
  report.reached = !AnyFails(report.findings);
  report.findings.push_back(CheckDisk(arguments.folder.path));
  const absl::StatusOr<LoadedIdentity> identity =
      ReadIdentity(arguments.folder.IdentityFile(), absl::Now(), arguments.passphrase->Source());
  report.findings.push_back(CheckCertificate(identity, absl::Now()));
  report.findings.push_back(CheckFolder(arguments.folder, identity, arguments.passphrase->Source()));
  absl::StatusOr<std::vector<StudyProposal>> proposals = absl::UnavailableError("not asked");
  if (report.reached && identity.ok()) {
    proposals = Proposals(arguments);
    report.findings.push_back(CheckMembership(proposals));
  } else {
    report.findings.push_back(Warning("membership", "not checked", ""));
  }
  report.findings.push_back(CheckImages(configuration.data));
  const std::vector<models::Study> studies = Studies(arguments, proposals);
  if (studies.empty()) report.findings.push_back(Ok("dictionary", "no study is approved or proposed now"));
  for (const models::Study& study : studies) {
    report.findings.push_back(CheckDictionary(arguments, configuration, study));
  }
  return report;
}

void Print(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    std::printf("%-5s %-11s %s\n", Word(finding.verdict), finding.check.c_str(), finding.found.c_str());
    if (!finding.to_do.empty()) std::printf("                  do: %s\n", finding.to_do.c_str());
  }
}

nlohmann::ordered_json JsonOf(const std::vector<Finding>& findings) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Finding& finding : findings) {
    list.push_back({{"check", finding.check},
                    {"result", Word(finding.verdict)},
                    {"found", finding.found},
                    {"to_do", finding.to_do}});
  }
  return list;
}

absl::Status Doctor(const Arguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const AgentConfiguration configuration, ReadAgentConfiguration(arguments.folder));
  OSTEON_ASSIGN_OR_RETURN(const Endpoint coordinator, ParseEndpoint(configuration.coordinator));
  const Report report = Examine(arguments, configuration, coordinator);
  const std::string page = FirewallRequest(coordinator, MachineName(),
                                           CertificateFingerprint(CaOf(arguments.folder)).value_or(""));
  if (arguments.json) {
    nlohmann::ordered_json json = {{"checks", JsonOf(report.findings)}};
    if (arguments.firewall_request) json["firewall_request"] = page;
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
  } else {
    Print(report.findings);
    if (arguments.firewall_request) std::printf("\n%s", page.c_str());
  }
  if (!report.reached) return absl::UnavailableError("the coordinator is not reached; see the first FAIL");
  if (AnyFails(report.findings)) return absl::FailedPreconditionError("something FAILs; see above");
  return absl::OkStatus();
}

}  // namespace

void AddDoctorCommand(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* doctor = AddCommand(
      app, "doctor",
      "try the way to the coordinator step by step, then disk, certificate, images and table; sends nothing "
      "of them",
      "osteon-agent doctor --firewall-request", exit_code, [arguments] { return Doctor(*arguments); },
      Reach::kNetwork);
  AddStateOption(doctor, &arguments->folder.path);
  AddPassphraseOption(doctor, arguments->passphrase);
  doctor->add_flag("--firewall-request", arguments->firewall_request,
                   "end with one page for the IT department: what to allow");
  doctor->add_flag("--json", arguments->json, "the same for programs");
}

}  // namespace osteon

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/identity/identity_file.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/desk.h"
#include "coordinator/cli/osteon_commands.h"
#include "coordinator/cli/report_diff/result_diff.h"
#include "coordinator/cli/study_status.h"
#include "coordinator/report/figures/draw_report.h"
#include "coordinator/report/figures/print_pdf.h"
#include "coordinator/report/figures/run_program.h"
#include "coordinator/report/result_files.h"
#include "coordinator/study/study_yaml.h"
#include "models/pipeline/restart.h"
#include "models/study/describe_study.h"
#include "models/wire/study_wire.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon {
namespace {

constexpr absl::Duration kBetweenLooks = absl::Milliseconds(250);

struct StudyArguments {
  std::string coordinator, identity = "me.pem", file, study, out, without, name;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool json = false, pdf = false;
  std::vector<std::string> diff;  // two results
  double tolerance = 0;
};

using Desk = std::unique_ptr<v1::StudyDesk::Stub>;

absl::StatusOr<Desk> Connect(const StudyArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(DeskConnection connection, ConnectToDesk(arguments.coordinator, arguments.identity,
                                                                   arguments.passphrase->Source()));
  return std::move(connection.desk);
}

void PrintLine(const v1::StudyStatus& status) {
  std::printf("%-28s %s  %-9s  %4llu rounds  %s\n", status.name().c_str(),
              status.study_sha256().substr(0, 12).c_str(), status.state().c_str(),
              static_cast<unsigned long long>(status.rounds()), Situation(status, absl::Now()).c_str());
}

absl::StatusOr<v1::StudyStatus> GetStatus(v1::StudyDesk::Stub& desk, const std::string& study) {
  grpc::ClientContext context;
  SetDeadline(context, kLongestDeskCall);
  v1::GetStatusRequest request;
  request.set_study(study);
  v1::StudyStatus status;
  OSTEON_RETURN_IF_ERROR(FromRpc(desk.GetStatus(&context, request, &status)));
  return status;
}

// The figures of the report in `folder`; where they cannot be drawn, that is said and no error.
absl::Status DrawIn(const std::string& folder) {
  OSTEON_ASSIGN_OR_RETURN(const std::string not_drawn,
                          report::DrawReportIn(folder, report::NodeOfThisProcess()));
  if (!not_drawn.empty()) Say("osteon", not_drawn);
  std::printf("%s/report.html\n", folder.c_str());
  return absl::OkStatus();
}

absl::Status FetchResults(v1::StudyDesk::Stub& desk, const std::string& study, const std::string& out) {
  OSTEON_ASSIGN_OR_RETURN(const report::ResultFiles files, FetchResultFiles(desk, study));
  // Before drawing: what came is safe whatever happens to the figures.
  OSTEON_RETURN_IF_ERROR(report::WriteResultFiles(out, files));
  return DrawIn(out);
}

// A connection that has ended, or that fell silent.
bool IsLost(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

// A coordinator that says it cannot do it now.
bool MayPass(const absl::Status& status) {
  return IsLost(status) || absl::IsResourceExhausted(status);
}

// Says each change until the study has ended. A connection that is lost is dialled again.
absl::Status WatchUntilEnd(const StudyArguments& arguments, const std::string& study) {
  std::string said;
  absl::StatusOr<Desk> desk = Connect(arguments);
  if (!desk.ok()) return desk.status();
  while (true) {
    const absl::StatusOr<v1::StudyStatus> status = desk.ok() ? GetStatus(**desk, study) : desk.status();
    if (!status.ok() && !MayPass(status.status())) return status.status();
    const std::string line = status.ok()               ? WatchLine(*status)
                             : IsLost(status.status()) ? "the coordinator is not reached; trying again"
                                                       : std::string(status.status().message());
    if (line != said) Say("osteon", absl::StrCat(study, ": ", line));
    said = line;
    if (!status.ok()) {
      absl::SleepFor(absl::Seconds(1));
      desk = Connect(arguments);
      continue;
    }
    if (status->state() == "DONE") {
      return arguments.out.empty() ? absl::OkStatus()
                                   : FetchResults(**desk, status->study_sha256(), arguments.out);
    }
    if (status->state() == "FAILED" || status->state() == "CANCELLED") {
      return absl::FailedPreconditionError(
          absl::StrCat("study ", status->name(), " is ", status->state(), ": ", status->message()));
    }
    absl::SleepFor(kBetweenLooks);
  }
}

absl::Status Check(const StudyArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const models::Study study, ReadStudy(arguments.file));
  std::printf("%s\nstudy hash: %s\n", DescribeStudy(study).c_str(), models::StudySha256(study).c_str());
  return absl::OkStatus();
}

absl::Status Propose(const StudyArguments& arguments, const models::Study& study,
                     const DeskConnection& connection) {
  OSTEON_ASSIGN_OR_RETURN(const v1::SubmitStudyReply reply, SubmitStudy(connection, study));
  if (arguments.json) {
    const nlohmann::ordered_json json = {{"study", study.name},
                                         {"study_sha256", reply.study_sha256()},
                                         {"roster_sha256", reply.roster_sha256()}};
    std::printf("%s\n", json.dump(2).c_str());
  } else {
    std::printf("submitted %s (%s); every site approves with: osteon-agent approve %s\n", study.name.c_str(),
                reply.study_sha256().substr(0, 12).c_str(), study.name.c_str());
  }
  if (arguments.out.empty()) return absl::OkStatus();
  return WatchUntilEnd(arguments, reply.study_sha256());
}

absl::Status Submit(const StudyArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const models::Study study, ReadStudy(arguments.file));
  OSTEON_ASSIGN_OR_RETURN(
      const DeskConnection connection,
      ConnectToDesk(arguments.coordinator, arguments.identity, arguments.passphrase->Source()));
  return Propose(arguments, study, connection);
}

absl::Status Restart(const StudyArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(
      const DeskConnection connection,
      ConnectToDesk(arguments.coordinator, arguments.identity, arguments.passphrase->Source()));
  OSTEON_ASSIGN_OR_RETURN(const v1::StudyStatus status, GetStatus(*connection.desk, arguments.study));
  if (status.state() != "FAILED" && status.state() != "CANCELLED") {
    return absl::FailedPreconditionError(absl::StrCat("study ", status.name(), " is ", status.state(),
                                                      "; one that is FAILED or CANCELLED can be begun "
                                                      "again without a site",
                                                      status.state() == "DONE" ? "" : ". Cancel it first"));
  }
  OSTEON_ASSIGN_OR_RETURN(models::Study earlier, FetchStudy(*connection.desk, status.study_sha256()));
  const bool was_external = earlier.validation.external;
  OSTEON_ASSIGN_OR_RETURN(
      const models::Study study,
      models::RestartWithout(std::move(earlier), status.study_sha256(), arguments.without, arguments.name));
  if (was_external && !study.validation.external) {
    Say("osteon", absl::StrCat(arguments.without, " was the only external site of ", status.name(), ": ",
                               study.name, " has no external validation"));
  }
  Say("osteon", absl::StrCat("the sums of ", status.name(), " stay in the coordinator's journal (",
                             status.rounds(), " rounds). Together with those of ", study.name,
                             " they may reveal what ", arguments.without, " alone gave: ask ",
                             arguments.without, " before the others approve. Every site is told the same"));
  return Propose(arguments, study, connection);
}

absl::Status List(const StudyArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const Desk desk, Connect(arguments));
  grpc::ClientContext context;
  SetDeadline(context, kLongestDeskCall);
  v1::ListStudiesReply reply;
  OSTEON_RETURN_IF_ERROR(FromRpc(desk->ListStudies(&context, v1::ListStudiesRequest(), &reply)));
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const v1::StudyStatus& status : reply.studies()) {
    if (arguments.json) {
      json.push_back(JsonOf(status));
    } else {
      PrintLine(status);
    }
  }
  if (arguments.json) std::printf("%s\n", json.dump(2).c_str());
  return absl::OkStatus();
}

absl::Status ShowStatus(const StudyArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const Desk desk, Connect(arguments));
  OSTEON_ASSIGN_OR_RETURN(const v1::StudyStatus status, GetStatus(*desk, arguments.study));
  if (arguments.json) {
    std::printf("%s\n", JsonOf(status).dump(2).c_str());
    return absl::OkStatus();
  }
  std::printf("%s", StatusScreen(status, absl::Now()).c_str());
  return absl::OkStatus();
}

absl::Status Cancel(const StudyArguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const Desk desk, Connect(arguments));
  grpc::ClientContext context;
  SetDeadline(context, kLongestDeskCall);
  v1::CancelStudyRequest request;
  request.set_study(arguments.study);
  v1::StudyStatus status;
  OSTEON_RETURN_IF_ERROR(FromRpc(desk->CancelStudy(&context, request, &status)));
  PrintLine(status);
  return absl::OkStatus();
}

absl::Status Print(const StudyArguments& arguments, const std::string& folder) {
  if (!arguments.pdf) return absl::OkStatus();
  OSTEON_RETURN_IF_ERROR(report::PrintPdf(folder, {report::SearchPathOfThisProcess()}));
  std::printf("%s/report.pdf\n", folder.c_str());
  return absl::OkStatus();
}

// 0 the same, 1 not the same; 2 where one of them cannot be read, so that programs can tell it from a
// difference.
int ReportDiff(const StudyArguments& arguments) {
  const absl::StatusOr<ResultSet> a = ReadResultSet(arguments.diff.at(0));
  const absl::StatusOr<ResultSet> b = ReadResultSet(arguments.diff.at(1));
  for (const absl::StatusOr<ResultSet>* set : {&a, &b}) {
    if (!set->ok()) Say("osteon", std::string(set->status().message()));
  }
  if (!a.ok() || !b.ok()) return kExitWrongUsage;
  const ResultComparison comparison = CompareResults(*a, *b, arguments.tolerance);
  if (arguments.json) {
    std::printf("%s\n", DiffJson(*a, *b, comparison, arguments.tolerance).dump(2).c_str());
  } else {
    std::printf("%s", DiffTable(*a, *b, comparison, arguments.tolerance).c_str());
  }
  return comparison.Same() ? kExitDone : kExitRefused;
}

// Of a study at a coordinator, or of results that are here already.
absl::Status Report(const StudyArguments& arguments) {
  if (arguments.coordinator.empty()) {
    OSTEON_RETURN_IF_ERROR(DrawIn(arguments.study));
    return Print(arguments, arguments.study);
  }
  if (arguments.out.empty()) {
    return absl::InvalidArgumentError("give --out, the folder for the results that --coordinator has");
  }
  OSTEON_ASSIGN_OR_RETURN(const Desk desk, Connect(arguments));
  OSTEON_RETURN_IF_ERROR(FetchResults(*desk, arguments.study, arguments.out));
  return Print(arguments, arguments.out);
}

void AddConnectionOptions(CLI::App* command, StudyArguments& arguments) {
  command
      ->add_option("--coordinator", arguments.coordinator,
                   "HOST or HOST:PORT; port 443 unless you say another")
      ->required();
  command->add_option("--identity", arguments.identity, "your identity, from `osteon enrol`")
      ->capture_default_str();
  AddPassphraseOption(command, arguments.passphrase);
}

}  // namespace

void AddStudyCommands(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<StudyArguments>();
  const auto command = [&](CLI::App& parent, const std::string& name, const std::string& description,
                           const std::string& example, absl::Status (*run)(const StudyArguments&)) {
    return AddCommand(
        parent, name, description, example, exit_code, [arguments, run] { return run(*arguments); },
        name == "check" ? Reach::kLocal : Reach::kNetwork);
  };
  CLI::App* study = app.add_subcommand("study", "check, submit and follow studies");
  study->require_subcommand(1);

  CLI::App* check = command(*study, "check", "read a study file, say every problem, and what it would do",
                            "osteon study check study.yaml", Check);
  check->add_option("file", arguments->file, "study.yaml")->required();

  CLI::App* submit =
      command(*study, "submit", "propose a study to its sites",
              "osteon study submit study.yaml --coordinator study.example.org --identity me.pem", Submit);
  submit->add_option("file", arguments->file, "study.yaml")->required();
  submit->add_option("--out", arguments->out, "wait for the end and write the results here");
  submit->add_flag("--json", arguments->json, "for programs");

  CLI::App* list =
      command(*study, "list", "your studies", "osteon study list --coordinator study.example.org", List);
  list->add_flag("--json", arguments->json, "for programs");

  CLI::App* status =
      command(*study, "status", "one study: state, rounds, sites",
              "osteon study status mm-versus-metastasis --coordinator study.example.org", ShowStatus);
  status->add_flag("--json", arguments->json, "for programs");

  CLI::App* watch =
      command(*study, "watch", "follow a study until it ends",
              "osteon study watch mm-versus-metastasis --coordinator study.example.org --out results",
              [](const StudyArguments& given) { return WatchUntilEnd(given, given.study); });
  watch->add_option("--out", arguments->out, "write the results here at the end");

  CLI::App* cancel =
      command(*study, "cancel", "end a study",
              "osteon study cancel mm-versus-metastasis --coordinator study.example.org", Cancel);
  CLI::App* restart = command(
      *study, "restart",
      "begin a study that has FAILED or was cancelled again without a site, as a new study",
      "osteon study restart mm-versus-metastasis --without beta --coordinator study.example.org", Restart);
  restart->add_option("--without", arguments->without, "the site")->type_name("SITE")->required();
  restart->add_option("--name", arguments->name, "of the new study; otherwise STUDY-without-SITE");
  restart->add_flag("--json", arguments->json, "for programs");
  CLI::App* report =
      command(app, "report",
              "fetch the results of a finished study, or draw the figures of results in a folder again",
              "osteon report mm-versus-metastasis --coordinator study.example.org --out results", Report);
  report->add_option("--out", arguments->out, "folder for the results");
  report->add_flag("--pdf", arguments->pdf, "print report.html to report.pdf, with chromium");
  report->add_option("study", arguments->study,
                     "name, or first digits of the hash; without --coordinator a folder with results");
  report
      ->add_option("--diff", arguments->diff,
                   "compare two folders of results, or two validation.json files, number by number: exit 0 "
                   "the same, 1 not the same, 2 one cannot be read")
      ->expected(2);
  report
      ->add_option("--tolerance", arguments->tolerance,
                   "numbers within this times max(1, |a|, |b|) are the same, with --diff")
      ->check([](const std::string& text) -> std::string {
        double value = 0;
        return absl::SimpleAtod(text, &value) && std::isfinite(value) && value >= 0
                   ? ""
                   : absl::StrCat("needs a number of 0 or more, not ", text);
      })
      ->capture_default_str();
  report->add_flag("--json", arguments->json, "for programs, with --diff");
  report->footer(
      "Examples:\n  osteon report results\n  osteon report mm-versus-metastasis --coordinator "
      "study.example.org --out results\n"
      "  osteon report --diff results-2026 results-2027 --tolerance 1e-9");

  for (CLI::App* each : {submit, list, status, watch, cancel, restart, report})
    AddConnectionOptions(each, *arguments);
  for (CLI::App* each : {status, watch, cancel, restart}) {
    each->add_option("study", arguments->study, "name, or first digits of the hash")->required();
  }
  report->get_option("--coordinator")->required(false);
  report->callback([arguments, exit_code] {
    if (!arguments->diff.empty()) {
      *exit_code = ReportDiff(*arguments);
      return;
    }
    if (arguments->study.empty()) throw CLI::RequiredError("study, or --diff A B,");
    const absl::Status fetched = Report(*arguments);
    if (!fetched.ok()) Say("osteon", std::string(fetched.message()));
    *exit_code = ExitCodeOf(fetched, Reach::kNetwork);
  });
}

}  // namespace osteon

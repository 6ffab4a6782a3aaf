#include <CLI/CLI.hpp>
#include <cstdio>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/cli/passphrase.h"
#include "common/cli/program.h"
#include "common/consent/consent.h"
#include "common/identity/identity_file.h"
#include "common/identity/key.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/status/status_macros.h"
#include "coordinator/cli/desk.h"
#include "coordinator/cli/osteon_commands.h"
#include "coordinator/report/figures/draw_report.h"
#include "coordinator/report/result_files.h"
#include "coordinator/study/study_yaml.h"
#include "models/study/describe_study.h"
#include "models/wire/study_wire.h"
#include "osteon/v1/session.grpc.pb.h"

namespace osteon {
namespace {

constexpr absl::Duration kLongestCall = absl::Seconds(30);
constexpr absl::Duration kBetweenLooks = absl::Milliseconds(250);

struct Arguments {
  std::string coordinator, identity = "me.pem", file, study, out;
  std::shared_ptr<Passphrase> passphrase = std::make_shared<Passphrase>();
  bool json = false;
};

using Desk = std::unique_ptr<v1::StudyDesk::Stub>;

absl::StatusOr<Desk> Connect(const Arguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(DeskConnection connection, ConnectToDesk(arguments.coordinator, arguments.identity,
                                                                   arguments.passphrase->Source()));
  return std::move(connection.desk);
}

// "waits for the approval of beta, gamma", "waits for beta (not connected)", the reason of a failure.
std::string Situation(const v1::StudyStatus& status) {
  if (!status.message().empty()) return status.message();
  std::string undecided;
  std::string awaited;
  for (const v1::SiteStatus& site : status.sites()) {
    if (site.decision().empty()) absl::StrAppend(&undecided, undecided.empty() ? "" : ", ", site.name());
    if (site.awaited()) {
      absl::StrAppend(&awaited, awaited.empty() ? "" : ", ", site.name(),
                      site.connected() ? "" : " (not connected)");
    }
  }
  if (status.state() == "PROPOSED") return absl::StrCat("waits for the approval of ", undecided);
  if (status.state() == "RUNNING" && !awaited.empty()) return absl::StrCat("waits for ", awaited);
  return "";
}

nlohmann::ordered_json JsonOf(const v1::StudyStatus& status) {
  nlohmann::ordered_json json = {{"study", status.name()},      {"study_sha256", status.study_sha256()},
                                 {"author", status.author()},   {"state", status.state()},
                                 {"message", status.message()}, {"rounds", status.rounds()}};
  json["sites"] = nlohmann::ordered_json::array();
  for (const v1::SiteStatus& site : status.sites()) {
    json["sites"].push_back({{"name", site.name()},
                             {"decision", site.decision()},
                             {"connected", site.connected()},
                             {"awaited", site.awaited()}});
  }
  return json;
}

void PrintLine(const v1::StudyStatus& status) {
  std::printf("%-28s %s  %-9s  %4llu rounds  %s\n", status.name().c_str(),
              status.study_sha256().substr(0, 12).c_str(), status.state().c_str(),
              static_cast<unsigned long long>(status.rounds()), Situation(status).c_str());
}

absl::StatusOr<v1::StudyStatus> GetStatus(v1::StudyDesk::Stub& desk, const std::string& study) {
  grpc::ClientContext context;
  SetDeadline(context, kLongestCall);
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
  grpc::ClientContext context;
  SetDeadline(context, absl::Minutes(10));
  v1::GetResultsRequest request;
  request.set_study(study);
  const std::unique_ptr<grpc::ClientReader<v1::ResultText>> stream = desk.GetResults(&context, request);
  report::ResultFiles files;
  v1::ResultText part;
  while (stream->Read(&part)) files[part.file()] += part.text();
  OSTEON_RETURN_IF_ERROR(FromRpc(stream->Finish()));
  // Before drawing: what came is safe whatever happens to the figures.
  OSTEON_RETURN_IF_ERROR(report::WriteResultFiles(out, files));
  return DrawIn(out);
}

// A connection that has ended, or that fell silent.
bool IsLost(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status);
}

// Says each change until the study has ended. A connection that is lost is dialled again.
absl::Status WatchUntilEnd(const Arguments& arguments, const std::string& study) {
  std::string said;
  absl::StatusOr<Desk> desk = Connect(arguments);
  if (!desk.ok()) return desk.status();
  while (true) {
    const absl::StatusOr<v1::StudyStatus> status = desk.ok() ? GetStatus(**desk, study) : desk.status();
    if (!status.ok() && !IsLost(status.status())) return status.status();
    const std::string line = !status.ok()
                                 ? "the coordinator is not reached; trying again"
                                 : absl::StrCat(status->state(), ", ", status->rounds(), " rounds",
                                                Situation(*status).empty() ? "" : ": ", Situation(*status));
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

absl::Status Check(const Arguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const models::Study study, ReadStudy(arguments.file));
  std::printf("%s\nstudy hash: %s\n", DescribeStudy(study).c_str(), models::StudySha256(study).c_str());
  return absl::OkStatus();
}

absl::Status Submit(const Arguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const models::Study study, ReadStudy(arguments.file));
  OSTEON_ASSIGN_OR_RETURN(
      const DeskConnection connection,
      ConnectToDesk(arguments.coordinator, arguments.identity, arguments.passphrase->Source()));
  OSTEON_ASSIGN_OR_RETURN(const PrivateKey key, PrivateKey::FromPem(connection.identity.private_key_pem));
  OSTEON_ASSIGN_OR_RETURN(const std::string signature, key.Sign(StudyText(models::StudySha256(study))));
  grpc::ClientContext context;
  SetDeadline(context, kLongestCall);
  v1::SubmitStudyRequest request;
  models::ToMessage(study, request.mutable_study());
  request.set_signature(signature);
  v1::SubmitStudyReply reply;
  OSTEON_RETURN_IF_ERROR(FromRpc(connection.desk->SubmitStudy(&context, request, &reply)));
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

absl::Status List(const Arguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const Desk desk, Connect(arguments));
  grpc::ClientContext context;
  SetDeadline(context, kLongestCall);
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

absl::Status ShowStatus(const Arguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const Desk desk, Connect(arguments));
  OSTEON_ASSIGN_OR_RETURN(const v1::StudyStatus status, GetStatus(*desk, arguments.study));
  if (arguments.json) {
    std::printf("%s\n", JsonOf(status).dump(2).c_str());
    return absl::OkStatus();
  }
  PrintLine(status);
  for (const v1::SiteStatus& site : status.sites()) {
    std::printf("  %-24s %-12s %s%s\n", site.name().c_str(),
                site.decision().empty() ? "not decided" : site.decision().c_str(),
                site.connected() ? "connected" : "not connected", site.awaited() ? ", awaited" : "");
  }
  return absl::OkStatus();
}

absl::Status Cancel(const Arguments& arguments) {
  OSTEON_ASSIGN_OR_RETURN(const Desk desk, Connect(arguments));
  grpc::ClientContext context;
  SetDeadline(context, kLongestCall);
  v1::CancelStudyRequest request;
  request.set_study(arguments.study);
  v1::StudyStatus status;
  OSTEON_RETURN_IF_ERROR(FromRpc(desk->CancelStudy(&context, request, &status)));
  PrintLine(status);
  return absl::OkStatus();
}

// Of a study at a coordinator, or of results that are here already.
absl::Status Report(const Arguments& arguments) {
  if (arguments.coordinator.empty()) return DrawIn(arguments.study);
  if (arguments.out.empty()) {
    return absl::InvalidArgumentError("give --out, the folder for the results that --coordinator has");
  }
  OSTEON_ASSIGN_OR_RETURN(const Desk desk, Connect(arguments));
  return FetchResults(*desk, arguments.study, arguments.out);
}

void AddConnectionOptions(CLI::App* command, Arguments& arguments) {
  command->add_option("--coordinator", arguments.coordinator, "HOST:PORT")->required();
  command->add_option("--identity", arguments.identity, "your identity, from `osteon enrol`")
      ->capture_default_str();
  AddPassphraseOption(command, arguments.passphrase);
}

}  // namespace

void AddStudyCommands(CLI::App& app, int* exit_code) {
  auto arguments = std::make_shared<Arguments>();
  const auto command = [&](CLI::App& parent, const std::string& name, const std::string& description,
                           const std::string& example, absl::Status (*run)(const Arguments&)) {
    return AddCommand(
        parent, name, description, example, exit_code, [arguments, run] { return run(*arguments); },
        name == "check" ? Reach::kLocal : Reach::kNetwork);
  };
  CLI::App* study = app.add_subcommand("study", "check, submit and follow studies");
  study->require_subcommand(1);

  CLI::App* check = command(*study, "check", "read a study file, say every problem, and what it would do",
                            "osteon study check study.yaml", Check);
  check->add_option("file", arguments->file, "study.yaml")->required();

  CLI::App* submit = command(
      *study, "submit", "propose a study to its sites",
      "osteon study submit study.yaml --coordinator study.example.org:7443 --identity me.pem", Submit);
  submit->add_option("file", arguments->file, "study.yaml")->required();
  submit->add_option("--out", arguments->out, "wait for the end and write the results here");
  submit->add_flag("--json", arguments->json, "for programs");

  CLI::App* list =
      command(*study, "list", "your studies", "osteon study list --coordinator study.example.org:7443", List);
  list->add_flag("--json", arguments->json, "for programs");

  CLI::App* status =
      command(*study, "status", "one study: state, rounds, sites",
              "osteon study status mm-versus-metastasis --coordinator study.example.org:7443", ShowStatus);
  status->add_flag("--json", arguments->json, "for programs");

  CLI::App* watch =
      command(*study, "watch", "follow a study until it ends",
              "osteon study watch mm-versus-metastasis --coordinator study.example.org:7443 --out results",
              [](const Arguments& given) { return WatchUntilEnd(given, given.study); });
  watch->add_option("--out", arguments->out, "write the results here at the end");

  CLI::App* cancel =
      command(*study, "cancel", "end a study",
              "osteon study cancel mm-versus-metastasis --coordinator study.example.org:7443", Cancel);
  CLI::App* report = command(
      app, "report",
      "fetch the results of a finished study, or draw the figures of results in a folder again",
      "osteon report mm-versus-metastasis --coordinator study.example.org:7443 --out results", Report);
  report->add_option("--out", arguments->out, "folder for the results");
  report
      ->add_option("study", arguments->study,
                   "name, or first digits of the hash; without --coordinator a folder with results")
      ->required();

  for (CLI::App* each : {submit, list, status, watch, cancel, report}) AddConnectionOptions(each, *arguments);
  report->get_option("--coordinator")->required(false);
  for (CLI::App* each : {status, watch, cancel}) {
    each->add_option("study", arguments->study, "name, or first digits of the hash")->required();
  }
}

}  // namespace osteon

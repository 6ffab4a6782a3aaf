#include "tests/end_to_end/consortium.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/consent/consent.h"
#include "common/files/files.h"
#include "common/hash/sha256.h"
#include "common/identity/key.h"
#include "common/identity/token.h"
#include "common/rpc/channel.h"
#include "common/rpc/enrolment.h"
#include "common/rpc/rpc_status.h"
#include "models/wire/study_wire.h"
#include "site_agent/policy/approvals.h"
#include "site_agent/policy/consent_desk.h"
#include "site_agent/policy/known_sites.h"
#include "site_agent/policy/mask_keys.h"
#include "spdlog/sinks/null_sink.h"
#include "spdlog/sinks/ostream_sink.h"

namespace osteon::testing {
namespace {

// A broken harness is no test result: say it and end.
void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "consortium: %s\n", status.ToString().c_str());
  std::abort();
}
template <typename T>
T Must(absl::StatusOr<T> result) {
  Must(result.status());
  return *std::move(result);
}

std::shared_ptr<spdlog::logger> Quiet() {
  return std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>());
}

constexpr char kMaria[] = "maria";

}  // namespace

Consortium::Consortium(const ConsortiumTimes& times, std::string coordinator_folder)
    : times_(times),
      coordinator_folder_(coordinator_folder.empty() ? Path("coordinator") : std::move(coordinator_folder)),
      agent_logger_(std::make_shared<spdlog::logger>(
          "agent", std::make_shared<spdlog::sinks::ostream_sink_mt>(agent_log_))) {
  Must(MakeFolder(Path("agents")));
  Must(MakeFolder(Path("data")));
  Must(coordinator::MakeCoordinatorFolder(
           {coordinator_folder_}, {"", "test", {"127.0.0.1", "localhost"}, "", times_.server_lifetime},
           absl::Now())
           .status());
  StartCoordinator();
}

Consortium::~Consortium() {
  while (!agents_.empty()) StopAgent(agents_.begin()->first).IgnoreError();
  StopCoordinator();
}

void Consortium::StartCoordinator(coordinator::WriteHook journal_hook) {
  Must(TryStartCoordinator(std::move(journal_hook)));
}

absl::Status Consortium::TryStartCoordinator(coordinator::WriteHook journal_hook) {
  coordinator::HostOptions options;
  options.folder.path = coordinator_folder_;
  options.listen = address_.empty() ? "127.0.0.1:0" : address_;
  options.clock = [this] { return absl::Now() + absl::Seconds(coordinator_ahead_.load()); };
  options.member_lifetime = times_.member_lifetime;
  options.between_looks = times_.coordinator_looks;
  options.probes = times_.probes;
  options.log = Quiet();
  options.waits = waits_;
  options.notify = notify_;
  options.journal_hook = std::move(journal_hook);
  absl::StatusOr<std::unique_ptr<coordinator::Host>> host = coordinator::Host::Start(std::move(options));
  if (!host.ok()) return host.status();
  host_ = *std::move(host);
  address_ = host_->address();
  return absl::OkStatus();
}

void Consortium::StopCoordinator() {
  host_.reset();
}

std::string Consortium::Invite(const std::string& name, Role role, absl::Duration valid) {
  const std::string ca = Must(ReadFile(coordinator_folder_ + "/ca.crt"));
  const EnrolmentToken token = Must(MakeToken(name, role, Must(CertificateFingerprint(ca))));
  coordinator::Invitation invitation;
  invitation.name = name;
  invitation.role = RoleName(role);
  invitation.secret_sha256 = TokenSecretHash(token.secret);
  invitation.expires = absl::Now() + valid;
  Must(host_->journal().members().Invite(invitation, absl::Now()));
  return TokenText(token);
}

void Consortium::Revoke(const std::string& name, const std::string& reason) {
  const auto journal = Must(coordinator::Journal::Open(coordinator_folder_));
  Must(journal->members().Revoke(name, reason, absl::Now()));
}

Identity Consortium::EnrolPerson(const std::string& name, Role role) {
  EnrolmentOptions options{
      "osteon", address_, Invite(name, role), Path(name + ".key"), Path(name + ".pem"), absl::Seconds(20)};
  Must(Enrol(options, role, absl::Now()).status());
  return Must(ReadIdentity(Path(name + ".pem"), absl::Now())).identity;
}

void Consortium::AddSite(const std::string& name, const std::string& csv) {
  Must(WriteFileAtomically(TableOf(name), csv));
  const AgentFolder folder = FolderOf(name);
  Must(MakeAgentFolder(folder, {address_, TableOf(name), 1}));
  // The same in every run, so that folds and replicates are dealt alike, and some of a bootstrap's refused.
  Must(WriteFileAtomically(folder.PseudonymKeyPath(),
                           absl::StrCat(Sha256Hex(absl::StrCat("pseudonym key 120 of ", name)), "\n"),
                           FileMode::kSecret));
  EnrolmentOptions options{"osteon-agent",        address_,         Invite(name, Role::kSite), folder.Key(),
                           folder.IdentityFile(), absl::Seconds(20)};
  Must(Enrol(options, Role::kSite, absl::Now()).status());
}

Identity Consortium::IdentityOf(const std::string& site) const {
  return Must(ReadIdentity(FolderOf(site).IdentityFile(), absl::Now())).identity;
}

void Consortium::StartAgent(const std::string& name) {
  RunningAgent& running = agents_[name];
  AgentTimes times;
  times.clock = [this] { return absl::Now() + absl::Seconds(agents_ahead_.load()); };
  times.between_looks = times_.agent_looks;
  times.between_renewals = times_.between_renewals;
  running.agent = Must(Agent::Open(FolderOf(name), absl::Now(), agent_logger_, nullptr, times));
  running.thread = std::thread([&running] { running.ended = running.agent->Run(); });
}

absl::Status Consortium::StopAgent(const std::string& name) {
  agents_.at(name).agent->Stop();
  return WaitForAgent(name);
}

absl::Status Consortium::WaitForAgent(const std::string& name) {
  RunningAgent& running = agents_.at(name);
  running.thread.join();
  const absl::Status ended = running.ended;
  agents_.erase(name);
  return ended;
}

const Identity& Consortium::Maria() {
  if (!maria_) maria_ = EnrolPerson(kMaria, Role::kStatistician);
  return *maria_;
}

v1::StudyDesk::Stub& Consortium::Desk() {
  if (desk_ == nullptr) desk_ = v1::StudyDesk::NewStub(MemberChannel(address_, Maria()));
  return *desk_;
}

absl::StatusOr<std::string> Consortium::Submit(const models::Study& study) {
  v1::StudyDesk::Stub& desk = Desk();
  grpc::ClientContext context;
  v1::SubmitStudyRequest request;
  models::ToMessage(study, request.mutable_study());
  const PrivateKey key = Must(PrivateKey::FromPem(Maria().private_key_pem));
  request.set_signature(Must(key.Sign(StudyText(models::StudySha256(study)))));
  v1::SubmitStudyReply reply;
  const absl::Status status = FromRpc(desk.SubmitStudy(&context, request, &reply));
  if (!status.ok()) return status;
  return reply.study_sha256();
}

StudyProposal Consortium::ProposalOf(const models::Study& study) {
  StudyProposal proposal;
  proposal.study = study;
  proposal.study_sha256 = models::StudySha256(study);
  proposal.author = kMaria;
  for (const std::string& name : study.AllSites()) {
    proposal.roster[name] = Must(host_->journal().members().Find(name))->public_key_sha256;
  }
  const PrivateKey key = Must(PrivateKey::FromPem(Maria().private_key_pem));
  proposal.author_certificate = Maria().certificate_pem;
  proposal.author_signature = Must(key.Sign(StudyText(proposal.study_sha256)));
  return proposal;
}

void Consortium::Decide(const std::string& site, const models::Study& study, bool approve) {
  const AgentFolder folder = FolderOf(site);
  const ApprovalFiles approvals(folder.Studies());
  const MaskKeyFiles mask_keys(site, approvals);
  const ConsentDesk desk(Must(ReadIdentity(folder.IdentityFile(), absl::Now())), approvals, mask_keys,
                         KnownSitesFile(folder.KnownSites()));
  const StudyProposal proposal = ProposalOf(study);
  Must((approve ? desk.Approve(proposal, {}, absl::Now()) : desk.Refuse(proposal, "")).status());
}

absl::StatusOr<v1::StudyStatus> Consortium::Status(const std::string& study_sha256) {
  v1::StudyDesk::Stub& desk = Desk();
  grpc::ClientContext context;
  context.set_wait_for_ready(true);
  SetDeadline(context, absl::Seconds(20));
  v1::GetStatusRequest request;
  request.set_study(study_sha256);
  v1::StudyStatus status;
  const absl::Status called = FromRpc(desk.GetStatus(&context, request, &status));
  if (!called.ok()) return called;
  return status;
}

v1::StudyStatus Consortium::WaitForEnd(const std::string& study_sha256) {
  v1::StudyStatus status;
  for (int i = 0; i < 3000; ++i) {
    status = Must(Status(study_sha256));
    if (status.state() != "PROPOSED" && status.state() != "RUNNING" && status.state() != "PAUSED") break;
    absl::SleepFor(absl::Milliseconds(20));
  }
  return status;
}

absl::StatusOr<std::map<std::string, std::string>> Consortium::Results(const std::string& study_sha256) {
  v1::StudyDesk::Stub& desk = Desk();
  grpc::ClientContext context;
  v1::GetResultsRequest request;
  request.set_study(study_sha256);
  const std::unique_ptr<grpc::ClientReader<v1::ResultText>> stream = desk.GetResults(&context, request);
  std::map<std::string, std::string> files;
  v1::ResultText part;
  while (stream->Read(&part)) files[part.file()] += part.text();
  const absl::Status status = FromRpc(stream->Finish());
  if (!status.ok()) return status;
  return files;
}

std::string SyntheticTable(int patients, unsigned seed) {
  std::uint64_t state = seed * 2654435761ULL + 1;
  const auto uniform = [&state] {  // Knuth's MMIX generator
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<double>(state >> 11) * 0x1p-53;
  };
  const auto normal = [&] { return uniform() + uniform() + uniform() + uniform() - 2; };
  std::string text = "patient_id,label,age,sex,f1,f2,f3,p_reader\n";
  for (int i = 0; i < patients; ++i) {
    const int age = 30 + static_cast<int>(uniform() * 55);
    const bool male = uniform() < 0.5;
    const double f1 = normal() * 3 + 10;
    const double f2 = normal() * 0.01;
    const double f3 = normal() * 1e4;
    const double risk =
        1 / (1 + std::exp(-(0.03 * (age - 57) + 0.6 * (male ? 1 : 0) + 0.5 * (f1 - 10) - 0.4)));
    const double reader = 1 / (1 + std::exp(-(std::log(risk / (1 - risk)) + normal())));
    absl::StrAppend(&text, "P", seed, "-", i, ",", uniform() < risk ? 1 : 0, ",", age, ",", male ? "M" : "F",
                    ",", f1, ",", f2, ",", f3, ",", reader, "\n");
  }
  return text;
}

models::Study SyntheticStudy(const std::vector<std::string>& development,
                             const std::vector<std::string>& external) {
  models::Study study;
  study.name = "synthetic";
  study.outcome_column = "label";
  study.outcome_positive = "1";
  study.id_column = "patient_id";
  study.clinical.push_back({"age",
                            models::ClinicalColumn::Type::kNumeric,
                            models::ClinicalColumn::Role::kPredictor,
                            "years",
                            18.0,
                            110.0,
                            {}});
  study.clinical.push_back({"sex",
                            models::ClinicalColumn::Type::kCategorical,
                            models::ClinicalColumn::Role::kPredictor,
                            "",
                            std::nullopt,
                            std::nullopt,
                            {"F", "M"}});
  study.feature_prefixes = {"f"};
  study.development = development;
  study.external = external;
  study.models = {{"combined", models::LogisticModel{{"age", "sex", "f1", "f2"}}},
                  {"published", models::GivenModel{{{"(Intercept)", -2.0}, {"age", 0.03}}}},
                  {"reader", models::ScoreModel{"p_reader"}}};
  study.validation.development = true;
  study.validation.external = !external.empty();
  study.validation.threshold = 0.5;
  study.privacy.secure_aggregation = "off";
  return study;
}

}  // namespace osteon::testing

#include "models/wire/federation_wire.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "models/wire/case_mix_wire.h"
#include "models/wire/comparison_wire.h"
#include "models/wire/counts_wire.h"
#include "models/wire/deterministic.h"
#include "models/wire/harmonisation_wire.h"
#include "models/wire/lasso_wire.h"
#include "models/wire/message_checks.h"
#include "models/wire/preparation_wire.h"
#include "models/wire/screening_wire.h"
#include "models/wire/validation_wire.h"
#include "models/wire/variable_summary_wire.h"
#include "osteon/v1/records.pb.h"
#include "osteon/v1/requests.pb.h"
#include "osteon/v1/session.pb.h"

namespace osteon::models {
namespace {

constexpr std::size_t kLargestRecord = std::size_t{2} << 20;  // an admission names every feature
constexpr int kMaxBundleParts = 10000;

absl::Status CheckSha256(absl::string_view hash, absl::string_view what) {
  const bool hexadecimal = std::all_of(hash.begin(), hash.end(), [](unsigned char c) {
    return absl::ascii_isxdigit(c) && !absl::ascii_isupper(c);
  });
  if (hash.size() != 64 || !hexadecimal)
    return Invalid(absl::StrCat(what, " is not a SHA-256 in hexadecimal"));
  return absl::OkStatus();
}

// What goes to logs and ledgers as it is.
absl::Status CheckPrintable(absl::string_view text, absl::string_view what) {
  const bool printable =
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return absl::ascii_isprint(c); });
  return printable ? absl::OkStatus()
                   : Invalid(absl::StrCat(what, " has characters that are not printable ASCII"));
}

// --- Sum requests
// ---------------------------------------------------------------------------------------------------

void Fill(const MomentsRequest& request, v1::SumRequest* message) {
  v1::MomentsRequest* moments = message->mutable_moments();
  for (const std::string& column : request.columns) moments->add_columns(column);
  moments->set_rows(ToMessage(request.rows));
  moments->set_sites(static_cast<std::uint32_t>(request.sites));
}

void Fill(const LogisticRequest& request, v1::SumRequest* message) {
  v1::LogisticRequest* logistic = message->mutable_logistic();
  ToMessage(request.columns, logistic->mutable_columns());
  logistic->mutable_beta()->Add(request.beta.begin(), request.beta.end());
  logistic->set_information(request.information);
  logistic->set_rows(ToMessage(request.rows));
  logistic->set_patients(request.patients);
  logistic->set_sites(static_cast<std::uint32_t>(request.sites));
  logistic->set_offset(request.offset);
  logistic->set_no_intercept(!request.intercept);
}

absl::StatusOr<SumRequest> FromMessage(const v1::MomentsRequest& message) {
  MomentsRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.columns, ColumnsFromMessage(message.columns()));
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  return request;
}

absl::StatusOr<SumRequest> FromMessage(const v1::LogisticRequest& message) {
  LogisticRequest request;
  OSTEON_ASSIGN_OR_RETURN(request.columns, StandardisedFromMessage(message.columns()));
  request.intercept = !message.no_intercept();
  if (!request.intercept && request.columns.empty()) return Invalid("a model without intercept and columns");
  if (message.beta_size() != message.columns_size() + (request.intercept ? 1 : 0))
    return Invalid("beta needs one number per column and the intercept");
  request.offset = message.offset();
  if (!request.offset.empty()) OSTEON_RETURN_IF_ERROR(CheckName(request.offset, "the offset"));
  for (const double beta : message.beta()) {
    if (!std::isfinite(beta)) return Invalid("a coefficient is not finite");
    request.beta.push_back(beta);
  }
  request.information = message.information();
  OSTEON_ASSIGN_OR_RETURN(request.rows, RowsFromMessage(message.rows()));
  OSTEON_ASSIGN_OR_RETURN(request.sites, SitesFromMessage(message.sites()));
  OSTEON_ASSIGN_OR_RETURN(request.patients, PatientsFromMessage(message.patients()));
  return request;
}

v1::SumRequest Message(const SumRequest& request);

void Fill(const BundleRequest& request, v1::SumRequest* message) {
  for (const BundlePart& part : request.parts) {
    v1::BundlePart* added = message->mutable_bundle()->add_parts();
    added->set_fit(part.fit);
    for (const std::string& site : part.sites) added->add_sites(site);
    if (part.view != View()) ToMessage(part.view, added->mutable_view());
    *added->mutable_request() = Message(part.request);
  }
}

v1::SumRequest Message(const SumRequest& request) {
  v1::SumRequest message;
  std::visit([&](const auto& kind) { Fill(kind, &message); }, request);
  return message;
}

// Sorted, unique, at least one.
absl::StatusOr<std::vector<std::string>> RosterFromMessage(
    const google::protobuf::RepeatedPtrField<std::string>& message) {
  for (const std::string& site : message) OSTEON_RETURN_IF_ERROR(CheckName(site, "a site"));
  std::vector<std::string> sites(message.begin(), message.end());
  const bool sorted_and_unique =
      std::adjacent_find(sites.begin(), sites.end(), std::greater_equal<>()) == sites.end();
  if (sites.empty() || sites.size() > kMaxSites || !sorted_and_unique) {
    return Invalid("the sites of a task or of its part must be sorted, unique and at least one");
  }
  return sites;
}

absl::StatusOr<SumRequest> FromMessage(const v1::SumRequest& message);

absl::StatusOr<SumRequest> FromMessage(const v1::BundleRequest& message) {
  if (message.parts_size() == 0 || message.parts_size() > kMaxBundleParts) {
    return Invalid(absl::StrCat("a bundle of ", message.parts_size(), " requests"));
  }
  BundleRequest request;
  std::size_t scalars = 0;
  for (const v1::BundlePart& part : message.parts()) {
    if (part.request().has_bundle()) return Invalid("a bundle within a bundle");
    if (part.fit().size() > kMaxNameLength) return Invalid("too long a name of a fit");
    BundlePart read;
    read.fit = part.fit();
    OSTEON_ASSIGN_OR_RETURN(read.sites, RosterFromMessage(part.sites()));
    if (part.has_view()) {
      OSTEON_ASSIGN_OR_RETURN(read.view, ViewFromMessage(part.view()));
    }
    OSTEON_ASSIGN_OR_RETURN(read.request, FromMessage(part.request()));
    scalars += ScalarCount(LayoutOf(read.request));
    if (scalars > kMaxBatchScalars) return Invalid("an answer of too many numbers");
    request.parts.push_back(std::move(read));
  }
  return request;
}

absl::StatusOr<SumRequest> KindFromMessage(const v1::SumRequest& message) {
  switch (message.kind_case()) {
    case v1::SumRequest::kMoments:
      return FromMessage(message.moments());
    case v1::SumRequest::kLogistic:
      return FromMessage(message.logistic());
    case v1::SumRequest::kFoldMoments:
      return RequestFromMessage(message.fold_moments());
    case v1::SumRequest::kLogisticBatch:
      return RequestFromMessage(message.logistic_batch());
    case v1::SumRequest::kHeldOutScores:
      return RequestFromMessage(message.held_out_scores());
    case v1::SumRequest::kClassMoments:
      return RequestFromMessage(message.class_moments());
    case v1::SumRequest::kCorrelation:
      return RequestFromMessage(message.correlation());
    case v1::SumRequest::kReaderAgreement:
      return RequestFromMessage(message.reader_agreement());
    case v1::SumRequest::kMissing:
      return RequestFromMessage(message.missing());
    case v1::SumRequest::kPresentMoments:
      return RequestFromMessage(message.present_moments());
    case v1::SumRequest::kCutCounts:
      return RequestFromMessage(message.cut_counts());
    case v1::SumRequest::kPerformance:
      return RequestFromMessage(message.performance());
    case v1::SumRequest::kPrepare:
      return RequestFromMessage(message.prepare());
    case v1::SumRequest::kConfirmCounts:
      return RequestFromMessage(message.confirm_counts());
    case v1::SumRequest::kBundle:
      return FromMessage(message.bundle());
    case v1::SumRequest::kBatchMoments:
      return RequestFromMessage(message.batch_moments());
    case v1::SumRequest::kScoreCounts:
      return RequestFromMessage(message.score_counts());
    case v1::SumRequest::KIND_NOT_SET:
      break;
  }
  return Invalid("a kind of sum that this version does not know");
}

absl::StatusOr<SumRequest> FromMessage(const v1::SumRequest& message) {
  OSTEON_ASSIGN_OR_RETURN(SumRequest request, KindFromMessage(message));
  if (WordCount(LayoutOf(request)) > kMostSummandWords) return Invalid("an answer of too many numbers");
  return request;
}

// --- Gather requests
// ------------------------------------------------------------------------------------------------

void Fill(const AdmissionRequest& /*request*/, v1::GatherRequest* message) {
  message->mutable_admission();
}
void Fill(const CountsRequest& /*request*/, v1::GatherRequest* message) {
  message->mutable_counts();
}

v1::GatherRequest Message(const GatherRequest& request) {
  v1::GatherRequest message;
  std::visit([&](const auto& kind) { Fill(kind, &message); }, request);
  return message;
}

absl::StatusOr<GatherRequest> FromMessage(const v1::GatherRequest& message) {
  switch (message.kind_case()) {
    case v1::GatherRequest::kAdmission:
      return GatherRequest(AdmissionRequest());
    case v1::GatherRequest::kValidation:
      return RequestFromMessage(message.validation());
    case v1::GatherRequest::kComparison:
      return RequestFromMessage(message.comparison());
    case v1::GatherRequest::kCounts:
      return GatherRequest(CountsRequest());
    case v1::GatherRequest::kVariableSummary:
      return RequestFromMessage(message.variable_summary());
    case v1::GatherRequest::kCaseMix:
      return RequestFromMessage(message.case_mix());
    case v1::GatherRequest::kSubgroups:
      return RequestFromMessage(message.subgroups());
    case v1::GatherRequest::KIND_NOT_SET:
      break;
  }
  return Invalid("a kind of record that this version does not know");
}

// --- Records
// --------------------------------------------------------------------------------------------------------

void Fill(const Admission& record, v1::SiteRecord* message) {
  v1::Admission* admission = message->mutable_admission();
  admission->set_dataset_sha256(record.dataset_sha256);
  admission->set_read(record.read);
  for (const auto& [reason, patients] : record.excluded) {
    v1::Exclusion* exclusion = admission->add_excluded();
    exclusion->set_reason(reason);
    exclusion->set_patients(patients);
  }
  admission->set_train_patients(record.train_patients);
  admission->set_train_events(record.train_events);
  admission->set_holdout_patients(record.holdout_patients);
  admission->set_holdout_events(record.holdout_events);
  for (const auto& [name, version] : record.software) {
    v1::SoftwareVersion* software = admission->add_software();
    software->set_name(name);
    software->set_version(version);
  }
  for (const auto& [image, sha256] : record.extraction_settings) {
    v1::ExtractionSettings* settings = admission->add_extraction_settings();
    settings->set_image(image);
    settings->set_settings_sha256(sha256);
  }
  for (const std::string& feature : record.features) admission->add_features(feature);
  for (const auto& [what, rule] : record.suppressed) (*admission->mutable_suppressed())[what] = rule;
  for (const auto& [limit, value] : record.limits) (*admission->mutable_limits())[limit] = value;
  admission->set_scalars_left(record.scalars_left);
  for (const auto& [column, why] : record.lacking) (*admission->mutable_lacking())[column] = why;
}

Admission FromMessage(const v1::Admission& message) {
  Admission record;
  record.dataset_sha256 = message.dataset_sha256();
  record.read = message.read();
  for (const v1::Exclusion& exclusion : message.excluded())
    record.excluded[exclusion.reason()] = exclusion.patients();
  record.train_patients = message.train_patients();
  record.train_events = message.train_events();
  record.holdout_patients = message.holdout_patients();
  record.holdout_events = message.holdout_events();
  for (const v1::SoftwareVersion& software : message.software())
    record.software[software.name()] = software.version();
  for (const v1::ExtractionSettings& settings : message.extraction_settings())
    record.extraction_settings[settings.image()] = settings.settings_sha256();
  record.features.assign(message.features().begin(), message.features().end());
  record.suppressed.insert(message.suppressed().begin(), message.suppressed().end());
  record.limits.insert(message.limits().begin(), message.limits().end());
  record.scalars_left = message.scalars_left();
  record.lacking.insert(message.lacking().begin(), message.lacking().end());
  return record;
}

absl::Status ParseStored(absl::string_view bytes, google::protobuf::MessageLite* message) {
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("what is stored cannot be decoded");
  }
  return absl::OkStatus();
}

}  // namespace

std::string RequestSha256(const std::variant<SumRequest, GatherRequest>& request) {
  return std::visit([](const auto& kind) { return Sha256Hex(SerialiseDeterministically(Message(kind))); },
                    request);
}

void ToMessage(const TaskKey& key, v1::TaskKey* message) {
  message->set_study_sha256(key.study_sha256);
  message->set_roster_sha256(key.roster_sha256);
  message->set_fit(key.fit);
  message->set_request_sha256(key.request_sha256);
  message->set_attempt(key.attempt);
  for (const std::string& site : key.sites) message->add_sites(site);
}

void ToMessage(const Task& task, v1::Task* message) {
  ToMessage(task.key, message->mutable_key());
  message->set_purpose(task.purpose);
  if (std::holds_alternative<SumRequest>(task.request)) {
    *message->mutable_sum() = Message(std::get<SumRequest>(task.request));
  } else {
    *message->mutable_gather() = Message(std::get<GatherRequest>(task.request));
  }
}

std::uint64_t MessageBytes(const Task& task) {
  v1::Task message;
  ToMessage(task, &message);
  return message.ByteSizeLong();
}

void ToMessage(const SiteRecord& record, v1::SiteRecord* message) {
  std::visit([&](const auto& kind) { Fill(kind, message); }, record);
}

absl::StatusOr<TaskKey> KeyFromMessage(const v1::TaskKey& message) {
  TaskKey key;
  OSTEON_RETURN_IF_ERROR(CheckSha256(message.study_sha256(), "the study's hash"));
  OSTEON_RETURN_IF_ERROR(CheckSha256(message.roster_sha256(), "the roster's hash"));
  OSTEON_RETURN_IF_ERROR(CheckSha256(message.request_sha256(), "the request's hash"));
  if (message.fit().size() > kMaxNameLength) return Invalid("too long a name of a fit");
  if (message.attempt() == 0) return Invalid("attempts count from 1");
  key.study_sha256 = message.study_sha256();
  key.roster_sha256 = message.roster_sha256();
  key.fit = message.fit();
  key.request_sha256 = message.request_sha256();
  key.attempt = message.attempt();
  OSTEON_ASSIGN_OR_RETURN(key.sites, RosterFromMessage(message.sites()));
  return key;
}

absl::StatusOr<Task> TaskFromMessage(const v1::Task& message) {
  Task task;
  OSTEON_ASSIGN_OR_RETURN(task.key, KeyFromMessage(message.key()));
  if (message.purpose().size() > 2 * kMaxNameLength) return Invalid("too long a purpose");
  OSTEON_RETURN_IF_ERROR(CheckPrintable(message.purpose(), "a purpose"));
  task.purpose = message.purpose();
  if (message.has_sum()) {
    OSTEON_ASSIGN_OR_RETURN(task.request, FromMessage(message.sum()));
  } else if (message.has_gather()) {
    OSTEON_ASSIGN_OR_RETURN(task.request, FromMessage(message.gather()));
  } else {
    return Invalid("a task without a request that this version knows");
  }
  if (RequestSha256(task.request) != task.key.request_sha256) {
    return Invalid("the request does not have the hash in its key: it was altered, or is of a newer version");
  }
  return task;
}

absl::StatusOr<SiteRecord> RecordFromMessage(const v1::SiteRecord& message) {
  // A record is numbers and a few words: nothing else fits into it.
  if (message.ByteSizeLong() > kLargestRecord) return Invalid("a record of more than 2 MB");
  if (message.has_admission()) {
    OSTEON_RETURN_IF_ERROR(CheckSha256(message.admission().dataset_sha256(), "the dataset's hash"));
    return SiteRecord(FromMessage(message.admission()));
  }
  if (message.has_validation()) return RecordFromMessage(message.validation());
  if (message.has_comparison()) return RecordFromMessage(message.comparison());
  if (message.has_sealed_counts()) return RecordFromMessage(message.sealed_counts());
  if (message.has_variable_summary()) return RecordFromMessage(message.variable_summary());
  if (message.has_case_mix()) return RecordFromMessage(message.case_mix());
  if (message.has_subgroups()) return RecordFromMessage(message.subgroups());
  return Invalid("a record of a kind that this version does not know");
}

std::string SerialiseRequest(const SumRequest& request) {
  return SerialiseDeterministically(Message(request));
}

absl::StatusOr<SumRequest> ParseSumRequest(absl::string_view bytes) {
  v1::SumRequest message;
  OSTEON_RETURN_IF_ERROR(ParseStored(bytes, &message));
  return FromMessage(message);
}

std::string SerialiseRecord(const SiteRecord& record) {
  v1::SiteRecord message;
  ToMessage(record, &message);
  return SerialiseDeterministically(message);
}

absl::StatusOr<SiteRecord> ParseRecord(absl::string_view bytes) {
  v1::SiteRecord message;
  OSTEON_RETURN_IF_ERROR(ParseStored(bytes, &message));
  return RecordFromMessage(message);
}

std::string SerialiseRecords(const std::map<std::string, SiteRecord>& records) {
  v1::SiteRecords message;
  for (const auto& [site, record] : records) {
    v1::NamedRecord* named = message.add_records();
    named->set_site(site);
    ToMessage(record, named->mutable_record());
  }
  return SerialiseDeterministically(message);
}

absl::StatusOr<std::map<std::string, SiteRecord>> ParseRecords(absl::string_view bytes) {
  v1::SiteRecords message;
  OSTEON_RETURN_IF_ERROR(ParseStored(bytes, &message));
  std::map<std::string, SiteRecord> records;
  for (const v1::NamedRecord& named : message.records()) {
    OSTEON_ASSIGN_OR_RETURN(SiteRecord record, RecordFromMessage(named.record()));
    records.emplace(named.site(), std::move(record));
  }
  return records;
}

}  // namespace osteon::models

#include "models/wire/study_wire.h"

#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/hash/sha256.h"
#include "common/status/status_macros.h"
#include "models/wire/deterministic.h"
#include "models/wire/study_models_wire.h"
#include "osteon/v1/study.pb.h"

namespace osteon::models {
namespace {

constexpr std::uint32_t kFormat = 1;

void Fill(const ClinicalColumn& column, v1::ClinicalColumn* message) {
  message->set_name(column.name);
  message->set_type(column.type == ClinicalColumn::Type::kNumeric ? v1::ClinicalColumn::TYPE_NUMERIC
                                                                  : v1::ClinicalColumn::TYPE_CATEGORICAL);
  message->set_role(column.role == ClinicalColumn::Role::kPredictor ? v1::ClinicalColumn::ROLE_PREDICTOR
                                                                    : v1::ClinicalColumn::ROLE_FOLD);
  message->set_unit(column.unit);
  if (column.min) message->set_min(*column.min);
  if (column.max) message->set_max(*column.max);
  for (const std::string& level : column.levels) message->add_levels(level);
}

void Fill(const ClosedRange& range, v1::ClosedRange* message) {
  message->set_low(range.low);
  message->set_high(range.high);
}

void Fill(const ImageRequirements& require, v1::ImageRequirements* message) {
  if (require.slice_thickness_mm) Fill(*require.slice_thickness_mm, message->mutable_slice_thickness_mm());
  if (require.in_plane_spacing_mm) Fill(*require.in_plane_spacing_mm, message->mutable_in_plane_spacing_mm());
  for (const std::string& modality : require.modality) message->add_modality(modality);
  if (require.minimum_voxels) message->set_minimum_voxels(*require.minimum_voxels);
}

// One file for all images stands as it did before there were several, so approved studies keep their hashes.
void Fill(const Extraction& extraction, v1::Extraction* message) {
  for (const ExtractionParams& params : extraction.params) {
    if (!extraction.NamesImages()) {
      message->set_params_name(params.params_name);
      message->set_params_text(params.params_text);
      continue;
    }
    v1::ImageParams* image = message->add_images();
    image->set_image(params.image);
    image->set_params_name(params.params_name);
    image->set_params_text(params.params_text);
  }
  if (!extraction.require.IsEmpty()) Fill(extraction.require, message->mutable_require());
}

ClosedRange FromMessage(const v1::ClosedRange& message) {
  return {message.low(), message.high()};
}

ImageRequirements FromMessage(const v1::ImageRequirements& message) {
  ImageRequirements require;
  if (message.has_slice_thickness_mm())
    require.slice_thickness_mm = FromMessage(message.slice_thickness_mm());
  if (message.has_in_plane_spacing_mm()) {
    require.in_plane_spacing_mm = FromMessage(message.in_plane_spacing_mm());
  }
  require.modality.assign(message.modality().begin(), message.modality().end());
  if (message.has_minimum_voxels()) require.minimum_voxels = message.minimum_voxels();
  return require;
}

absl::StatusOr<Extraction> FromMessage(const v1::Extraction& message) {
  Extraction extraction;
  extraction.require = FromMessage(message.require());
  if (message.images().empty()) {
    extraction.params = {{"", message.params_name(), message.params_text()}};
    return extraction;
  }
  if (!message.params_name().empty() || !message.params_text().empty()) {
    return absl::InvalidArgumentError(
        "study: extraction has a parameter file for all images and others for each");
  }
  for (const v1::ImageParams& image : message.images()) {
    // Without a name it would be the file for all images when the study is sent on.
    if (image.image().empty()) {
      return absl::InvalidArgumentError("study: extraction has parameters of an image without a name");
    }
    extraction.params.push_back({image.image(), image.params_name(), image.params_text()});
  }
  return extraction;
}

absl::StatusOr<ClinicalColumn> FromMessage(const v1::ClinicalColumn& message) {
  ClinicalColumn column;
  column.name = message.name();
  const bool known_type = message.type() == v1::ClinicalColumn::TYPE_NUMERIC ||
                          message.type() == v1::ClinicalColumn::TYPE_CATEGORICAL;
  const bool known_role =
      message.role() == v1::ClinicalColumn::ROLE_PREDICTOR || message.role() == v1::ClinicalColumn::ROLE_FOLD;
  if (!known_type || !known_role) {
    return absl::InvalidArgumentError(absl::StrCat(
        "study: column ", message.name(), " has no type or role, or one that this version does not know"));
  }
  column.type = message.type() == v1::ClinicalColumn::TYPE_NUMERIC ? ClinicalColumn::Type::kNumeric
                                                                   : ClinicalColumn::Type::kCategorical;
  column.role = message.role() == v1::ClinicalColumn::ROLE_PREDICTOR ? ClinicalColumn::Role::kPredictor
                                                                     : ClinicalColumn::Role::kFold;
  column.unit = message.unit();
  if (message.has_min()) column.min = message.min();
  if (message.has_max()) column.max = message.max();
  column.levels.assign(message.levels().begin(), message.levels().end());
  return column;
}

std::string MissingWord(MissingValues missing) {
  switch (missing) {
    case MissingValues::kCompleteCase:
      return "complete_case";
    case MissingValues::kMean:
      return "mean";
    case MissingValues::kMedian:
      return "median";
  }
  return "";
}

absl::StatusOr<MissingValues> MissingFromWord(const std::string& word) {
  for (const MissingValues known :
       {MissingValues::kCompleteCase, MissingValues::kMean, MissingValues::kMedian}) {
    if (word == MissingWord(known)) return known;
  }
  return absl::InvalidArgumentError(absl::StrCat("study: missing: ", word, " is not known to this version"));
}

void Fill(const ReportTexts& texts, v1::ReportTexts* message) {
  message->set_purpose(texts.purpose);
  message->set_intended_use(texts.intended_use);
  message->set_period(texts.period);
  message->set_scanners(texts.scanners);
  message->set_segmentation(texts.segmentation);
}

ReportTexts FromMessage(const v1::ReportTexts& message) {
  return {message.purpose(), message.intended_use(), message.period(), message.scanners(),
          message.segmentation()};
}

}  // namespace

void ToMessage(const Study& study, v1::Study* message) {
  message->set_format(kFormat);
  message->set_name(study.name);
  message->mutable_outcome()->set_column(study.outcome_column);
  message->mutable_outcome()->set_positive(study.outcome_positive);
  v1::Cohort* cohort = message->mutable_cohort();
  cohort->set_id_column(study.id_column);
  if (study.split) {
    cohort->mutable_split()->set_column(study.split->column);
    cohort->mutable_split()->set_train(study.split->train);
    cohort->mutable_split()->set_holdout(study.split->holdout);
  }
  for (const ClinicalColumn& column : study.clinical) Fill(column, cohort->add_clinical());
  for (const std::string& prefix : study.feature_prefixes) cohort->add_feature_prefixes(prefix);
  cohort->set_missing(MissingWord(study.missing));
  if (study.second_reader) {
    cohort->mutable_second_reader()->set_suffix(study.second_reader->suffix);
    cohort->mutable_second_reader()->set_same_readers(study.second_reader->same_readers);
  }
  if (study.harmonise) {
    message->mutable_harmonise()->set_batch(study.harmonise->batch);
    for (const std::string& covariate : study.harmonise->covariates) {
      message->mutable_harmonise()->add_covariates(covariate);
    }
  }
  for (const ScreeningStep& step : study.screen) ToMessage(step, message->add_screen());
  for (const std::string& site : study.development) message->add_development_sites(site);
  for (const std::string& site : study.external) message->add_external_sites(site);
  if (study.extraction) Fill(*study.extraction, message->mutable_extraction());
  for (const Model& model : study.models) ToMessage(model, message->add_models());
  v1::Validation* validation = message->mutable_validation();
  validation->set_development(study.validation.development);
  validation->set_holdout(study.validation.holdout);
  validation->set_external(study.validation.external);
  if (study.validation.threshold) validation->set_threshold(*study.validation.threshold);
  validation->set_youden(study.validation.youden);
  validation->set_internal_external(study.validation.internal_external);
  for (const auto& [a, b] : study.validation.compare) {
    v1::ModelPair* pair = validation->add_compare();
    pair->set_a(a);
    pair->set_b(b);
  }
  for (const double threshold : study.validation.decision_thresholds) {
    validation->add_decision_thresholds(threshold);
  }
  for (const std::string& column : study.validation.subgroups) validation->add_subgroups(column);
  if (const auto& bootstrap = study.validation.bootstrap) {
    validation->mutable_bootstrap()->set_replicates(static_cast<std::uint32_t>(bootstrap->replicates));
    validation->mutable_bootstrap()->set_of_final_model(!bootstrap->of_pipeline);
    validation->mutable_bootstrap()->set_seed(bootstrap->seed);
  }
  v1::Privacy* privacy = message->mutable_privacy();
  if (study.privacy.min_patients) privacy->set_min_patients(*study.privacy.min_patients);
  if (study.privacy.min_cell) privacy->set_min_cell(*study.privacy.min_cell);
  if (study.privacy.max_columns_per_patient) {
    privacy->set_max_columns_per_patient(*study.privacy.max_columns_per_patient);
  }
  privacy->set_secure_aggregation(study.privacy.secure_aggregation);
  if (study.report != ReportTexts()) Fill(study.report, message->mutable_report());
  message->set_repeats(study.repeats);
  // Not written where it is the default: studies of before this key keep their hash.
  if (study.max_wait_days != kDefaultMaxWaitDays) message->set_max_wait_days(study.max_wait_days);
  if (study.restart) {
    message->mutable_restart()->set_study(study.restart->study);
    message->mutable_restart()->set_study_sha256(study.restart->study_sha256);
    message->mutable_restart()->set_without(study.restart->without);
  }
}

absl::StatusOr<Study> StudyFromMessage(const v1::Study& message) {
  if (message.format() != kFormat) {
    return absl::InvalidArgumentError(
        absl::StrCat("study: format ", message.format(), "; this version reads format ", kFormat));
  }
  Study study;
  study.name = message.name();
  study.outcome_column = message.outcome().column();
  study.outcome_positive = message.outcome().positive();
  study.id_column = message.cohort().id_column();
  if (message.cohort().has_split()) {
    const v1::Split& split = message.cohort().split();
    study.split = Split{split.column(), split.train(), split.holdout()};
  }
  for (const v1::ClinicalColumn& column : message.cohort().clinical()) {
    OSTEON_ASSIGN_OR_RETURN(ClinicalColumn read, FromMessage(column));
    study.clinical.push_back(std::move(read));
  }
  study.feature_prefixes.assign(message.cohort().feature_prefixes().begin(),
                                message.cohort().feature_prefixes().end());
  OSTEON_ASSIGN_OR_RETURN(study.missing, MissingFromWord(message.cohort().missing()));
  if (message.cohort().has_second_reader()) {
    study.second_reader = SecondReader{message.cohort().second_reader().suffix(),
                                       message.cohort().second_reader().same_readers()};
  }
  if (message.has_harmonise()) {
    const auto& covariates = message.harmonise().covariates();
    study.harmonise = Harmonisation{message.harmonise().batch(), {covariates.begin(), covariates.end()}};
  }
  for (const v1::ScreeningStep& step : message.screen()) {
    OSTEON_ASSIGN_OR_RETURN(study.screen.emplace_back(), StepFromMessage(step));
  }
  study.development.assign(message.development_sites().begin(), message.development_sites().end());
  study.external.assign(message.external_sites().begin(), message.external_sites().end());
  if (message.has_extraction()) {
    OSTEON_ASSIGN_OR_RETURN(study.extraction, FromMessage(message.extraction()));
  }
  for (const v1::StudyModel& model : message.models()) {
    OSTEON_ASSIGN_OR_RETURN(Model read, ModelFromMessage(model));
    study.models.push_back(std::move(read));
  }
  study.validation.development = message.validation().development();
  study.validation.holdout = message.validation().holdout();
  study.validation.external = message.validation().external();
  if (message.validation().has_threshold()) study.validation.threshold = message.validation().threshold();
  study.validation.youden = message.validation().youden();
  study.validation.internal_external = message.validation().internal_external();
  for (const v1::ModelPair& pair : message.validation().compare()) {
    study.validation.compare.emplace_back(pair.a(), pair.b());
  }
  study.validation.decision_thresholds.assign(message.validation().decision_thresholds().begin(),
                                              message.validation().decision_thresholds().end());
  study.validation.subgroups.assign(message.validation().subgroups().begin(),
                                    message.validation().subgroups().end());
  if (message.validation().has_bootstrap()) {
    const v1::Bootstrap& bootstrap = message.validation().bootstrap();
    study.validation.bootstrap = Bootstrap{static_cast<int>(std::min(bootstrap.replicates(), 1U << 30U)),
                                           !bootstrap.of_final_model(), bootstrap.seed()};
  }
  const v1::Privacy& privacy = message.privacy();
  if (privacy.has_min_patients()) study.privacy.min_patients = privacy.min_patients();
  if (privacy.has_min_cell()) study.privacy.min_cell = privacy.min_cell();
  if (privacy.has_max_columns_per_patient())
    study.privacy.max_columns_per_patient = privacy.max_columns_per_patient();
  study.privacy.secure_aggregation = privacy.secure_aggregation();
  study.report = FromMessage(message.report());
  study.repeats = message.repeats();
  if (message.max_wait_days() != 0) study.max_wait_days = message.max_wait_days();
  if (message.has_restart()) {
    const v1::Restart& restart = message.restart();
    study.restart = Restart{restart.study(), restart.study_sha256(), restart.without()};
  }
  OSTEON_RETURN_IF_ERROR(Validate(study));
  return study;
}

std::string SerialiseStudy(const Study& study) {
  v1::Study message;
  ToMessage(study, &message);
  return SerialiseDeterministically(message);
}

absl::StatusOr<Study> ParseStudy(absl::string_view bytes) {
  v1::Study message;
  if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      !message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return absl::DataLossError("a stored study cannot be decoded");
  }
  return StudyFromMessage(message);
}

std::string StudySha256(const Study& study) {
  return Sha256Hex(SerialiseStudy(study));
}

}  // namespace osteon::models

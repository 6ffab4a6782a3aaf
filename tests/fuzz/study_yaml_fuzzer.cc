// study.yaml. What is read has one hash: sent as a message, and written again where it fits nothing.
#include "coordinator/study/study_yaml.h"

#include "absl/strings/match.h"
#include "coordinator/study/write_study_yaml.h"
#include "models/wire/study_wire.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

namespace {

absl::StatusOr<models::Study> Parse(const std::string& text) {
  return ParseStudyYaml(
      text, "study.yaml",
      [](const std::string& /*name*/) -> absl::StatusOr<std::string> {
        return std::string("featureClass: {firstorder: [Mean]}\n");
      },
      [](const std::string& /*file*/, const std::string& /*name*/) -> absl::StatusOr<models::GivenModel> {
        return absl::NotFoundError("model.json: no such file");
      });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::StatusOr<models::Study> study = Parse(fuzz::Text(data, size));
  if (!study.ok()) {
    fuzz::RequireRefusal(study.status());
    fuzz::Require(absl::StartsWith(study.status().message(), "study.yaml"), "a problem without its file");
    return 0;
  }
  const absl::StatusOr<models::Study> sent = models::ParseStudy(models::SerialiseStudy(*study));
  fuzz::Require(sent.ok(), sent.status().ToString());
  fuzz::Require(models::StudySha256(*sent) == models::StudySha256(*study), "a study has two hashes");
  const absl::StatusOr<std::string> written = WriteStudyYaml(*study);
  if (!written.ok()) {
    fuzz::RequireRefusal(written.status());
    return 0;
  }
  const absl::StatusOr<models::Study> again = Parse(*written);
  fuzz::Require(again.ok(), again.status().ToString());
  fuzz::Require(models::StudySha256(*again) == models::StudySha256(*study), "a study changed when written");
  return 0;
}

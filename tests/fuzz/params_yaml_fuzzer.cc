// Parameter files of both dialects.
#include "absl/strings/match.h"
#include "site_agent/extraction/extraction_settings.h"
#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::StatusOr<ExtractionSettings> settings =
      ParseExtractionSettings(fuzz::Text(data, size), "params.yaml");
  if (!settings.ok()) {
    fuzz::RequireRefusal(settings.status());
    fuzz::Require(absl::StartsWith(settings.status().message(), "params.yaml"), "a problem without its file");
    return 0;
  }
  FeatureNames(*settings);
  DiagnosticNames(*settings);
  FeatureCodes(*settings);
  SettingsHash(*settings);
  return 0;
}

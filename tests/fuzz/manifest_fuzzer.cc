// Manifests of images.
#include "site_agent/extraction/manifest.h"

#include "tests/fuzz/fuzz_target.h"

using namespace osteon;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const absl::StatusOr<Manifest> manifest = ParseManifest(fuzz::Text(data, size), "manifest.csv");
  if (!manifest.ok()) {
    fuzz::RequireRefusal(manifest.status());
    return 0;
  }
  for (const ManifestCase& of_patient : manifest->cases) {
    fuzz::Require(!of_patient.patient_id.empty() && !of_patient.regions.empty() &&
                      of_patient.images.size() == manifest->images.size() &&
                      of_patient.carried.size() == manifest->carried.size(),
                  "a case without its parts");
  }
  return 0;
}

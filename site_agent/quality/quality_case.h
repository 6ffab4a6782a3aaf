// One region of one image as the pages of image QA show it.
#ifndef OSTEON_SITE_AGENT_QUALITY_QUALITY_CASE_H_
#define OSTEON_SITE_AGENT_QUALITY_QUALITY_CASE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "site_agent/quality/case_facts.h"
#include "site_agent/quality/montage.h"

namespace osteon::quality {

// Something that a person should look at.
struct Finding {
  std::string label;  // "slice thickness": short, for the list
  std::string text;   // a sentence without its full stop
};

// What of a montage is kept once it is on disk.
struct MontageFile {
  std::string name;  // in the folder; empty: there is none
  std::size_t width = 0, height = 0;
  std::vector<MontageTile> tiles;
  Window window;
};

struct QualityCase {
  std::size_t line = 0;    // of the manifest
  std::string patient_id;  // and the others as in CaseRegion
  std::string image_name, region;
  std::size_t reader = 1;
  std::string image_path, mask_path;
  std::optional<CaseFacts> facts;  // nullopt: it could not be read
  MontageFile montage;
  std::string error;  // why it has no features; empty: it has

  // By Assess:
  // As Measures(), NaN where nothing is compared; empty without facts.
  std::vector<double> z, median;
  std::vector<Finding> findings;
};

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_QUALITY_CASE_H_

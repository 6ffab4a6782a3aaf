// What stands out in a cohort of images.
#ifndef OSTEON_SITE_AGENT_QUALITY_ASSESS_H_
#define OSTEON_SITE_AGENT_QUALITY_ASSESS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "site_agent/quality/quality_case.h"
#include "site_agent/quality/robust_z.h"

namespace osteon::quality {

// A number of each case that is compared with the others'.
struct Measure {
  const char* key;    // in qa.csv
  const char* label;  // for people
  const char* unit;   // may be empty
  double step;        // less than this is no difference: headers keep spacings in single precision
  bool logarithm;     // compared by its logarithm: volumes of tumours differ a hundredfold
  double (*of)(const CaseFacts& facts);
};
const std::vector<Measure>& Measures();

// Fewer cases have no outliers: their spread is not known well enough.
inline constexpr std::size_t kLeastCasesForOutliers = 8;

// Fills `z`, `median` and `findings` of every case with facts. Compared are the cases of the same image name,
// region and reader, where there are kLeastCasesForOutliers of them. A finding is
//   - a measure that IsFar;
//   - a region that touches the image's border; voxels that are NaN or infinite;
//   - an image, or a region, that is voxel for voxel the same as another patient's; a second reader's region
//     that is the first reader's.
void Assess(std::vector<QualityCase>& cases);

// Whether |z| > kOutlierZ (robust_z.h) and the value differs from the median by more than 1 %: what a
// header's rounding makes of equal spacings is no outlier.
bool IsFar(double value, double median, double z);

// "3.27 mm", "12.5 mL": for people.
std::string FormatMeasure(const Measure& measure, double value);

}  // namespace osteon::quality

#endif  // OSTEON_SITE_AGENT_QUALITY_ASSESS_H_

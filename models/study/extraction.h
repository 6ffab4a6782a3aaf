// How the sites of a study make features of images: the parameter files that everybody uses, and what an
// image must have.
#ifndef OSTEON_MODELS_STUDY_EXTRACTION_H_
#define OSTEON_MODELS_STUDY_EXTRACTION_H_

#include <string>
#include <vector>

#include "models/study/image_requirements.h"

namespace osteon::models {

struct ExtractionParams {
  std::string image;        // its name in the sites' manifests, "t1"; empty: whatever images they have
  std::string params_name;  // as the study file names it
  std::string params_text;  // the parameter file itself, so that every site uses the same
};

struct Extraction {
  // One file for all images (of an empty image), or one for each, sorted by image: then the manifests have
  // these images and no others.
  std::vector<ExtractionParams> params;
  ImageRequirements require = {};  // a case that has not what is asked is excluded, and counted

  bool NamesImages() const { return !params.empty() && !params.front().image.empty(); }
};

}  // namespace osteon::models

#endif  // OSTEON_MODELS_STUDY_EXTRACTION_H_

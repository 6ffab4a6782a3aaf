#include "site_agent/extraction/selected_features.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace osteon {

absl::Status AppendSelected(const Features& features, const std::string& family,
                            const std::vector<std::string>& selected, std::vector<double>* values) {
  for (const std::string& name : selected) {
    const auto feature =
        std::find_if(features.begin(), features.end(), [&](const Feature& one) { return one.name == name; });
    if (feature == features.end()) {
      return absl::InternalError(absl::StrCat("family ", family, " gave no value for ", name));
    }
    values->push_back(feature->value);
  }
  return absl::OkStatus();
}

}  // namespace osteon

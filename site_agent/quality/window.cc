#include "site_agent/quality/window.h"

#include <algorithm>
#include <cmath>

namespace osteon::quality {
namespace {

Window CentredAt(double level, double width, const char* name) {
  return {level - width / 2, level + width / 2, name};
}

double Percentile(std::vector<double>& values, double part) {
  const auto place = static_cast<std::ptrdiff_t>(std::llround(part * static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

}  // namespace

bool LooksLikeHounsfield(const CaseFacts& facts) {
  return facts.image_minimum <= -500 && facts.image_minimum >= -10000 && facts.image_maximum >= 0 &&
         facts.image_maximum <= 35000;
}

Window ChooseWindow(const CaseFacts& facts, std::vector<double> around) {
  if (LooksLikeHounsfield(facts)) {
    if (facts.region_median < -300) return CentredAt(-600, 1500, "lung window");
    if (facts.region_median > 250) return CentredAt(400, 1800, "bone window");
    return CentredAt(40, 400, "soft-tissue window");
  }
  std::erase_if(around, [](double value) { return !std::isfinite(value); });
  if (around.empty()) return {};
  return {Percentile(around, 0.01), Percentile(around, 0.995), ""};
}

}  // namespace osteon::quality

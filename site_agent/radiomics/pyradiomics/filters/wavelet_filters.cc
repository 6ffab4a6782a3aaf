// The filters of PyWavelets' discrete wavelets from their low-pass halves.
#include <algorithm>
#include <numbers>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/text/nearest.h"
#include "site_agent/radiomics/pyradiomics/filters/wavelet.h"
#include "site_agent/radiomics/pyradiomics/filters/wavelet_table.h"

namespace osteon {
namespace {

const std::vector<double>* FindLow(const std::string& name) {
  const std::vector<WaveletTableEntry>& table = WaveletTable();
  const std::string wanted = name == "haar" ? "db1" : name;
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.name == wanted; });
  return found == table.end() ? nullptr : &found->low;
}

// PyWavelets has these too, but they have no filters to transform with.
bool IsContinuous(const std::string& name) {
  for (const char* known : {"cgau", "gaus", "cmor", "fbsp", "mexh", "morl", "shan"}) {
    if (absl::StartsWith(name, known)) return true;
  }
  return false;
}

// Backwards, with changing signs: the high-pass filter that belongs to a low-pass one.
template <typename T>
std::vector<T> Mirrored(const std::vector<T>& low) {
  std::vector<T> high(low.rbegin(), low.rend());
  for (std::size_t k = 0; k < high.size(); k += 2) high[k] = -high[k];
  return high;
}

// PyWavelets has coiflets without their factor of the square root of 2, and multiplies in the type.
std::vector<float> InSinglePrecision(const std::vector<double>& filter, bool coiflet) {
  const double root = coiflet ? std::numbers::sqrt2 : 1;
  std::vector<float> single;
  for (const double value : filter)
    single.push_back(static_cast<float>(value / root) * static_cast<float>(root));
  return single;
}

// The biorthogonal pair of a wavelet has the high-pass filter that belongs to the other's low-pass one.
std::string PartnerOf(const std::string& name) {
  if (absl::StartsWith(name, "bior")) return absl::StrCat("rbio", name.substr(4));
  if (absl::StartsWith(name, "rbio")) return absl::StrCat("bior", name.substr(4));
  return name;
}

}  // namespace

absl::StatusOr<WaveletFilters> FindWavelet(const std::string& name) {
  if (const std::vector<double>* low = FindLow(name); low != nullptr) {
    const bool coiflet = absl::StartsWith(name, "coif");
    WaveletFilters filters;
    filters.low = *low;
    filters.low_single = InSinglePrecision(*low, coiflet);
    const std::vector<double>& partner = *FindLow(PartnerOf(name));
    filters.high = Mirrored(partner);
    filters.high_single = Mirrored(InSinglePrecision(partner, coiflet));
    return filters;
  }
  static constexpr const char* kThereAre =
      "haar, db1 to db38, sym2 to sym20, coif1 to coif17, bior1.1 to bior6.8, rbio1.1 to rbio6.8, dmey";
  if (IsContinuous(name)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "wavelet '", name,
        "' is a continuous one, which has no filters: PyRadiomics stops at it too; there are ", kThereAre));
  }
  std::vector<std::string> names{"haar"};
  for (const WaveletTableEntry& entry : WaveletTable()) names.push_back(entry.name);
  const std::optional<std::string> nearest = NearestName(name, names);
  return absl::InvalidArgumentError(absl::StrCat("unknown wavelet '", name, "'",
                                                 nearest.has_value()
                                                     ? absl::StrCat("; did you mean '", *nearest, "'?")
                                                     : absl::StrCat("; there are ", kThereAre)));
}

}  // namespace osteon

// The filters of orthogonal wavelets with compact support.
// Source: Daubechies, Ten Lectures on Wavelets, SIAM 1992, tables 6.1, 6.3 and 8.1, in the order and to the
// digits in which PyWavelets has them.
#include <map>
#include <numbers>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/text/nearest.h"
#include "site_agent/radiomics/pyradiomics/filters/wavelet.h"

namespace osteon {
namespace {

const std::map<std::string, std::vector<double>>& LowPassFilters() {
  static const std::map<std::string, std::vector<double>> filters = [] {
    std::map<std::string, std::vector<double>> f;
    f["haar"] = f["db1"] = {0.70710678118654757, 0.70710678118654757};
    f["db2"] =
        f["sym2"] = {-0.12940952255092145, 0.22414386804185735, 0.83651630373746899, 0.48296291314469025};
    f["db3"] = f["sym3"] = {0.035226291882100656, -0.085441273882241486, -0.13501102001039084,
                            0.45987750211933132,  0.80689150931333875,   0.33267055295095688};
    f["db4"] = {-0.010597401784997278, 0.032883011666982945, 0.030841381835986965, -0.18703481171888114,
                -0.027983769416983849, 0.63088076792959036,  0.71484657055254153,  0.23037781330885523};
    f["db5"] = {0.0033357252850015492, -0.012580751999015526, -0.0062414902130117052, 0.077571493840065148,
                -0.03224486958502952,  -0.24229488706619015,  0.13842814590110342,    0.72430852843857441,
                0.60382926979747287,   0.16010239797412501};
    f["db6"] = {-0.0010773010849955799, 0.0047772575110106514, 0.0005538422009938016, -0.031582039318031156,
                0.027522865530016288,   0.097501605587079362,  -0.12976686756709563,  -0.22626469396516913,
                0.3152503517092432,     0.75113390802157753,   0.49462389039838539,   0.11154074335008017};
    f["db7"] = {0.00035371380000103988, -0.0018016407039998328, 0.00042957797300470274, 0.012550998556013784,
                -0.01657454163101562,   -0.038029936935034633,  0.080612609151065898,   0.071309219267050042,
                -0.22403618499416572,   -0.14390600392910627,   0.4697822874053586,     0.72913209084655506,
                0.39653931948230575,    0.077852054085062364};
    f["db8"] = {
        -0.00011747678400228192, 0.00067544940599855677, -0.00039174037299597711, -0.0048703529930106603,
        0.0087460940470156547,   0.013981027917015516,   -0.044088253931064719,   -0.017369301002022108,
        0.12874742662018601,     0.00047248457399797254, -0.28401554296242809,    -0.015829105256023893,
        0.58535468365486909,     0.67563073629801285,    0.31287159091446592,     0.054415842243081609};
    f["sym4"] = {-0.07576571478927333, -0.02963552764599851, 0.49761866763201545,   0.8037387518059161,
                 0.29785779560527736,  -0.09921954357684722, -0.012603967262037833, 0.0322231006040427};
    f["coif1"] = {-0.015655728135791993, -0.07273261951252645, 0.3848648468648578,
                  0.8525720202116004,    0.3378976624574818,   -0.07273261951252645};
    f["coif2"] = {-0.000720549445520347, -0.0018232088709110323, 0.005611434819368834, 0.02368017194684777,
                  -0.05943441864643109,  -0.07648859907828076,   0.4170051844232391,   0.8127236354494135,
                  0.3861100668227629,    -0.0673725547237256,    -0.04146493678687178, 0.01638733646320364};
    return f;
  }();
  return filters;
}

// PyWavelets' discrete wavelets.
std::vector<std::string> AllNames() {
  std::vector<std::string> names{"haar", "dmey"};
  for (int n = 1; n <= 38; ++n) names.push_back(absl::StrCat("db", n));
  for (int n = 2; n <= 20; ++n) names.push_back(absl::StrCat("sym", n));
  for (int n = 1; n <= 17; ++n) names.push_back(absl::StrCat("coif", n));
  for (const char* orders : {"1.1", "1.3", "1.5", "2.2", "2.4", "2.6", "2.8", "3.1", "3.3", "3.5", "3.7",
                             "3.9", "4.4", "5.5", "6.8"}) {
    names.push_back(absl::StrCat("bior", orders));
    names.push_back(absl::StrCat("rbio", orders));
  }
  return names;
}

// The high-pass filter of an orthogonal wavelet: the low-pass one backwards, with changing signs.
template <typename T>
std::vector<T> Mirrored(const std::vector<T>& low) {
  std::vector<T> high(low.rbegin(), low.rend());
  for (std::size_t k = 0; k < high.size(); k += 2) high[k] = -high[k];
  return high;
}

}  // namespace

absl::StatusOr<WaveletFilters> FindWavelet(const std::string& name) {
  const auto found = LowPassFilters().find(name);
  if (found != LowPassFilters().end()) {
    WaveletFilters filters;
    filters.low = found->second;
    for (const double value : filters.low) {
      // PyWavelets has coiflets without their factor of the square root of 2, and multiplies in the type.
      const double root = absl::StartsWith(name, "coif") ? std::numbers::sqrt2 : 1;
      filters.low_single.push_back(static_cast<float>(value / root) * static_cast<float>(root));
    }
    filters.high = Mirrored(filters.low);
    filters.high_single = Mirrored(filters.low_single);
    return filters;
  }
  const std::string there = absl::StrJoin(
      LowPassFilters(), ", ", [](std::string* out, const auto& entry) { absl::StrAppend(out, entry.first); });
  const std::vector<std::string> names = AllNames();
  for (const std::string& known : names) {
    if (known == name) {
      return absl::InvalidArgumentError(
          absl::StrCat("wavelet '", name, "' is not available in this version; there are ", there));
    }
  }
  const std::optional<std::string> nearest = NearestName(name, names);
  return absl::InvalidArgumentError(absl::StrCat("unknown wavelet '", name, "'",
                                                 nearest.has_value()
                                                     ? absl::StrCat("; did you mean '", *nearest, "'?")
                                                     : absl::StrCat("; there are ", there)));
}

}  // namespace osteon

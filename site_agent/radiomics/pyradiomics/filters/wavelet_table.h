// The numbers behind FindWavelet.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_WAVELET_TABLE_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_WAVELET_TABLE_H_

#include <string>
#include <vector>

namespace osteon {

struct WaveletTableEntry {
  std::string name;         // PyWavelets' name
  std::vector<double> low;  // low-pass decomposition filter, in PyWavelets' order
};

// Every discrete wavelet of PyWavelets but haar, which is db1.
const std::vector<WaveletTableEntry>& WaveletTable();

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_FILTERS_WAVELET_TABLE_H_

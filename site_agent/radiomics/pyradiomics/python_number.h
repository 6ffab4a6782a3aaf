// Numbers as Python writes them, where names and diagnostics are to be equal to PyRadiomics'.
#ifndef OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PYTHON_NUMBER_H_
#define OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PYTHON_NUMBER_H_

#include <string>

namespace osteon {

// A number as Python's repr: the shortest text that reads back the same, with a point ("3.0", "1e-07").
std::string PythonNumber(double value);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_RADIOMICS_PYRADIOMICS_PYTHON_NUMBER_H_

// A model.json in words and tables, for people at a terminal.
#ifndef OSTEON_COORDINATOR_MODEL_FILE_SHOW_MODEL_H_
#define OSTEON_COORDINATOR_MODEL_FILE_SHOW_MODEL_H_

#include <string>
#include <vector>

#include "common/json/json_text.h"
#include "coordinator/model_file/model_file.h"

namespace osteon {

// Study, hashes, roster, signature, imputation, harmonisation and screening; then for each of `models` (of
// the file) its equation, terms with odds ratios, penalty, values that stand in for missing ones, threshold
// and nomogram as a table of points. Lines end with a line end.
std::string ShowText(const ModelFile& file, const std::vector<const FileModel*>& models);

// The same facts for programs: {"study", "study_sha256", "file_sha256", "signature": {"state", "by"},
// "roster", "sites", "missing", "harmonisation", "screening", "models": {NAME: {..., "terms": [{...,
// "odds_ratio", "odds_ratio_lower", "odds_ratio_upper", "odds_ratio_standardised"}], "imputation", ...}}}.
Json ShowJson(const ModelFile& file, const std::vector<const FileModel*>& models);

}  // namespace osteon

#endif  // OSTEON_COORDINATOR_MODEL_FILE_SHOW_MODEL_H_

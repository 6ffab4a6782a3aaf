// The rules of what one site releases by itself: what breaks a rule is taken out of the record and said to be
// suppressed, the rest goes on.
#ifndef OSTEON_MODELS_DISCLOSURE_JUDGE_RECORDS_H_
#define OSTEON_MODELS_DISCLOSURE_JUDGE_RECORDS_H_

#include <string>

#include "models/disclosure/limits.h"
#include "models/federation/records.h"

namespace osteon::models {

// Fewer than min_patients patients: the whole record. Fewer than min_cell events or non-events: the same, for
// an AUC of so few tells their order. A threshold of which one of tp, fp, tn, fn is small, and every
// threshold where there are more than max_thresholds: that part. Bins of the histograms are merged
// (merge_bins.h). A record of no patient stays as it is.
void SuppressIn(ValidationMetrics& metrics, const Limits& limits);

// The whole record, or all of a part but its threshold, by the rule's name.
void SuppressAll(ValidationMetrics& metrics, const std::string& rule);
void SuppressTable(ThresholdTable& table, const std::string& rule);
void SuppressPoint(DecisionPoint& point, const std::string& rule);

// The same; a McNemar table of which one side is small: that table.
void SuppressIn(ModelComparison& comparison, const Limits& limits);

// The events of fewer than min_patients patients, and events of which, or of whose complement, there are
// fewer than min_cell; fewer than min_cell patients; reasons of fewer than min_cell exclusions, with the
// number of patients read that they would follow from.
void SuppressIn(Admission& admission, const Limits& limits);

}  // namespace osteon::models

#endif  // OSTEON_MODELS_DISCLOSURE_JUDGE_RECORDS_H_

#include "models/lasso/plan.h"

#include <cmath>
#include <cstddef>

namespace osteon::models {
namespace {

class Writer {
 public:
  void Number(double value) { values_.push_back(value); }
  template <typename T>
  void List(const std::vector<T>& list) {
    Number(static_cast<double>(list.size()));
    for (const T& value : list) Number(static_cast<double>(value));
  }
  void Beta(const SparseBeta& beta) {
    Number(beta.intercept);
    List(beta.columns);
    List(beta.values);
  }
  std::vector<double> Take() { return std::move(values_); }

 private:
  std::vector<double> values_;
};

class Reader {
 public:
  explicit Reader(const std::vector<double>& values) : values_(values) {}

  double Number() {
    if (at_ >= values_.size()) {
      failed_ = true;
      return 0;
    }
    return values_[at_++];
  }
  int Integer() {
    const double value = Number();
    if (!(std::fabs(value) < 1e9)) failed_ = true;
    return failed_ ? 0 : static_cast<int>(value);
  }
  // A count of what is still to be read: never more than there are numbers left.
  std::size_t Count() {
    const int count = Integer();
    if (count < 0 || static_cast<std::size_t>(count) > values_.size() - at_) failed_ = true;
    return failed_ ? 0 : static_cast<std::size_t>(count);
  }
  template <typename T>
  std::vector<T> List() {
    std::vector<T> list(Count());
    for (T& value : list) value = static_cast<T>(Number());
    return list;
  }
  SparseBeta Beta() {
    SparseBeta beta;
    beta.intercept = Number();
    beta.columns = List<int>();
    beta.values = List<double>();
    return beta;
  }
  bool Done() const { return !failed_ && at_ == values_.size(); }

 private:
  const std::vector<double>& values_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

std::vector<double> Flatten(const Plan& plan) {
  Writer writer;
  writer.Number(static_cast<double>(plan.asks.size()));
  for (const FitAsk& ask : plan.asks) {
    writer.Number(ask.set);
    writer.Number(ask.l);
    writer.Number(ask.step);
    writer.Beta(ask.beta);
    writer.List(ask.gradient);
    writer.List(ask.references);
    writer.List(ask.weights);
    writer.Number(ask.held_out ? 1 : 0);
    writer.List(ask.block);
  }
  writer.Number(static_cast<double>(plan.borders.size()));
  for (const BorderAsk& border : plan.borders) {
    writer.Number(border.set);
    writer.Number(border.block);
    writer.List(border.columns);
    writer.List(border.dropped);
  }
  writer.Number(static_cast<double>(plan.verdicts.size()));
  for (const Verdict& verdict : plan.verdicts) {
    writer.Number(verdict.set);
    writer.Number(verdict.l);
    writer.Number(static_cast<int>(verdict.status));
    writer.Number(verdict.violation);
    writer.Number(verdict.step);
  }
  writer.List(plan.anchors);
  writer.Number(plan.last);
  writer.Number(plan.curve_last);
  return writer.Take();
}

absl::StatusOr<Plan> Unflatten(const std::vector<double>& values) {
  Reader reader(values);
  Plan plan;
  plan.asks.resize(reader.Count());
  for (FitAsk& ask : plan.asks) {
    ask.set = reader.Integer();
    ask.l = reader.Integer();
    ask.step = reader.Number();
    ask.beta = reader.Beta();
    ask.gradient = reader.List<int>();
    ask.references = reader.List<int>();
    ask.weights = reader.List<double>();
    ask.held_out = reader.Integer() == 1;
    ask.block = reader.List<int>();
  }
  plan.borders.resize(reader.Count());
  for (BorderAsk& border : plan.borders) {
    border.set = reader.Integer();
    border.block = reader.Integer();
    border.columns = reader.List<int>();
    border.dropped = reader.List<int>();
  }
  plan.verdicts.resize(reader.Count());
  for (Verdict& verdict : plan.verdicts) {
    verdict.set = reader.Integer();
    verdict.l = reader.Integer();
    verdict.status = static_cast<FitStatus>(reader.Integer());
    verdict.violation = reader.Number();
    verdict.step = reader.Number();
  }
  plan.anchors = reader.List<int>();
  plan.last = reader.Integer();
  plan.curve_last = reader.Integer();
  if (!reader.Done()) return absl::DataLossError("lasso: a remembered plan cannot be read");
  return plan;
}

}  // namespace osteon::models

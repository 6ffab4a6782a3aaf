// Requests that carry others, what views need to know, and performance.
#include "models/wire/preparation_wire.h"

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "models/wire/tasks_for_tests.h"
#include "osteon/v1/session.pb.h"
#include "tests/support/status_matchers.h"

namespace osteon::models {
namespace {

using ::osteon::testing::IsOk;
using ::osteon::testing::kBad;
using ::osteon::testing::StatusIs;
using ::testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

View WholeView() {
  return {"study, preparation 2", false, 3, 7, {5, 1, ""}};
}

PrepareRequest WholePrepare() {
  PrepareRequest request;
  request.name = "study, preparation 2";
  request.sites = 3;
  request.preparation.fills = {{"age", 61.5}, {"sexM", 0}};
  request.preparation.combat = HarmonisedFeatures{
      {{"f_1", "f_2"}, {"age"}, {1, 2}, {0.5, 0.25}, {0.1, -0.1}, {"f_2"}, 300, 3}, {"alpha", "beta"}};
  request.preparation.derived = {{"signature",
                                  {{"(Intercept)", -1}, {"f_1", 2}},
                                  {{{"f_1", 1}}, {{"f_1", 3}, {"f_2", 1}}, {}},
                                  {3, 0, "fold"}},
                                 {"nomogram", {{"signature", 0.9}, {"age", 0.03}}, {}, {}}};
  request.preparation.site_columns = {{"sitebeta", "beta"}};
  return request;
}

BundleRequest WholeBundle() {
  BundleRequest bundle;
  bundle.parts = {{"signature", {"alpha", "beta"}, WholeView(), MomentsRequest{{"age"}, RowSet::kTrain, 2}},
                  {"", {"gamma"}, {}, PerformanceRequest{{"lp"}, RowSet::kTrain, 1}},
                  {"", {"alpha", "beta", "gamma"}, {}, WholePrepare()}};
  return bundle;
}

TEST(PreparationWire, RequestsComeBackAsTheyWent) {
  for (const SumRequest& request : std::vector<SumRequest>{
           WholePrepare(), PrepareRequest{"nothing", {}, 1}, WholeBundle(),
           PerformanceRequest{{"linear predictor of a", "linear predictor of b"}, RowSet::kTrain, 3}}) {
    v1::Task received;
    ASSERT_TRUE(received.ParseFromString(MessageOf(request).SerializeAsString()));
    ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(received));
    EXPECT_TRUE(std::get<SumRequest>(back.request) == request) << KindOf(request);
    ASSERT_OK_AND_ASSIGN(const SumRequest kept, ParseSumRequest(SerialiseRequest(request)));
    EXPECT_TRUE(kept == request) << KindOf(request);
  }
}

TEST(PreparationWire, ViewsOfRecordsComeBackAsTheyWent) {
  ValidationRequest validation;
  validation.model = "m";
  validation.terms = {{"age", 1}};
  validation.view = {"given m", true, 0, 0, {}};
  ComparisonRequest comparison{{"m", {{"age", 1}}, ""},  {"r", {}, "p"},         RowSet::kAll, {}, {},
                               {"one", false, 0, 0, {}}, {"two", true, 0, 0, {}}};
  for (const GatherRequest& request : std::vector<GatherRequest>{validation, comparison}) {
    v1::Task received;
    ASSERT_TRUE(received.ParseFromString(MessageOf(request).SerializeAsString()));
    ASSERT_OK_AND_ASSIGN(const Task back, TaskFromMessage(received));
    EXPECT_TRUE(std::get<GatherRequest>(back.request) == request);
  }
}

TEST(PreparationWire, EveryPartChangesTheHash) {
  const std::string hash = RequestSha256(SumRequest(WholePrepare()));
  const std::vector<std::function<void(PrepareRequest&)>> changes = {
      [](PrepareRequest& r) { r.name += "x"; },
      [](PrepareRequest& r) { r.sites = 2; },
      [](PrepareRequest& r) { r.preparation.fills[0].value = 61; },
      [](PrepareRequest& r) { r.preparation.combat->sites.pop_back(); },
      [](PrepareRequest& r) { r.preparation.combat->model.coefficients[1] = 0; },
      [](PrepareRequest& r) { r.preparation.combat->model.constant.clear(); },
      [](PrepareRequest& r) {
        r.preparation.derived[0].terms_by_fold[2] = {{"f_1", 1}};
      },
      [](PrepareRequest& r) { r.preparation.derived[0].folds.column = "other"; },
      [](PrepareRequest& r) { r.preparation.site_columns[0].site = "gamma"; }};
  for (const auto& change : changes) {
    PrepareRequest changed = WholePrepare();
    change(changed);
    EXPECT_NE(RequestSha256(SumRequest(changed)), hash);
  }
  const std::string of_bundle = RequestSha256(SumRequest(WholeBundle()));
  for (const View& view : {View{}, View{"study, preparation 2", false, 3, 8, {5, 1, ""}},
                           View{"study, preparation 2", false, 3, 7, {5, 0, "fold"}}}) {
    BundleRequest changed = WholeBundle();
    changed.parts[0].view = view;
    EXPECT_NE(RequestSha256(SumRequest(changed)), of_bundle);
  }
}

TEST(PreparationWire, HostilePreparationsAreRefused) {
  const auto refused = [](const std::function<void(v1::PrepareRequest&)>& change, const char* what) {
    v1::Task message = MessageOf(SumRequest(WholePrepare()));
    change(*message.mutable_sum()->mutable_prepare());
    EXPECT_THAT(Arrives(message), StatusIs(kBad, HasSubstr(what)));
  };
  EXPECT_THAT(Arrives(MessageOf(SumRequest(WholePrepare()))), IsOk());
  refused([](auto& m) { m.clear_name(); }, "a preparation has no name");
  refused([](auto& m) { m.set_name(std::string(1000, 'x')); }, "name");
  refused([](auto& m) { m.set_sites(0); }, "0 sites");
  for (const double bad : {kNan, kInfinity, -kInfinity}) {
    refused([&](auto& m) { m.mutable_preparation()->mutable_fills(0)->set_value(bad); },
            "for age is not finite");
    refused(
        [&](auto& m) {
          m.mutable_preparation()->mutable_derived(0)->mutable_terms()->mutable_terms(1)->set_coefficient(
              bad);
        },
        "coefficient of f_1 is not finite");
    refused(
        [&](auto& m) {
          m.mutable_preparation()
              ->mutable_derived(0)
              ->mutable_terms_by_fold(1)
              ->mutable_terms(1)
              ->set_coefficient(bad);
        },
        "coefficient of f_2 is not finite");
    refused([&](auto& m) { m.mutable_preparation()->mutable_combat()->set_grand_mean(0, bad); },
            "not finite");
    refused([&](auto& m) { m.mutable_preparation()->mutable_combat()->set_coefficients(1, bad); },
            "not finite");
    refused([&](auto& m) { m.mutable_preparation()->mutable_combat()->set_scale(0, bad); }, "not finite");
  }
  refused([](auto& m) { m.mutable_preparation()->mutable_combat()->set_scale(0, 0); }, "not above 0");
  refused([](auto& m) { m.mutable_preparation()->mutable_combat()->add_scale(1); },
          "another number of means");
  refused([](auto& m) { m.mutable_preparation()->mutable_combat()->add_coefficients(1); },
          "another number of means");
  refused([](auto& m) { m.mutable_preparation()->mutable_combat()->mutable_sites()->SwapElements(0, 1); },
          "sites are not in order");
  refused([](auto& m) { m.mutable_preparation()->mutable_combat()->set_features(1, "f_1"); },
          "f_1 stands twice");
  refused([](auto& m) { m.mutable_preparation()->mutable_fills(1)->set_column("age"); }, "age stands twice");
  refused([](auto& m) { m.mutable_preparation()->mutable_derived(1)->set_name("signature"); },
          "signature stands twice");
  refused([](auto& m) { m.mutable_preparation()->mutable_site_columns(0)->set_name("nomogram"); },
          "nomogram stands twice");
  refused([](auto& m) { m.mutable_preparation()->mutable_site_columns(0)->clear_site(); },
          "a site has no name");
  refused([](auto& m) { m.mutable_preparation()->mutable_derived(0)->mutable_folds()->set_folds(1); },
          "1 folds");
  refused([](auto& m) { m.mutable_preparation()->mutable_derived(0)->mutable_folds()->set_folds(1001); },
          "1001 folds");
  refused(
      [](auto& m) {
        for (int i = 0; i < 1001; ++i) m.mutable_preparation()->mutable_derived(0)->add_terms_by_fold();
      },
      "too many folds");
  refused(
      [](auto& m) {
        for (int i = 0; i < 20001; ++i)
          m.mutable_preparation()->add_fills()->set_column("c" + std::to_string(i));
      },
      "too large a preparation");
}

TEST(PreparationWire, HostileBundlesAreRefused) {
  const auto refused = [](const std::function<void(v1::BundleRequest&)>& change, const char* what) {
    v1::Task message = MessageOf(SumRequest(WholeBundle()));
    change(*message.mutable_sum()->mutable_bundle());
    EXPECT_THAT(Arrives(message), StatusIs(kBad, HasSubstr(what)));
  };
  EXPECT_THAT(Arrives(MessageOf(SumRequest(WholeBundle()))), IsOk());
  refused([](auto& m) { m.clear_parts(); }, "a bundle of 0 requests");
  refused(
      [](auto& m) {
        while (m.parts_size() <= 10000) *m.add_parts() = m.parts(1);
      },
      "a bundle of 10001 requests");
  refused([](auto& m) { *m.mutable_parts(0)->mutable_request()->mutable_bundle()->add_parts() = m.parts(1); },
          "a bundle within a bundle");
  refused([](auto& m) { m.mutable_parts(0)->clear_request(); }, "a kind of sum");
  refused([](auto& m) { m.mutable_parts(0)->clear_sites(); }, "sorted, unique and at least one");
  refused([](auto& m) { m.mutable_parts(0)->mutable_sites()->SwapElements(0, 1); }, "sorted, unique");
  refused([](auto& m) { m.mutable_parts(0)->set_sites(1, "alpha"); }, "sorted, unique");
  refused([](auto& m) { m.mutable_parts(0)->set_sites(0, ""); }, "a site has no name");
  refused([](auto& m) { m.mutable_parts(0)->set_fit(std::string(257, 'x')); }, "too long a name of a fit");
  refused([](auto& m) { m.mutable_parts(0)->mutable_view()->set_preparation(std::string(257, 'x')); },
          "too long a name of a preparation");
  refused([](auto& m) { m.mutable_parts(0)->mutable_view()->mutable_folds()->set_folds(0); }, "0 folds");
  refused(
      [](auto& m) { m.mutable_parts(0)->mutable_view()->mutable_folds()->set_column(std::string(257, 'x')); },
      "too long a name of a fold column");
  // Parts that are allowed one by one, and together ask for more numbers than a message holds.
  LogisticRequest large;
  for (int i = 0; i < 3000; ++i) large.columns.push_back({"c" + std::to_string(i), 0, 1});
  large.beta.assign(3001, 0);
  large.patients = 10;
  BundleRequest bundle;
  bundle.parts.assign(3, {"m", {"alpha"}, {}, large});
  EXPECT_THAT(Arrives(MessageOf(SumRequest(bundle))), IsOk());
  bundle.parts.assign(4, {"m", {"alpha"}, {}, large});
  EXPECT_THAT(Arrives(MessageOf(SumRequest(bundle))), StatusIs(kBad, HasSubstr("too many numbers")));
}

TEST(PreparationWire, APerformanceThatIsNotWholeIsRefused) {
  const auto refused = [](const std::function<void(v1::PerformanceRequest&)>& change, const char* what) {
    v1::Task message = MessageOf(SumRequest(PerformanceRequest{{"one", "two"}, RowSet::kTrain, 3}));
    change(*message.mutable_sum()->mutable_performance());
    EXPECT_THAT(Arrives(message), StatusIs(kBad, HasSubstr(what)));
  };
  refused([](auto& m) { m.set_columns(1, "one"); }, "one stands twice");
  refused([](auto& m) { m.clear_rows(); }, "set of rows");
  refused([](auto& m) { m.set_sites(1001); }, "1001 sites");
}

TEST(PreparationWire, BytesThatAreNoRequestAreRefused) {
  EXPECT_THAT(ParseSumRequest("\xff\xff"), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("decoded")));
}

}  // namespace
}  // namespace osteon::models

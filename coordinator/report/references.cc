#include "coordinator/report/references.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"

namespace osteon::report {
namespace {

const char* TextOf(Reference work) {
  static const std::map<Reference, const char*> texts = {
      {Reference::kTripodCluster,
       "Debray TPA, Collins GS, Riley RD, et al. Transparent reporting of multivariable prediction models "
       "developed or "
       "validated using clustered data: TRIPOD-Cluster checklist. BMJ 2023; 380: e071018. "
       "doi:10.1136/bmj-2022-071018"},
      {Reference::kTripodAi,
       "Collins GS, Moons KGM, Dhiman P, et al. TRIPOD+AI statement: updated guidance for reporting clinical "
       "prediction "
       "models that use regression or machine learning methods. BMJ 2024; 385: e078378. "
       "doi:10.1136/bmj-2023-078378"},
      {Reference::kDevelopmentSize,
       "Riley RD, Ensor J, Snell KIE, et al. Calculating the sample size required for developing a clinical "
       "prediction "
       "model. BMJ 2020; 368: m441. doi:10.1136/bmj.m441"},
      {Reference::kValidationSize,
       "Riley RD, Debray TPA, Collins GS, et al. Minimum sample size for external validation of a clinical "
       "prediction "
       "model with a binary outcome. Statistics in Medicine 2021; 40: 4230-4251. doi:10.1002/sim.9025"},
      {Reference::kHundredEvents,
       "Collins GS, Ogundimu EO, Altman DG. Sample size considerations for the external validation of a "
       "multivariable "
       "prognostic model: a resampling study. Statistics in Medicine 2016; 35: 214-226. "
       "doi:10.1002/sim.6787"},
      {Reference::kShroutFleiss,
       "Shrout PE, Fleiss JL. Intraclass correlations: uses in assessing rater reliability. Psychological "
       "Bulletin 1979; "
       "86: 420-428. doi:10.1037/0033-2909.86.2.420"},
      {Reference::kMrmr,
       "Peng H, Long F, Ding C. Feature selection based on mutual information: criteria of max-dependency, "
       "max-relevance, and min-redundancy. IEEE Transactions on Pattern Analysis and Machine Intelligence "
       "2005; 27: "
       "1226-1238. doi:10.1109/TPAMI.2005.159"},
      {Reference::kComBat,
       "Johnson WE, Li C, Rabinovic A. Adjusting batch effects in microarray expression data using empirical "
       "Bayes "
       "methods. Biostatistics 2007; 8: 118-127. doi:10.1093/biostatistics/kxj037"},
      {Reference::kLasso,
       "Tibshirani R. Regression shrinkage and selection via the lasso. Journal of the Royal Statistical "
       "Society B 1996; "
       "58: 267-288. doi:10.1111/j.2517-6161.1996.tb02080.x"},
      {Reference::kGlmnet,
       "Friedman J, Hastie T, Tibshirani R. Regularization paths for generalized linear models via "
       "coordinate descent. "
       "Journal of Statistical Software 2010; 33(1): 1-22. doi:10.18637/jss.v033.i01"},
      {Reference::kYouden,
       "Youden WJ. Index for rating diagnostic tests. Cancer 1950; 3: 32-35. "
       "doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3"},
      {Reference::kOptimism,
       "Harrell FE, Lee KL, Mark DB. Multivariable prognostic models: issues in developing models, "
       "evaluating "
       "assumptions and adequacy, and measuring and reducing errors. Statistics in Medicine 1996; 15: "
       "361-387. "
       "doi:10.1002/(SICI)1097-0258(19960229)15:4<361::AID-SIM168>3.0.CO;2-4"},
      {Reference::kDeLong,
       "DeLong ER, DeLong DM, Clarke-Pearson DL. Comparing the areas under two or more correlated receiver "
       "operating "
       "characteristic curves: a nonparametric approach. Biometrics 1988; 44: 837-845. doi:10.2307/2531595"},
      {Reference::kMcNemar,
       "Fagerland MW, Lydersen S, Laake P. The McNemar test for binary matched-pairs data: mid-p and "
       "asymptotic are "
       "better than exact conditional. BMC Medical Research Methodology 2013; 13: 91. "
       "doi:10.1186/1471-2288-13-91"},
      {Reference::kHolm,
       "Holm S. A simple sequentially rejective multiple test procedure. Scandinavian Journal of Statistics "
       "1979; 6: "
       "65-70 (no DOI)"},
      {Reference::kCalibration,
       "Van Calster B, McLernon DJ, van Smeden M, Wynants L, Steyerberg EW. Calibration: the Achilles heel "
       "of predictive "
       "analytics. BMC Medicine 2019; 17: 230. doi:10.1186/s12916-019-1466-7"},
      {Reference::kIci,
       "Austin PC, Steyerberg EW. The Integrated Calibration Index (ICI) and related metrics for quantifying "
       "the "
       "calibration of logistic regression models. Statistics in Medicine 2019; 38: 4051-4065. "
       "doi:10.1002/sim.8281"},
      {Reference::kHosmerLemeshow,
       "Hosmer DW, Lemeshow S. Goodness of fit tests for the multiple logistic regression model. "
       "Communications in "
       "Statistics: Theory and Methods 1980; 9: 1043-1069. doi:10.1080/03610928008827941"},
      {Reference::kBrier,
       "Brier GW. Verification of forecasts expressed in terms of probability. Monthly Weather Review 1950; "
       "78: 1-3. "
       "doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2"},
      {Reference::kWilson,
       "Wilson EB. Probable inference, the law of succession, and statistical inference. Journal of the "
       "American "
       "Statistical Association 1927; 22: 209-212. doi:10.1080/01621459.1927.10502953"},
      {Reference::kDecisionCurve,
       "Vickers AJ, Elkin EB. Decision curve analysis: a novel method for evaluating prediction models. "
       "Medical Decision "
       "Making 2006; 26: 565-574. doi:10.1177/0272989X06295361"},
      {Reference::kMetaAnalysis,
       "Debray TPA, Damen JAAG, Snell KIE, et al. A guide to systematic review and meta-analysis of "
       "prediction model "
       "performance. BMJ 2017; 356: i6460. doi:10.1136/bmj.i6460"},
      {Reference::kScales,
       "Snell KIE, Ensor J, Debray TPA, Moons KGM, Riley RD. Meta-analysis of prediction model performance "
       "across "
       "multiple studies: which scale helps ensure between-study normality for the C-statistic and "
       "calibration measures? "
       "Statistical Methods in Medical Research 2018; 27: 3505-3522. doi:10.1177/0962280217705678"},
      {Reference::kHartungKnapp,
       "Hartung J, Knapp G. A refined method for the meta-analysis of controlled clinical trials with binary "
       "outcome. "
       "Statistics in Medicine 2001; 20: 3875-3889. doi:10.1002/sim.1009"},
      {Reference::kPrediction,
       "Higgins JPT, Thompson SG, Spiegelhalter DJ. A re-evaluation of random-effects meta-analysis. Journal "
       "of the Royal "
       "Statistical Society A 2009; 172: 137-159. doi:10.1111/j.1467-985X.2008.00552.x"},
      {Reference::kInternalExternal,
       "Steyerberg EW, Harrell FE. Prediction models need appropriate internal, internal-external, and "
       "external "
       "validation. Journal of Clinical Epidemiology 2016; 69: 245-247. doi:10.1016/j.jclinepi.2015.04.005"},
      {Reference::kMembership,
       "Debray TPA, Vergouwe Y, Koffijberg H, et al. A new framework to enhance the interpretation of "
       "external validation "
       "studies of clinical prediction models. Journal of Clinical Epidemiology 2015; 68: 279-289. "
       "doi:10.1016/j.jclinepi.2014.06.018"},
      {Reference::kLinearCombination,
       "Su JQ, Liu JS. Linear combinations of multiple diagnostic markers. Journal of the American "
       "Statistical "
       "Association 1993; 88: 1350-1355. doi:10.1080/01621459.1993.10476417"},
      {Reference::kNomogram,
       "Iasonos A, Schrag D, Raj GV, Panageas KS. How to build and interpret a nomogram for cancer "
       "prognosis. Journal of "
       "Clinical Oncology 2008; 26: 1364-1370. doi:10.1200/JCO.2007.12.9791"},
      {Reference::kSecureAggregation,
       "Bonawitz K, Ivanov V, Kreuter B, et al. Practical secure aggregation for privacy-preserving machine "
       "learning. "
       "Proceedings of the 2017 ACM SIGSAC Conference on Computer and Communications Security: 1175-1191. "
       "doi:10.1145/3133956.3133982"}};
  return texts.at(work);
}

}  // namespace

Html Cite(std::initializer_list<Reference> works, Numbering& numbering) {
  Html cited = Markup(" [");
  bool first = true;
  for (const Reference work : works) {
    auto found = std::find(numbering.cited.begin(), numbering.cited.end(), work);
    if (found == numbering.cited.end()) found = numbering.cited.insert(found, work);
    const std::string number = absl::StrCat(found - numbering.cited.begin() + 1);
    cited += (first ? Html() : Markup(", ")) + Markup("<a href=\"#reference-") + Text(number) +
             Markup("\">") + Text(number) + Markup("</a>");
    first = false;
  }
  return cited + Markup("]");
}

Html Cited(absl::string_view sentence, std::initializer_list<Reference> works, Numbering& numbering) {
  return Text(sentence) + Cite(works, numbering) + Text(". ");
}

Html ReferenceList(const Numbering& numbering) {
  if (numbering.cited.empty()) return Html();
  Html list = Markup("<ol class=\"references\">\n");
  for (std::size_t i = 0; i < numbering.cited.size(); ++i) {
    list += Markup("<li id=\"reference-") + Text(absl::StrCat(i + 1)) + Markup("\">") +
            Text(TextOf(numbering.cited[i])) + Markup("</li>\n");
  }
  return list + Markup("</ol>\n");
}

}  // namespace osteon::report

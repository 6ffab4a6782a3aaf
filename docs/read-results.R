# Reads a folder of Osteon's results into R and pools the AUC of one model over the external sites again, with metafor:
# what the report calls "Pooled" is what R gives.
#
#   Rscript read-results.R RESULTS MODEL
#
# Debian: apt-get install r-base-core r-cran-jsonlite r-cran-metafor
suppressPackageStartupMessages({
  library(jsonlite)
  library(metafor)
})

arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
model <- arguments[2]

# Every table of the report, as a list of data frames: tables$validation, tables$pooled, tables$comparisons, ...
files <- list.files(file.path(folder, "tables"), pattern = "[.]csv$", full.names = TRUE)
tables <- lapply(files, read.csv, check.names = FALSE)
names(tables) <- sub("[.]csv$", "", basename(files))

# The whole, with what was suppressed or unavailable in the numbers' places.
validation <- fromJSON(file.path(folder, "validation.json"), simplifyVector = FALSE)
pooled <- validation$pooled[[model]]$auc
if (is.null(pooled$estimate)) stop("not pooled: ", pooled$unavailable)

# The sites that were pooled: each site's own AUC, on the logit scale.
external <- subset(tables$validation, role == "external" & metric == "auc" & site %in% unlist(pooled$sites_used))
sites <- external[external$model == model, ]
logit <- qlogis(sites$estimate)
variance <- (sites$se / (sites$estimate * (1 - sites$estimate)))^2
fit <- rma(logit, variance, slab = sites$site, method = "REML", test = "knha",
           control = list(threshold = 1e-12, maxiter = 10000))

# metafor's prediction interval has k - 1 degrees of freedom; the report's first one has k - 2.
k <- fit$k
half <- if (k > 2) qt(0.975, k - 2) * sqrt(fit$tau2 + fit$se^2) else NA
ours <- c(pooled$estimate, pooled$lower, pooled$upper, pooled$tau2,
          if (k > 2) c(pooled$prediction_lower, pooled$prediction_upper) else c(NA, NA))
theirs <- c(fit$b, fit$ci.lb, fit$ci.ub, fit$tau2, fit$b - half, fit$b + half)
names(ours) <- c("estimate", "lower", "upper", "tau2", "prediction_lower", "prediction_upper")
print(data.frame(osteon = ours, metafor = theirs, difference = ours - theirs), digits = 10)
cat(sprintf("pooled AUC of %s over %d sites: %.3f (95%% CI %.3f to %.3f)\n", model, k,
            plogis(fit$b), plogis(fit$ci.lb), plogis(fit$ci.ub)))
if (any(abs(ours - theirs) > 1e-6, na.rm = TRUE)) stop("Osteon and metafor do not agree")

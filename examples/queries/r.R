# Recompute two published figures from the CSV files of a release, with base R
# and no package.
#
#   Rscript examples/queries/r.R [DATA_FOLDER]     (default: data/demo/data)
#
# Ends with 1 if what was published does not agree.

args <- commandArgs(trailingOnly = TRUE)
data <- if (length(args) > 0) args[1] else "data/demo/data"
pointer <- paste(readLines(file.path(data, "current.json")), collapse = "")
release <- sub('.*"release" *: *"([^"]+)".*', "\\1", pointer)
folder <- file.path(data, "releases", release, "csv")
failed <- FALSE

# Simulated rows are in files of their own, which begin with sim_.
table <- function(name) {
  files <- list.files(folder, pattern = paste0("^(sim_)?", name, "\\.csv$"), full.names = TRUE)
  do.call(rbind, lapply(files, read.csv, fileEncoding = "UTF-8-BOM", colClasses = c(region_code = "character")))
}
report <- function(what, mine, published) {
  ok <- isTRUE(all.equal(mine, published, tolerance = 1e-9))
  if (!ok) failed <<- TRUE
  cat(sprintf("%s  %s: recomputed %.10g, published %.10g\n", if (ok) "agrees " else "DIFFERS", what, mine, published))
}

# 1. The additive view: chains and OTHER sum to the whole.
demand <- table("out_demand")
demand <- demand[demand$occupation_code == "", ]
for (scope in unique(demand$scope)) {
  of_scope <- demand[demand$scope == scope & demand$month == max(demand$month[demand$scope == scope]), ]
  chains <- of_scope[of_scope$chain_id != "", ]
  if (nrow(chains) == 0) next # a scope without chains
  whole <- of_scope[of_scope$chain_id == "", ]
  root <- whole$region_code[which.max(whole$headcount)]
  report(paste("people wanted over chains,", scope, root, chains$month[1]), sum(chains$headcount_additive[chains$region_code == root]), whole$headcount[whole$region_code == root])
}

# 2. Shortage: every score is 1.5 plus the contributions of its evidence.
key <- c("scope", "region_code", "occupation_code", "quarter")
shortage <- table("out_shortage")
shortage <- shortage[!is.na(shortage$score), c(key, "score")]
evidence <- table("out_shortage_evidence")
sums <- aggregate(contribution ~ scope + region_code + occupation_code + quarter, data = evidence, FUN = sum)
both <- merge(shortage, sums, by = key)
worst <- both[which.max(abs(both$score - 1.5 - both$contribution)), ]
report(sprintf("score that fits its evidence worst, of %d", nrow(both)), 1.5 + worst$contribution, worst$score)

quit(status = if (failed) 1 else 0)

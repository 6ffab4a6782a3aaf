// What a hospital has itself: room on the disk, a certificate, images that can be read.
#ifndef OSTEON_SITE_AGENT_DOCTOR_LOCAL_CHECKS_H_
#define OSTEON_SITE_AGENT_DOCTOR_LOCAL_CHECKS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/identity/identity_file.h"
#include "site_agent/doctor/finding.h"

namespace osteon {

// Room where `folder` is: fails below 200 MB, warns below 5 GB (ledger, frozen rows, features).
Finding CheckDisk(const std::string& folder);

// `identity` is what ReadIdentity said of this site's file: role, name and days left; warns when a third of
// 90 days is left, by when it should have been renewed.
Finding CheckCertificate(const absl::StatusOr<LoadedIdentity>& identity, absl::Time now);

// The table, or every image and mask of the manifest, can be opened by this user. Names lines of the manifest
// and no patient.
Finding CheckImages(const std::string& data_path);

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_DOCTOR_LOCAL_CHECKS_H_

// How much memory a case will need, before it is read.
#ifndef OSTEON_SITE_AGENT_EXTRACTION_MEMORY_NEED_H_
#define OSTEON_SITE_AGENT_EXTRACTION_MEMORY_NEED_H_

#include <cstdint>

#include "site_agent/extraction/extraction_settings.h"
#include "site_agent/imaging/image_file.h"

namespace osteon {

// Bytes, from the headers and the settings: both volumes as they are held; the copies that normalisation and
// resampling make; and the region's box with the filtered images of it. How large the box is, is in no
// header: half the image along each axis is assumed, which few regions exceed.
std::uint64_t PredictMemory(const ImageHeader& image, const ImageHeader& mask,
                            const ExtractionSettings& settings);

// Half of what this program may use: of the machine's memory, or of its control group's limit (Slurm,
// Kubernetes) where that is less.
std::uint64_t DefaultMemoryLimit();

}  // namespace osteon

#endif  // OSTEON_SITE_AGENT_EXTRACTION_MEMORY_NEED_H_

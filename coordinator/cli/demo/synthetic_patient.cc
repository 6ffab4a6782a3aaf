#include "coordinator/cli/demo/synthetic_patient.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "absl/strings/str_format.h"
#include "coordinator/cli/demo/anatomy.h"
#include "coordinator/cli/demo/traits.h"

namespace osteon::demo {
namespace {

constexpr double kBoneHu = 800.0;  // mineralised trabeculae filling a voxel
constexpr double kDiscHu = 78.0;
constexpr double kDiscHeightMm = 6.0;
constexpr double kMarginMm = 1.3;  // readers stay inside the cortical shell by this

struct Point {
  double x = 0.0, y = 0.0;
};

// Where the patient lies in the scanner: from voxels to millimetres about the vertebral body's centre.
class Pose {
 public:
  Pose(Random& random, const HospitalDescription& hospital) : spacing_(hospital.spacing_mm) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      centre_[axis] = 0.5 * static_cast<double>(hospital.size[axis] - 1) * spacing_[axis];
    }
    centre_[0] += random.Normal(0.0, 1.5);
    centre_[1] += random.Normal(-8.0, 1.5);  // room for the spinous process
    centre_[2] += random.Uniform(-0.5, 0.5) * spacing_[2];
    const double half_angle = random.Normal(0.0, 0.02);  // the tangent of it; radians
    cosine_ = (1.0 - half_angle * half_angle) / (1.0 + half_angle * half_angle);
    sine_ = 2.0 * half_angle / (1.0 + half_angle * half_angle);
  }

  Point InPlane(std::size_t x, std::size_t y) const {
    const double dx = static_cast<double>(x) * spacing_[0] - centre_[0];
    const double dy = static_cast<double>(y) * spacing_[1] - centre_[1];
    return {cosine_ * dx + sine_ * dy, cosine_ * dy - sine_ * dx};
  }
  double Height(std::size_t z) const { return static_cast<double>(z) * spacing_[2] - centre_[2]; }

  // The first voxel and the number of voxels within `half_mm` of the centre along an axis.
  std::size_t First(std::size_t axis, double half_mm) const {
    return static_cast<std::size_t>(std::max(0.0, (centre_[axis] - half_mm) / spacing_[axis]));
  }
  std::size_t Count(std::size_t axis, double half_mm, std::size_t size) const {
    const auto end = static_cast<std::size_t>((centre_[axis] + half_mm) / spacing_[axis]) + 1;
    return std::min(end, size) - First(axis, half_mm);
  }

 private:
  Spacing spacing_;
  std::array<double, 3> centre_{};
  double cosine_ = 1.0, sine_ = 0.0;
};

// The height within the nearest of a column of equal vertebrae.
struct Level {
  double z = 0.0;
  bool middle = true;
};
Level LevelAt(const Traits& traits, double height_mm) {
  const double period = 2.0 * traits.half_height_mm + kDiscHeightMm;
  const double level = std::floor(height_mm / period + 0.5);
  return {height_mm - level * period, level == 0.0};
}

// Muscle, fat, vessels, canal and arch, everywhere.
void PaintSurroundings(Random& random, const Traits& traits, const Pose& pose,
                       const HospitalDescription& hospital, Field& image) {
  const Size plane = {hospital.size[0], hospital.size[1], 1};
  const Field streaks = SlowNoise(random, plane, hospital.spacing_mm, 2.2);
  const double width = hospital.spacing_mm[0];
  struct Column {
    float tissue, upper, upper_hu, lower, lower_hu;
  };
  const auto bone_hu = [&](double distance_mm) {  // a thin cortex around spongy bone
    return static_cast<float>(520.0 - 300.0 * Coverage(distance_mm + 1.2, 1.4));
  };
  std::vector<Column> columns;
  columns.reserve(plane[0] * plane[1]);
  for (std::size_t y = 0; y < plane[1]; ++y) {
    for (std::size_t x = 0; x < plane[0]; ++x) {
      const Point at = pose.InPlane(x, y);
      const Surroundings found =
          SurroundingsAt(traits, at.x, at.y, static_cast<double>(streaks.values[columns.size()]));
      columns.push_back(
          {static_cast<float>(found.tissue_hu), static_cast<float>(Coverage(found.upper_arch_mm, width)),
           bone_hu(found.upper_arch_mm), static_cast<float>(Coverage(found.lower_arch_mm, width)),
           bone_hu(found.lower_arch_mm)});
    }
  }
  for (std::size_t z = 0; z < hospital.size[2]; ++z) {
    const double height = LevelAt(traits, pose.Height(z)).z;
    const auto upper = static_cast<float>(UpperArchShare(traits, height));
    const auto lower = static_cast<float>(LowerArchShare(traits, height));
    float* const slice = &image.values[image.Index(0, 0, z)];
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const Column& column = columns[i];
      float hu = column.tissue + upper * column.upper * (column.upper_hu - column.tissue);
      hu += lower * column.lower * (column.lower_hu - hu);
      slice[i] = hu;
    }
  }
}

// What a voxel of spongy bone reads. `trabeculae` and `patches` are noise of sd 1 and about 0.6.
class Spongiosa {
 public:
  Spongiosa(const Traits& traits, double thickness_mm)
      : bone_(traits.bone_fraction * (1.0 - 0.05 * traits.infiltration)),
        // Tumour between the trabeculae evens them out, and thick slices average over them.
        contrast_(traits.trabecular_contrast * (1.0 - 0.30 * traits.infiltration) *
                  std::sqrt(6.0 / (5.0 + thickness_mm))),
        soft_hu_(50.0 + 40.0 * traits.infiltration),
        fat_(traits.fat_fraction * (1.0 - 0.80 * traits.infiltration)),
        patchiness_(0.13 * (1.0 - 0.80 * traits.infiltration)) {}

  double Hu(double trabeculae, double patches) const {
    const double bone = std::max(0.0, bone_ * (1.0 + contrast_ * trabeculae));
    const double fat = std::clamp(fat_ + patchiness_ * patches, 0.0, 1.0);
    return kBoneHu * bone + (1.0 - bone) * (soft_hu_ - 150.0 * fat);
  }

 private:
  double bone_, contrast_, soft_hu_, fat_, patchiness_;
};

double WithFoci(const Traits& traits, const std::array<double, 3>& at, double hu) {
  for (const Focus& focus : traits.foci) {
    const double dx = at[0] - focus.centre[0] * traits.half_width_mm;
    const double dy = at[1] - focus.centre[1] * traits.half_depth_mm;
    const double dz = at[2] - focus.centre[2] * traits.half_height_mm;
    const double squared = dx * dx + dy * dy + dz * dz;
    const double reach = focus.radius_mm + 1.0;
    if (squared >= reach * reach) continue;
    hu += 0.92 * Coverage(std::sqrt(squared) - focus.radius_mm, 2.0) * (focus.tissue_hu - hu);
  }
  return hu;
}

// The column of vertebral bodies and discs, and the mask of the middle one.
void PaintBodies(Random& random, const Traits& traits, const Pose& pose, const HospitalDescription& hospital,
                 Field& image, std::vector<std::uint8_t>& mask) {
  const double half_x = traits.half_width_mm + 3.0;
  const double half_y = traits.half_depth_mm + 3.0;
  const Spacing& spacing = hospital.spacing_mm;
  const std::size_t first_x = pose.First(0, half_x);
  const std::size_t first_y = pose.First(1, half_y);
  const Size box = {pose.Count(0, half_x, hospital.size[0]), pose.Count(1, half_y, hospital.size[1]),
                    hospital.size[2]};
  const Field trabeculae = BandNoise(random, box, spacing, traits.trabecular_scale_mm, 2.2);
  const Field patches = SlowNoise(random, box, spacing, 4.0);
  const Field bulges = SlowNoise(random, box, spacing, 7.0);
  const Spongiosa spongiosa(traits, spacing[2]);
  const double cortex_hu = 640.0 - 3.0 * (traits.age - 50);
  const double mask_endplate_mm = std::max(kMarginMm, 0.5 * spacing[2]);

  for (std::size_t z = 0; z < box[2]; ++z) {
    const Level level = LevelAt(traits, pose.Height(z));
    for (std::size_t y = 0; y < box[1]; ++y) {
      for (std::size_t x = 0; x < box[0]; ++x) {
        const Point at = pose.InPlane(first_x + x, first_y + y);
        const std::size_t from = trabeculae.Index(x, y, z);
        BodyDistance distance = DistanceToBody(traits, at.x, at.y, level.z);
        distance.outline_mm += 0.45 * static_cast<double>(bulges.values[from]);
        if (distance.outline_mm > spacing[0]) continue;
        const std::size_t to = image.Index(first_x + x, first_y + y, z);

        double hu = spongiosa.Hu(static_cast<double>(trabeculae.values[from]),
                                 static_cast<double>(patches.values[from]));
        if (level.middle) hu = WithFoci(traits, {at.x, at.y, level.z}, hu);
        // The basivertebral vein leaves half-way up, towards the canal.
        const double vein = std::max(std::abs(at.x) - 1.6, 0.45 * traits.half_depth_mm - at.y);
        hu += 0.85 * Coverage(vein, 1.5) * Coverage(std::abs(level.z) - 2.0, spacing[2]) * (45.0 - hu);

        const double outside = static_cast<double>(image.values[to]);
        const double in_plane = Coverage(distance.outline_mm, spacing[0]);
        const double body = Coverage(distance.endplate_mm, spacing[2]);  // the rest is disc
        const double inner = Coverage(distance.outline_mm + 1.0, spacing[0]) *
                             Coverage(distance.endplate_mm + 0.8, spacing[2]);
        const double column = (1.0 - body) * kDiscHu + (body - inner) * cortex_hu + inner * hu;
        image.values[to] = static_cast<float>(outside + in_plane * (column - outside));
        if (level.middle && distance.outline_mm < -kMarginMm && distance.endplate_mm < -mask_endplate_mm) {
          mask[to] = 1;
        }
      }
    }
  }
}

// The scanner: the kernel in plane, noise that has gone through the same kernel, its calibration.
void Scan(Random& random, const HospitalDescription& hospital, Field& image) {
  Field noise(image.size);
  random.FillWhiteNoise(noise.values);
  const float gain = hospital.kernel.NoiseGain();
  const auto noise_hu = static_cast<float>(hospital.noise_hu * random.Normal(1.0, 0.06)) / (gain * gain);
  const auto offset_hu = static_cast<float>(hospital.calibration_hu + random.Normal(0.0, 3.0));
  for (std::size_t i = 0; i < image.values.size(); ++i) {
    image.values[i] += noise_hu * noise.values[i] + offset_hu;
  }
  Filter(image, 0, hospital.kernel);
  Filter(image, 1, hospital.kernel);
}

}  // namespace

SyntheticPatient MakePatient(const HospitalDescription& hospital, std::uint64_t seed, int index) {
  const Traits traits = DrawTraits(hospital, seed, index);
  Random random(seed, hospital.name, static_cast<std::uint64_t>(index) * 2 + 1);
  const Pose pose(random, hospital);

  SyntheticPatient patient;
  patient.id = absl::StrFormat("%s-%03d", hospital.name, index + 1);
  patient.age = traits.age;
  patient.sex.assign(1, traits.male ? 'M' : 'F');
  patient.label = traits.infiltrated ? 1 : 0;
  patient.size = hospital.size;
  patient.spacing_mm = hospital.spacing_mm;

  Field image(hospital.size);
  patient.mask.resize(image.values.size());
  PaintSurroundings(random, traits, pose, hospital, image);
  PaintBodies(random, traits, pose, hospital, image, patient.mask);
  Scan(random, hospital, image);

  patient.voxels.resize(image.values.size());
  for (std::size_t i = 0; i < image.values.size(); ++i) {
    const float shifted = std::clamp(image.values[i], -1024.0F, 3071.0F) + 1024.5F;  // > 0: truncating rounds
    patient.voxels[i] = static_cast<std::int16_t>(static_cast<std::int32_t>(shifted) - 1024);
  }
  return patient;
}

}  // namespace osteon::demo

#include "coordinator/cli/demo/anatomy.h"

#include <algorithm>
#include <cmath>

namespace osteon::demo {
namespace {

constexpr double kFatHu = -95.0;
constexpr double kMuscleHu = 55.0;

double Mix(double from, double to, double share) {
  return from + share * (to - from);
}

// About the distance to an ellipse with the given centre and half axes.
double Ellipse(double x, double y, double half_x, double half_y) {
  const double u = x / half_x;
  const double v = y / half_y;
  return (std::sqrt(u * u + v * v) - 1.0) * std::min(half_x, half_y);
}

// Distance to a line from (x0, y0) to (x1, y1), thickened to `radius`.
double Bar(double x, double y, double x0, double y0, double x1, double y1, double radius) {
  const double dx = x1 - x0;
  const double dy = y1 - y0;
  const double along = std::clamp(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
  const double away_x = x - x0 - along * dx;
  const double away_y = y - y0 - along * dy;
  return std::sqrt(away_x * away_x + away_y * away_y) - radius;
}

// The union of two shapes, filleted over about `k` mm where they meet.
double Join(double a, double b, double k) {
  const double overlap = std::max(0.0, k - std::abs(a - b));
  return std::min(a, b) - overlap * overlap / (4.0 * k);
}

// 1 within `half` of `centre`, falling to 0 over the next 3 mm.
double Window(double z, double centre, double half) {
  return std::clamp((half + 3.0 - std::abs(z - centre)) / 3.0, 0.0, 1.0);
}

}  // namespace

BodyDistance DistanceToBody(const Traits& traits, double x, double y, double z) {
  const double height = z / traits.half_height_mm;
  const double narrowing = 1.0 - traits.waist * std::max(0.0, 1.0 - height * height);
  const double half_x = traits.half_width_mm * narrowing;
  const double half_y = traits.half_depth_mm * narrowing;
  const double u = x / half_x;
  double v = y / half_y;
  if (v > 0.0)
    v += 0.20 * std::min(1.0, 2.0 * v) * std::max(0.0, 1.0 - 3.0 * u * u);  // concave towards the canal
  const double u2 = u * u;
  const double v2 = v * v;
  // u^2 + v^2 - 0.55 u^2 v^2 bulges towards the corners of the box: squarer than an ellipse.
  const double radius = std::sqrt(std::max(0.0, u2 + v2 - 0.55 * std::min(u2, 1.5) * std::min(v2, 1.5)));
  const double half_z = traits.half_height_mm * (1.0 - 0.10 * std::max(0.0, 1.0 - radius * radius));
  return {.outline_mm = (radius - 1.0) * 0.5 * (half_x + half_y), .endplate_mm = std::abs(z) - half_z};
}

Surroundings SurroundingsAt(const Traits& traits, double x, double y, double fat_streaks) {
  const double back = traits.half_depth_mm * 0.86;  // where the body ends in the midline
  const double side = std::abs(x);
  const double edge = 1.2;

  // Fat, and in it the muscles: psoas beside the body, quadratus lumborum, the erector spinae behind.
  double hu = kFatHu + 10.0 * fat_streaks;
  const double psoas = Ellipse(side - traits.half_width_mm - 9.0, y - 7.0, 11.5, 15.5);
  const double quadratus = Ellipse(side - traits.half_width_mm - 20.0, y - back - 12.0, 9.0, 9.0);
  const double erector = Ellipse(side - 18.5, y - back - 26.0, 17.5, 15.0);
  const double multifidus = Ellipse(side - 8.0, y - back - 25.0, 6.5, 10.0);
  const double muscle = std::min(std::min(psoas, quadratus), std::min(erector, multifidus));
  const double marbling = std::clamp(0.07 + 0.003 * (traits.age - 50) + 0.10 * fat_streaks, 0.0, 0.6);
  hu = Mix(hu, Mix(kMuscleHu, kFatHu, marbling), Coverage(muscle, 2.0 * edge));

  // Ligaments and crura hug the body; aorta to the left, vena cava to the right.
  const double body = DistanceToBody(traits, x, y, traits.half_height_mm).outline_mm;
  hu = Mix(hu, 40.0, 0.8 * Coverage(body - 2.5, 2.0 * edge));
  const double front = -traits.half_depth_mm;
  const double aorta = Ellipse(x - 7.0, y - front + 12.0, 9.5, 9.5);
  hu = Mix(hu, 46.0, Coverage(aorta, edge));
  if (traits.age > 60 && x > 6.0) {  // a calcified plaque in the wall
    hu = Mix(hu, 420.0, 0.7 * Coverage(std::abs(aorta) - 0.5, edge) * Coverage(y - front + 14.0, 3.0));
  }
  hu = Mix(hu, 41.0, Coverage(Ellipse(x + 13.5, y - front + 10.0, 10.5, 8.0), edge));

  // The canal: epidural fat around the dural sac, the conus within.
  const double canal_y = y - back - 8.0;
  hu = Mix(hu, -60.0, Coverage(Ellipse(x, canal_y, 11.0, 8.5), edge));
  hu = Mix(hu, 14.0, Coverage(Ellipse(x, canal_y + 0.8, 9.0, 6.9), edge));
  hu = Mix(hu, 36.0, Coverage(Ellipse(x, canal_y + 0.8, 4.6, 3.6), 2.0));

  // The arch, its outline a little uneven.
  const double pedicle = Bar(side, y, 12.6, back - 3.0, 14.2, back + 9.0, 3.1);
  const double transverse = Bar(side, y, 15.0, back + 11.5, 30.0, back + 16.5, 1.9);
  const double facet = Ellipse(side - 14.6, y - back - 13.0, 4.8, 6.2);
  const double lamina = Bar(side, y, 12.0, back + 14.5, 1.0, back + 20.5, 2.1);
  const double spinous = Bar(side, y, 0.0, back + 21.0, 0.0, back + 42.0, 2.3);
  const double both = Join(facet, lamina, 4.0);
  const double uneven = 0.35 * fat_streaks;
  return {.tissue_hu = hu,
          .upper_arch_mm = Join(Join(pedicle, transverse, 5.0), both, 5.0) + uneven,
          .lower_arch_mm = Join(both, spinous, 5.0) + uneven};
}

double UpperArchShare(const Traits& traits, double z) {
  return Window(z, 0.35 * traits.half_height_mm, 0.42 * traits.half_height_mm);
}

double LowerArchShare(const Traits& traits, double z) {
  return Window(z, -0.30 * traits.half_height_mm, 0.70 * traits.half_height_mm);
}

}  // namespace osteon::demo

#include "site_agent/imaging/resample_grid.h"

#include <itkContinuousIndex.h>
#include <itkImage.h>
#include <itkMath.h>

namespace osteon {
namespace {

using EmptyImage = itk::Image<unsigned char, 3>;  // its voxels are never allocated

EmptyImage::Pointer ImageOf(const Grid& grid) {
  const EmptyImage::Pointer image = EmptyImage::New();
  EmptyImage::SpacingType spacing;
  EmptyImage::PointType origin;
  EmptyImage::DirectionType direction;
  for (unsigned axis = 0; axis < 3; ++axis) {
    spacing[axis] = grid.spacing_mm[axis];
    origin[axis] = grid.origin_mm[axis];
    for (unsigned column = 0; column < 3; ++column)
      direction[axis][column] = grid.direction[3 * axis + column];
  }
  image->SetSpacing(spacing);
  image->SetOrigin(origin);
  image->SetDirection(direction);
  return image;
}

using ItkPlace = itk::ContinuousIndex<double, 3>;

Place PlaceIn(const EmptyImage& image, const EmptyImage::PointType& point) {
  ItkPlace place;
  image.TransformPhysicalPointToContinuousIndex(point, place);
  return {place[0], place[1], place[2]};
}

}  // namespace

Place PointOfPlace(const Grid& grid, const Place& place) {
  ItkPlace itk_place;
  for (unsigned axis = 0; axis < 3; ++axis) itk_place[axis] = place[axis];
  EmptyImage::PointType point;
  ImageOf(grid)->TransformContinuousIndexToPhysicalPoint(itk_place, point);
  return {point[0], point[1], point[2]};
}

Place PlaceOfPoint(const Grid& grid, const Place& point_mm) {
  EmptyImage::PointType point;
  for (unsigned axis = 0; axis < 3; ++axis) point[axis] = point_mm[axis];
  return PlaceIn(*ImageOf(grid), point);
}

struct GridMap::Images {
  EmptyImage::Pointer from, to;
};

GridMap::GridMap(const Grid& from, const Grid& to)
    : images_(new Images{ImageOf(from), ImageOf(to)}), columns_(to.size[0]) {}
GridMap::~GridMap() = default;

RowPlaces GridMap::Row(std::size_t y, std::size_t z) const {
  const auto at = [&](std::size_t x) {
    const EmptyImage::IndexType index{{static_cast<itk::IndexValueType>(x),
                                       static_cast<itk::IndexValueType>(y),
                                       static_cast<itk::IndexValueType>(z)}};
    EmptyImage::PointType point;
    images_->to->TransformIndexToPhysicalPoint(index, point);
    return PlaceIn(*images_->from, point);
  };
  return {at(0), at(columns_)};
}

std::ptrdiff_t NearestVoxel(double place) {
  return itk::Math::RoundHalfIntegerUp<itk::IndexValueType>(place);
}

}  // namespace osteon

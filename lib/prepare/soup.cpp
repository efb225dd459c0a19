#include "prepare/soup.h"

#include <algorithm>
#include <cmath>

namespace meshgate {

FaceGroups group_faces(const Soup& soup, std::span<const std::uint32_t> group_of_label, std::size_t groups) {
  FaceGroups out;
  out.first.assign(groups + 1, 0);
  if (soup.labels.empty()) {
    const std::size_t only = group_of_label.empty() ? 0 : group_of_label[0];
    std::fill(out.first.begin() + static_cast<std::ptrdiff_t>(only + 1), out.first.end(), soup.faces());
    return out;
  }
  for (const std::uint32_t label : soup.labels) ++out.first[group_of_label[label] + 1];
  for (std::size_t group = 0; group < groups; ++group) out.first[group + 1] += out.first[group];
  std::vector<std::size_t> next = out.first;
  out.faces.resize(soup.faces());
  for (std::uint32_t f = 0; f < soup.faces(); ++f) out.faces[next[group_of_label[soup.labels[f]]]++] = f;
  return out;
}

double typical_edge(const Soup& soup) {
  std::vector<double> lengths;
  const std::size_t step = soup.faces() / 4096 + 1;
  for (std::size_t f = 0; f < soup.faces(); f += step) {
    const double edge =
        length(to_double(soup.points[soup.corners[3 * f]]) - to_double(soup.points[soup.corners[3 * f + 1]]));
    if (edge > 0 && std::isfinite(edge)) lengths.push_back(edge);
  }
  if (lengths.empty()) return 1;
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return *middle;
}

}  // namespace meshgate

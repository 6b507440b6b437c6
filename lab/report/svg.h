// A small SVG document, written element by element. Called by campaign_chart.cc; last arrow of the
// flow, verify -> report.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace keyrace {

using SvgAttributes = std::vector<std::pair<std::string, std::string>>;

class Svg {
 public:
  // In pixels; `style` is CSS.
  Svg(int width, int height, const std::string& title, const std::string& style);

  void line(double x1, double y1, double x2, double y2, const std::string& css_class);
  // What is told when a pointer rests on it: `hint`.
  void dot(double x, double y, double radius, const std::string& css_class,
           const std::string& hint);
  void polyline(const std::vector<std::pair<double, double>>& points, const std::string& css_class);
  // `anchor`: "start", "middle" or "end".
  void text(double x, double y, const std::string& anchor, const std::string& css_class,
            const std::string& text);

  // The document, with its last tag. Once.
  std::string finish();

 private:
  void element(const std::string& name, const SvgAttributes& attributes,
               const std::string& content);

  std::string document_;
};

// A tenth of a pixel is enough: "12.5".
std::string svg_number(double value);

}  // namespace keyrace

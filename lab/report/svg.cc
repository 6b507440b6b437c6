#include "lab/report/svg.h"

#include <cmath>

#include "lab/report/xml_text.h"

namespace keyrace {

Svg::Svg(int width, int height, const std::string& title, const std::string& style) {
  const std::string w = std::to_string(width);
  const std::string h = std::to_string(height);
  document_ = R"(<svg xmlns="http://www.w3.org/2000/svg" width=")" + w + R"(" height=")" + h +
              R"(" viewBox="0 0 )" + w + " " + h + "\" role=\"img\">\n<title>" + xml_text(title) +
              "</title>\n<style>" + xml_text(style) + "</style>\n";
  element("rect", {{"class", "page"}, {"width", w}, {"height", h}}, "");
}

void Svg::element(const std::string& name, const SvgAttributes& attributes,
                  const std::string& content) {
  document_ += "<" + name;
  for (const auto& [key, value] : attributes) {
    document_ += " " + key + "=\"" + xml_attribute(value) + "\"";
  }
  document_ += content.empty() ? "/>\n" : ">" + content + "</" + name + ">\n";
}

void Svg::line(double x1, double y1, double x2, double y2, const std::string& css_class) {
  element("line",
          {{"class", css_class},
           {"x1", svg_number(x1)},
           {"y1", svg_number(y1)},
           {"x2", svg_number(x2)},
           {"y2", svg_number(y2)}},
          "");
}

void Svg::dot(double x, double y, double radius, const std::string& css_class,
              const std::string& hint) {
  element("circle",
          {{"class", css_class},
           {"cx", svg_number(x)},
           {"cy", svg_number(y)},
           {"r", svg_number(radius)}},
          "<title>" + xml_text(hint) + "</title>");
}

void Svg::polyline(const std::vector<std::pair<double, double>>& points,
                   const std::string& css_class) {
  std::string places;
  for (const auto& [x, y] : points) {
    places += (places.empty() ? "" : " ") + svg_number(x) + "," + svg_number(y);
  }
  element("polyline", {{"class", css_class}, {"points", places}}, "");
}

void Svg::text(double x, double y, const std::string& anchor, const std::string& css_class,
               const std::string& text) {
  element(
      "text",
      {{"class", css_class}, {"x", svg_number(x)}, {"y", svg_number(y)}, {"text-anchor", anchor}},
      xml_text(text));
}

std::string Svg::finish() {
  return std::move(document_) + "</svg>\n";
}

// Without the locale and the last digits of floating-point numbers, so that it is the same
// everywhere.
std::string svg_number(double value) {
  const auto tenths = std::llround(value * 10);
  const auto magnitude = tenths < 0 ? -tenths : tenths;
  std::string text = (tenths < 0 ? "-" : "") + std::to_string(magnitude / 10);
  if (magnitude % 10 != 0) text += "." + std::to_string(magnitude % 10);
  return text;
}

}  // namespace keyrace

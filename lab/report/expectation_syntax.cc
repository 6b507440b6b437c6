#include "lab/report/expectation_syntax.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "lab/report/expectation_lexer.h"
#include "lab/scenario/nearest_name.h"

namespace keyrace {
namespace {

template <typename Value>
using Named = std::pair<std::string_view, Value>;

constexpr std::array<Named<Relation>, 7> kComparisons{{{"==", Relation::kEqual},
                                                       {"!=", Relation::kNotEqual},
                                                       {"<=", Relation::kLessEqual},
                                                       {">=", Relation::kGreaterEqual},
                                                       {"<", Relation::kLess},
                                                       {">", Relation::kGreater},
                                                       {"within", Relation::kWithin}}};
constexpr std::array<Named<Aggregate>, 4> kAggregates{{{"sum", Aggregate::kSum},
                                                       {"min", Aggregate::kMin},
                                                       {"max", Aggregate::kMax},
                                                       {"count", Aggregate::kCount}}};
constexpr std::size_t kMostOperators = 256;      // a chain of them is a tree as deep
constexpr std::size_t kDeepestParenthesis = 64;  // the parser and the evaluation recurse

template <typename Value, std::size_t kSize>
std::optional<Value> lookup(const std::array<Named<Value>, kSize>& names, std::string_view name) {
  for (const auto& [known, value] : names) {
    if (known == name) return value;
  }
  return std::nullopt;
}

class Parser {
 public:
  explicit Parser(const std::string& text) : tokens_(expectation_tokens(text)) {}

  Condition condition() {
    Term left = sum();
    const Relation compare = comparison();
    Condition result{compare, std::move(left), sum(), {}};
    if (compare == Relation::kWithin) {
      expect("..", "the range of within, such as 49ms..51ms");
      result.upper.push_back(sum());
    }
    if (token().kind == TokenKind::kEnd) return result;
    if (lookup(kComparisons, token().text) || token().text == "and" || token().text == "or") {
      fail("one comparison each; write another expectation for the other");
    }
    fail("expected an operator or the end, found " + found());
  }

 private:
  const ExpectationToken& token() const { return tokens_[at_]; }
  bool is(std::string_view text) const {
    return token().kind == TokenKind::kSymbol && token().text == text;
  }
  bool take(std::string_view text) {
    if (!is(text)) return false;
    ++at_;
    return true;
  }
  void expect(std::string_view text, const std::string& purpose) {
    if (!take(text)) fail("expected " + in_quotes(text) + " in " + purpose + "; found " + found());
  }
  std::string found() const {
    if (token().kind == TokenKind::kEnd) return "the end";
    return token().kind == TokenKind::kLiteral ? token().text : in_quotes(token().text);
  }
  [[noreturn]] void fail(const std::string& reason) const {
    fail_at_column(token().column, reason);
  }

  Relation comparison() {
    const auto result = lookup(kComparisons, token().text);
    if (!result || token().kind == TokenKind::kLiteral) {
      if (is("=")) fail("\"=\" is not an operator; write \"==\"");
      fail("expected a comparison (== != < <= > >= within), found " + found());
    }
    ++at_;
    return *result;
  }

  Term sum() {
    Term left = product();
    while (is("+") || is("-")) {
      const Arithmetic operation = take("+") ? Arithmetic::kAdd : Arithmetic::kSubtract;
      if (operation == Arithmetic::kSubtract) take("-");
      left = operated(operation, std::move(left), product());
    }
    return left;
  }

  Term product() {
    Term left = factor();
    while (take("*")) left = operated(Arithmetic::kMultiply, std::move(left), factor());
    return left;
  }

  Term operated(Arithmetic operation, Term left, Term right) {
    if (++operators_ > kMostOperators) fail("too many operators");
    Term::Operation result{operation, {}};
    result.operands.push_back(std::move(left));
    result.operands.push_back(std::move(right));
    return Term{std::move(result)};
  }

  Term factor() {
    if (token().kind == TokenKind::kLiteral) return Term{tokens_[at_++].literal};
    if (token().kind == TokenKind::kName) return named();
    if (is("-") || is("(")) {
      if (++depth_ > kDeepestParenthesis) fail("nested too deeply");
      Term result = take("-") ? negated() : grouped();
      --depth_;
      return result;
    }
    fail("expected a path into the report, a number, a duration or a text; found " + found());
  }

  Term negated() { return operated(Arithmetic::kSubtract, Term{nlohmann::json(0)}, factor()); }

  Term grouped() {
    expect("(", "a group");
    Term result = sum();
    expect(")", "a group");
    return result;
  }

  Term named() {
    const std::string name = token().text;
    const bool called = tokens_[at_ + 1].kind == TokenKind::kSymbol && tokens_[at_ + 1].text == "(";
    if (!called) return Term{path()};
    const auto function = lookup(kAggregates, name);
    if (!function) {
      fail("no function is named " + in_quotes(name) + "; there are sum, min, max and count");
    }
    at_ += 2;
    if (token().kind != TokenKind::kName) fail(name + "() takes a path; found " + found());
    ReportPath argument = path();
    expect(")", name + "()");
    std::string text = name + "(" + argument.text + ")";
    return Term{Term::AggregateOf{*function, std::move(argument), std::move(text)}};
  }

  ReportPath path() {
    ReportPath result{token().text, {token().text}};
    ++at_;
    while (true) {
      if (take(".")) {
        if (token().kind != TokenKind::kName)
          fail("expected a key after the dot; found " + found());
        result.text += "." + token().text;
        result.steps.emplace_back(token().text);
        ++at_;
      } else if (take("[")) {
        result.text += "[" + token().text + "]";
        result.steps.push_back(index());
        expect("]", "an index");
      } else {
        return result;
      }
    }
  }

  PathStep index() {
    if (take("*")) return EveryElement{};
    const nlohmann::json& number = token().literal;
    if (token().kind != TokenKind::kLiteral || !number.is_number_unsigned()) {
      fail("expected an index such as 0, or *; found " + found());
    }
    ++at_;
    return number.get<std::size_t>();
  }

  std::vector<ExpectationToken> tokens_;
  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  std::size_t operators_ = 0;
};

}  // namespace

Condition parse_condition(const std::string& text) {
  return Parser(text).condition();
}

}  // namespace keyrace

// An expectation's text as tokens.
// Called by expectation_syntax.cc; last arrow of the flow, verify -> report.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace keyrace {

enum class TokenKind { kName, kLiteral, kSymbol, kEnd };

struct ExpectationToken {
  TokenKind kind;
  std::string text;        // as written; "" at the end
  std::size_t column = 1;  // in octets, from 1
  nlohmann::json literal = {};
};

// The last token is kEnd. Throws ExpectationError: "column 5: ...".
std::vector<ExpectationToken> expectation_tokens(const std::string& text);

// Throws ExpectationError "column N: REASON".
[[noreturn]] void fail_at_column(std::size_t column, const std::string& reason);

}  // namespace keyrace

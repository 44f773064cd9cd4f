#include "expr/bound.h"

#include "expr/syntax_cache.h"

namespace expr {
namespace {

struct Meanings {
  std::vector<std::string_view> names;
  std::vector<value::ValueView> values;
};

base::Result<Meanings> Resolve(const Tree& tree, Placeholders& placeholders) {
  Meanings meanings;
  for (const std::string_view placeholder : tree.placeholders) {
    if (placeholder.starts_with('#')) {
      const auto name = placeholders.UseName(placeholder);
      if (!name) {
        return base::InvalidArgument(
            "An expression attribute name used in the document path is not defined; attribute "
            "name: " +
            std::string(placeholder));
      }
      meanings.names.push_back(*name);
      continue;
    }
    const auto value = placeholders.UseValue(placeholder);
    if (!value) {
      return base::InvalidArgument(
          "An expression attribute value used in expression is not defined; attribute value: " +
          std::string(placeholder));
    }
    meanings.values.push_back(*value);
  }
  return meanings;
}

Path BindPath(const PathSyntax& syntax, const std::vector<std::string_view>& names) {
  using Kind = PathSyntax::Element::Kind;
  Path path;
  path.elements.reserve(syntax.elements.size());
  for (const PathSyntax::Element& element : syntax.elements) {
    switch (element.kind) {
      case Kind::kName:
        path.elements.emplace_back(std::in_place_type<std::string>, element.name);
        break;
      case Kind::kPlaceholder:
        path.elements.emplace_back(std::in_place_type<std::string>, names[element.index]);
        break;
      case Kind::kIndex:
        path.elements.emplace_back(element.index);
        break;
    }
  }
  return path;
}

base::Result<Bound> ParseAndBind(Grammar grammar, std::string_view text,
                                 Placeholders& placeholders) {
  TRY_ASSIGN(auto tree, ParseCached(grammar, text));
  TRY_ASSIGN(Bound bound, Bind(std::move(tree), placeholders));
  TRY(CheckOperands(bound));
  return bound;
}

}  // namespace

base::Result<Bound> Bind(std::shared_ptr<const Tree> tree, Placeholders& placeholders) {
  TRY_ASSIGN(Meanings meanings, Resolve(*tree, placeholders));
  Bound bound;
  bound.paths.reserve(tree->paths.size());
  for (const PathSyntax& path : tree->paths) bound.paths.push_back(BindPath(path, meanings.names));
  bound.values = std::move(meanings.values);
  bound.tree = std::move(tree);
  return bound;
}

base::Error InvalidExpression(std::string_view parameter, const base::Error& error) {
  return base::InvalidArgument("Invalid " + std::string(parameter) + ": " + error.message);
}

base::Result<Bound> Compile(std::string_view parameter, Grammar grammar, std::string_view text,
                            Placeholders& placeholders) {
  auto bound = ParseAndBind(grammar, text, placeholders);
  if (!bound.ok()) return InvalidExpression(parameter, bound.error());
  return bound;
}

}  // namespace expr

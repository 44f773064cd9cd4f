#include "expr/bound.h"

#include <map>
#include <string>
#include <utility>

#include "expr/check_operands.h"
#include "expr/syntax_cache.h"

namespace expr {
namespace {

// Gives paths and values their meaning and checks what is made of them, in the order in which
// DynamoDB looks: what is written or projected, and then every operand where it stands in the text.
class Binder {
 public:
  Binder(std::shared_ptr<const Tree> tree, Placeholders& placeholders)
      : tree_(*tree), placeholders_(placeholders) {
    bound_.tree = std::move(tree);
    bound_.paths.resize(tree_.paths.size());
    bound_.values.reserve(tree_.values.size());
  }

  base::Result<Bound> Bind(Grammar grammar) {
    switch (grammar) {
      case Grammar::kCondition:
        TRY(BindNodes(tree_.nodes.size()));
        break;
      case Grammar::kProjection:
        for (PathId path = 0; path < tree_.paths.size(); ++path) TRY(BindPath(path));
        bound_.targets = std::move(bound_.paths);
        TRY(SortTargets(&bound_));
        break;
      case Grammar::kUpdate:
        for (const Action& action : tree_.actions) TRY(BindPath(action.target));
        TRY(TakeTargets(&bound_));
        for (const Action& action : tree_.actions) TRY(BindAction(action));
        break;
    }
    if (tree_.operators > kOperatorsMax) {
      return base::InvalidArgument("The expression contains too many operators; operator count: " +
                                   std::to_string(tree_.operators));
    }
    return std::move(bound_);
  }

 private:
  // Nodes are in post-order: operands are bound before what they are operands of.
  base::Status BindNodes(size_t end) {
    for (; next_node_ < end; ++next_node_) {
      const Node& node = tree_.nodes[next_node_];
      if (node.op == Op::kPath) {
        TRY(BindPath(node.index));
      } else if (node.op == Op::kValue) {
        TRY(BindValue(node.index));
      } else {
        TRY(CheckOperands(bound_, node));
      }
    }
    return {};
  }

  base::Status BindAction(const Action& action) {
    if (action.clause == Clause::kRemove) return {};
    TRY(BindNodes(action.value + 1));
    return CheckActionValue(bound_, action);
  }

  base::Status BindPath(PathId id) {
    const PathSyntax& syntax = tree_.paths[id];
    if (syntax.elements.size() > kPathElementsMax) {
      return base::InvalidArgument(
          "The document path has too many nesting levels; nesting levels: " +
          std::to_string(syntax.elements.size()));
    }
    Path& path = bound_.paths[id];
    path.elements.reserve(syntax.elements.size());
    for (const PathSyntax::Element& element : syntax.elements) {
      TRY_ASSIGN(path.elements.emplace_back(), BindElement(element));
    }
    return {};
  }

  base::Result<Path::Element> BindElement(const PathSyntax::Element& element) {
    using Kind = PathSyntax::Element::Kind;
    if (element.kind == Kind::kIndex) return Path::Element(element.index);
    if (element.kind == Kind::kName) return Path::Element(std::string(element.name));
    const auto name = placeholders_.UseName(element.name);
    if (name) return Path::Element(NameOf(*name));
    return base::InvalidArgument(
        "An expression attribute name used in the document path is not defined; attribute name: " +
        std::string(element.name));
  }

  // A long one is made once, however often it is used.
  Name NameOf(std::string_view text) {
    if (text.size() < Name::kSharedBytesMin) return Name(std::string(text));
    const auto known = long_names_.find(text.data());
    if (known != long_names_.end()) return known->second;
    return long_names_.emplace(text.data(), std::string(text)).first->second;
  }

  base::Status BindValue(ValueId id) {
    const std::string_view placeholder = tree_.values[id];
    const auto value = placeholders_.UseValue(placeholder);
    if (!value) {
      return base::InvalidArgument(
          "An expression attribute value used in expression is not defined; attribute value: " +
          std::string(placeholder));
    }
    bound_.values.push_back(*value);
    return {};
  }

  const Tree& tree_;
  Placeholders& placeholders_;
  Bound bound_;
  size_t next_node_ = 0;
  std::map<const char*, Name> long_names_;  // by where they are in the request
};

base::Result<Bound> ParseAndBind(Grammar grammar, std::string_view text,
                                 Placeholders& placeholders) {
  TRY_ASSIGN(auto tree, ParseCached(grammar, text));
  return Binder(std::move(tree), placeholders).Bind(grammar);
}

}  // namespace

base::Status TakeTargets(Bound* bound) {
  bound->targets.reserve(bound->tree->actions.size());
  for (const Action& action : bound->tree->actions) {
    bound->targets.push_back(bound->paths[action.target]);
  }
  return SortTargets(bound);
}

base::Status SortTargets(Bound* bound) {
  bound->order = SortPaths(bound->targets);
  return CheckDisjoint(bound->targets, bound->order);
}

void OrderPaths(Bound* bound) {
  if (bound->paths.size() > kFewPaths) bound->path_order = SortPaths(bound->paths);
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

#include "expr/partiql/statement.h"

namespace expr::partiql {
namespace {

size_t BytesOf(const std::shared_ptr<const Clauses>& clauses) {
  if (!clauses) return 0;
  size_t bytes = clauses->tree.Bytes() + clauses->paths.capacity() * sizeof(Path) +
                 clauses->operands.capacity() * sizeof(Operand);
  for (const Path& path : clauses->paths) {
    bytes += path.elements.capacity() * sizeof(Path::Element);
  }
  for (const Operand& operand : clauses->operands) bytes += operand.encoded.capacity();
  return bytes;
}

}  // namespace

// The names and literals of a statement are together no longer than its text.
size_t Statement::Bytes() const {
  return sizeof(Statement) + 2 * text.capacity() + BytesOf(where) + BytesOf(update) +
         projection.capacity() * sizeof(Path) +
         item.capacity() * sizeof(std::pair<std::string, Operand>);
}

std::string ProjectedName(const Path& path) {
  size_t last_name = path.elements.size() - 1;
  while (std::holds_alternative<size_t>(path.elements[last_name])) --last_name;
  std::string name = std::get<Name>(path.elements[last_name]).text();
  for (size_t i = last_name + 1; i < path.elements.size(); ++i) {
    name += "[" + std::to_string(std::get<size_t>(path.elements[i])) + "]";
  }
  return name;
}

}  // namespace expr::partiql

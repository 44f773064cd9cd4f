#include "floor_server/operations.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "floor_server/refusal.h"
#include "floor_server/row.h"

namespace floor_server {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::string_view kTargetPrefix = "DynamoDB_20120810.";
constexpr std::string_view kEmpty = "{}";
// AWS, "Quotas in Amazon DynamoDB": of an item, of its keys, of a page.
constexpr size_t kItemBytesMax = size_t{400} << 10;
constexpr size_t kHashBytesMax = 2048;
constexpr size_t kRangeBytesMax = 1024;
constexpr size_t kPageBytesMax = size_t{1} << 20;
constexpr size_t kNumberBytesMax = 20;  // of an int64_t
// Before a key's values: the table's id and the length of the partition key.
constexpr size_t kTableIdBytes = 4;
constexpr size_t kKeyBytesMax = kTableIdBytes + 2 + kHashBytesMax + kRangeBytesMax;

// Numbers whose bytes are in the order of their values.
template <typename Number>
std::string BigEndian(Number number) {
  std::string bytes(sizeof(number), '\0');
  for (size_t i = 0; i < bytes.size(); ++i, number >>= 8) {
    bytes[bytes.size() - 1 - i] = static_cast<char>(number & 0xff);
  }
  return bytes;
}

std::string_view KeyValue(std::string_view row, std::string_view name) {
  const std::optional<Value> value = Find(row, name);
  if (!value || value->type != 'S') throw Invalid("One of the required keys was not given a value");
  return value->payload;
}

std::string_view TakeWord(std::string_view* text) {
  text->remove_prefix(std::min(text->size(), text->find_first_not_of(' ')));
  const std::string_view word = text->substr(0, text->find(' '));
  text->remove_prefix(word.size());
  return word;
}

int64_t ToNumber(const std::optional<Value>& value) {
  int64_t number = 0;
  if (!value || value->type != 'N') throw Invalid("a number is missing");
  const char* const end = value->payload.data() + value->payload.size();
  const auto [stopped, failure] = std::from_chars(value->payload.data(), end, number);
  if (failure != std::errc() || stopped != end) throw Invalid("the floor adds whole numbers");
  return number;
}

// | table u32 | partition key's bytes u16 | partition key | sort key |
void MakeKey(std::string_view id, std::string_view hash, std::string_view range, std::string* key) {
  if (hash.empty() || hash.size() > kHashBytesMax || range.size() > kRangeBytesMax) {
    throw Invalid("a key is empty or too long");
  }
  key->assign(id).append(BigEndian(static_cast<uint16_t>(hash.size())));
  key->append(hash).append(range);
}

void Expect(bool right) {
  if (!right) throw Invalid("an expression that the floor does not know");
}

}  // namespace

size_t Operations::StoreRoom(size_t body_bytes) {
  return 3 * RowRoom(body_bytes) + kItemBytesMax + kKeyBytesMax;
}

std::optional<std::string_view> Operations::Do(const Request& request, size_t room_bytes,
                                               Answers* answer) {
  using Function = Result (Operations::*)(Document&, Answers*);
  static constexpr std::pair<std::string_view, Function> kFunctions[] = {
      {"GetItem", &Operations::GetItem},
      {"PutItem", &Operations::PutItem},
      {"UpdateItem", &Operations::UpdateItem},
      {"Query", &Operations::Query},
      {"TransactWriteItems", &Operations::TransactWriteItems},
      {"BatchWriteItem", &Operations::BatchWriteItem},
      {"CreateTable", &Operations::CreateTable},
      {"DeleteTable", &Operations::DeleteTable},
      {"DescribeTable", &Operations::DescribeTable}};
  std::string_view target = request.Get("x-amz-target");
  if (target.starts_with(kTargetPrefix)) target.remove_prefix(kTargetPrefix.size());
  for (const auto& [name, function] : kFunctions) {
    if (name != target) continue;
    body_room_ = RowRoom(request.body.size());
    if (scratch_.size() < body_room_) scratch_.resize(body_room_);
    writes_.clear();
    Document body = parser_.iterate(request.body.data(), request.body.size(), room_bytes);
    return (this->*function)(body, answer);
  }
  throw Refusal{"UnknownOperationException", "The floor does not know this operation"};
}

Operations::Table* Operations::FindTable(std::string_view name) {
  const auto found =
      std::ranges::find_if(tables_, [&](const Table& table) { return table.name == name; });
  return found == tables_.end() ? nullptr : &*found;
}

Operations::Table& Operations::TableOf(ondemand::object& request) {
  Table* const table = FindTable(request.find_field_unordered("TableName").get_string());
  if (table == nullptr) throw Refusal{"ResourceNotFoundException", "Requested resource not found"};
  return *table;
}

std::string_view Operations::ReadRow(ondemand::object object) {
  const char* const end = ParseRow(parser_, object, scratch_.data());
  return {scratch_.data(), static_cast<size_t>(end - scratch_.data())};
}

std::string_view Operations::KeepRow(ondemand::object object) {
  char* const row = store_.Room(body_room_);
  const char* const end = ParseRow(parser_, object, row);
  const auto bytes = static_cast<size_t>(end - row);
  if (bytes > kItemBytesMax) throw Invalid("Item size has exceeded the maximum allowed size");
  store_.Take(end);
  return {row, bytes};
}

std::string_view Operations::KeepKey(const Table& table, std::string_view row) {
  MakeKey(table.id, KeyValue(row, table.hash),
          table.range.empty() ? "" : KeyValue(row, table.range), &key_);
  char* const kept = store_.Room(key_.size());
  std::memcpy(kept, key_.data(), key_.size());
  store_.Take(kept + key_.size());
  return {kept, key_.size()};
}

void Operations::AddWrite(Table& table, ondemand::object item) {
  const std::string_view row = KeepRow(item);
  const std::string_view key = KeepKey(table, row);
  for (const Write& other : writes_) {
    if (other.key == key) throw Invalid("a request cannot include two operations on one item");
  }
  writes_.push_back({&table, key, row});
}

// The items that were there are read: tables say how many items they have, and how large.
void Operations::MakeWrites() {
  for (const auto& [table, key, row] : writes_) {
    const std::optional<std::string_view> old = store_.GetPending(key);
    table->items += old ? 0 : 1;
    table->item_bytes += row.size() - (old ? old->size() : 0);
    store_.Put(key, row);
  }
}

void Operations::AppendRow(std::string_view row, Answers* answer) {
  answer->End(RenderRow(row, answer->Room(JsonRoom(row.size()))));
}

Operations::Result Operations::GetItem(Document& body, Answers* answer) {
  ondemand::object request = body.get_object();
  const Table& table = TableOf(request);
  const std::string_view key = ReadRow(request.find_field_unordered("Key").get_object());
  if (CountAttributes(key) != (table.range.empty() ? 1 : 2)) {
    throw Invalid("The provided key element does not match the schema");
  }
  MakeKey(table.id, KeyValue(key, table.hash),
          table.range.empty() ? "" : KeyValue(key, table.range), &key_);
  const std::optional<std::string_view> row = store_.Get(key_);
  answer->Append(row ? "{\"Item\":" : "{");
  if (row) AppendRow(*row, answer);
  answer->Append("}");
  return {};
}

Operations::Result Operations::PutItem(Document& body, Answers* /*answer*/) {
  ondemand::object request = body.get_object();
  Table& table = TableOf(request);
  AddWrite(table, request.find_field_unordered("Item").get_object());
  MakeWrites();
  return kEmpty;
}

// SET name = name + :value
Operations::Result Operations::UpdateItem(Document& body, Answers* /*answer*/) {
  ondemand::object request = body.get_object();
  Table& table = TableOf(request);
  const std::string_view key_row = ReadRow(request.find_field_unordered("Key").get_object());
  const std::string_view key = KeepKey(table, key_row);
  std::string_view expression = request.find_field_unordered("UpdateExpression").get_string();
  Expect(TakeWord(&expression) == "SET");
  const std::string_view name = TakeWord(&expression);
  Expect(TakeWord(&expression) == "=" && TakeWord(&expression) == name &&
         TakeWord(&expression) == "+");
  const std::string_view placeholder = TakeWord(&expression);
  const std::string_view values =
      ReadRow(request.find_field_unordered("ExpressionAttributeValues").get_object());
  const int64_t added = ToNumber(Find(values, placeholder));

  const std::optional<std::string_view> old = store_.GetPending(key);
  const std::optional<Value> value = old ? Find(*old, name) : std::nullopt;
  int64_t sum = 0;
  if (__builtin_add_overflow(ToNumber(value), added, &sum)) throw Invalid("Number overflow");
  std::array<char, kNumberBytesMax> digits;
  const char* const digits_end = std::to_chars(digits.data(), digits.end(), sum).ptr;

  // The old row, but for the value.
  const char* const value_end = value->payload.data() + value->payload.size();
  const size_t before = value->payload.data() - old->data() - sizeof(uint32_t) - 1;
  const size_t after = old->data() + old->size() - value_end;
  char* const row = store_.Room(old->size() + kNumberBytesMax);
  std::memcpy(row, old->data(), before);
  char* const rest = WriteValue(
      {'N', {digits.data(), static_cast<size_t>(digits_end - digits.data())}}, row + before);
  std::memcpy(rest, value_end, after);
  store_.Take(rest + after);
  const size_t row_bytes = rest + after - row;
  table.item_bytes += row_bytes - old->size();
  store_.Put(key, {row, row_bytes});
  return kEmpty;
}

// name = :value
Operations::Result Operations::Query(Document& body, Answers* answer) {
  ondemand::object request = body.get_object();
  const Table& table = TableOf(request);
  std::string_view condition = request.find_field_unordered("KeyConditionExpression").get_string();
  Expect(TakeWord(&condition) == table.hash && TakeWord(&condition) == "=");
  const std::string_view placeholder = TakeWord(&condition);
  Expect(TakeWord(&condition).empty());
  const std::string_view values =
      ReadRow(request.find_field_unordered("ExpressionAttributeValues").get_object());
  MakeKey(table.id, KeyValue(values, placeholder), "", &key_);

  answer->Append("{\"Items\":[");
  size_t count = 0;
  size_t bytes = 0;
  store_.Walk(key_, [&](std::string_view row) {
    if (count++ > 0) answer->Append(",");
    bytes += row.size();
    if (bytes > kPageBytesMax) throw Invalid("the floor makes no second page");
    AppendRow(row, answer);
  });
  const std::string text = std::to_string(count);
  answer->Append("],\"Count\":" + text + ",\"ScannedCount\":" + text + "}");
  return {};
}

Operations::Result Operations::TransactWriteItems(Document& body, Answers* /*answer*/) {
  for (auto entry : body.find_field_unordered("TransactItems").get_array()) {
    ondemand::object put = entry.find_field_unordered("Put").get_object();
    Table& table = TableOf(put);
    AddWrite(table, put.find_field_unordered("Item").get_object());
  }
  MakeWrites();
  return kEmpty;
}

Operations::Result Operations::BatchWriteItem(Document& body, Answers* /*answer*/) {
  for (auto of_table : body.find_field_unordered("RequestItems").get_object()) {
    Table* const table = FindTable(of_table.unescaped_key());
    if (table == nullptr) throw Refusal{"ResourceNotFoundException", "no such table"};
    for (auto entry : of_table.value().get_array()) {
      AddWrite(*table,
               entry.find_field_unordered("PutRequest").find_field_unordered("Item").get_object());
    }
  }
  MakeWrites();
  return "{\"UnprocessedItems\":{}}";
}

Operations::Result Operations::CreateTable(Document& body, Answers* answer) {
  Table table;
  table.name = std::string_view(body.find_field_unordered("TableName").get_string());
  if (FindTable(table.name) != nullptr) throw Refusal{"ResourceInUseException", "there is one"};
  for (auto element : body.find_field_unordered("KeySchema").get_array()) {
    const std::string name(std::string_view(element.find_field_unordered("AttributeName")));
    const std::string_view kind(element.find_field_unordered("KeyType"));
    (kind == "HASH" ? table.hash : table.range) = name;
  }
  for (auto element : body.find_field_unordered("AttributeDefinitions").get_array()) {
    const std::string_view type(element.find_field_unordered("AttributeType"));
    if (type != "S") throw Invalid("the floor's keys are strings");
  }
  table.id = BigEndian(++tables_made_);
  tables_.push_back(table);
  answer->Append("{\"TableDescription\":{\"TableName\":\"" + table.name +
                 "\",\"TableStatus\":\"ACTIVE\"}}");
  return {};
}

// Its rows stay; no other table gets its id.
Operations::Result Operations::DeleteTable(Document& body, Answers* answer) {
  ondemand::object request = body.get_object();
  const Table& table = TableOf(request);
  answer->Append("{\"TableDescription\":{\"TableName\":\"" + table.name +
                 "\",\"TableStatus\":\"DELETING\"}}");
  tables_.erase(tables_.begin() + (&table - tables_.data()));
  return {};
}

Operations::Result Operations::DescribeTable(Document& body, Answers* answer) {
  ondemand::object request = body.get_object();
  const Table& table = TableOf(request);
  answer->Append("{\"Table\":{\"TableName\":\"" + table.name +
                 "\",\"TableStatus\":\"ACTIVE\",\"ItemCount\":" + std::to_string(table.items) +
                 ",\"TableSizeBytes\":" + std::to_string(table.item_bytes) + "}}");
  return {};
}

}  // namespace floor_server

#include "kv/rocksdb/engine/inventory.h"

#include <xxhash.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/log.h"
#include "kv/rocksdb/engine/error.h"

namespace kv::rocks::engine {
namespace {

using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr std::string_view kMagic = "STATORIN";
constexpr uint64_t kVersion = 1;
constexpr uint64_t kManifestKind = 1;
constexpr uint64_t kLogKind = 2;
constexpr size_t kSlotBytes = 32;
constexpr size_t kCheckedBytes = 24;
constexpr size_t kManifestSlot = 1;
constexpr size_t kFirstLogSlot = 2;
// A log is begun for each write buffer that fills, so there are some dozens. A log that finds no
// free slot is not recorded.
constexpr size_t kSlots = 2048;

using SlotBytes = std::array<char, kSlotBytes>;

// Called once for each group of commits, so it must be cheap.
SlotBytes EncodeSlot(uint64_t first, uint64_t second, uint64_t third) {
  SlotBytes slot{};
  const auto put = [&slot](size_t at, uint64_t value) {
    for (size_t i = 0; i < sizeof(value); ++i) slot[at + i] = static_cast<char>(value >> (8 * i));
  };
  put(0, first);
  put(8, second);
  put(16, third);
  put(kCheckedBytes, XXH3_64bits(slot.data(), kCheckedBytes));
  return slot;
}

uint64_t MagicNumber() { return base::ReadLittleEndian64(kMagic.data()); }

struct Slot {
  std::array<uint64_t, 3> numbers{};
  bool sound = true;
};

Slot DecodeSlot(std::string_view bytes) {
  Slot slot;
  if (bytes.find_first_not_of('\0') == std::string_view::npos) return slot;
  for (size_t i = 0; i < slot.numbers.size(); ++i) {
    slot.numbers[i] = base::ReadLittleEndian64(bytes.data() + 8 * i);
  }
  slot.sound = base::ReadLittleEndian64(bytes.data() + kCheckedBytes) ==
               XXH3_64bits(bytes.data(), kCheckedBytes);
  return slot;
}

std::string PathOf(const std::string& directory) {
  return directory + "/" + std::string(kInventoryName);
}

// Makes the file with these bytes, durably.
rocksdb::Status Make(rocksdb::FileSystem& files, const std::string& directory,
                     const std::string& bytes) {
  const std::string made = PathOf(directory) + ".new";
  if (auto written = rocksdb::WriteStringToFile(&files, bytes, made, /*should_sync=*/true);
      !written.ok()) {
    return written;
  }
  if (auto moved = files.RenameFile(made, PathOf(directory), {}, nullptr); !moved.ok()) {
    return moved;
  }
  std::unique_ptr<rocksdb::FSDirectory> opened;
  if (auto found = files.NewDirectory(directory, {}, &opened, nullptr); !found.ok()) return found;
  return opened->Fsync({}, nullptr);
}

// nullopt if the bytes are damaged.
std::optional<InventoryContents> Decode(std::string_view bytes) {
  if (bytes.size() != kSlots * kSlotBytes) return {};
  InventoryContents contents;
  for (size_t i = 0; i < kSlots; ++i) {
    const Slot slot = DecodeSlot(bytes.substr(i * kSlotBytes, kSlotBytes));
    const auto [first, second, third] = slot.numbers;
    if (!slot.sound || (i == 0 && (first != MagicNumber() || second != kVersion))) return {};
    if (i == 0) continue;
    if (first == kManifestKind) contents.manifest = {second, third};
    if (first == kLogKind) contents.logs[second] = {third, i};
  }
  return contents;
}

}  // namespace

base::Result<std::optional<InventoryContents>> ReadInventory(rocksdb::FileSystem& files,
                                                             const std::string& path) {
  const auto there = files.FileExists(PathOf(path), {}, nullptr);
  if (there.IsNotFound()) return std::optional<InventoryContents>();
  TRY(ToStatus(there, "looking for " + PathOf(path)));
  std::string bytes;
  TRY(ToStatus(rocksdb::ReadFileToString(&files, PathOf(path), &bytes), "reading " + PathOf(path)));
  auto contents = Decode(bytes);
  if (!contents) {
    base::LogWarning(PathOf(path) + " is damaged: it is not known which logs there were");
  }
  return contents;
}

Inventory::Inventory() {
  for (size_t slot = kFirstLogSlot; slot < kSlots; ++slot) free_slots_.insert(slot);
}

base::Status Inventory::Continue(rocksdb::FileSystem& files, const std::string& path,
                                 const InventoryContents& contents) {
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  TRY(ToStatus(files.NewRandomRWFile(PathOf(path), {}, &file, nullptr), "opening " + PathOf(path)));
  base::MutexLock lock(mutex_);
  file_ = std::move(file);
  manifest_ = contents.manifest;
  logs_ = contents.logs;
  for (const auto& [number, log] : logs_) {
    free_slots_.erase(log.slot);
    log_bytes_ += log.bytes;
  }
  return {};
}

base::Status Inventory::Begin(rocksdb::FileSystem& files, const std::string& path) {
  std::string bytes(kSlots * kSlotBytes, '\0');
  {
    base::MutexLock lock(mutex_);
    const auto put = [&bytes](size_t slot, const SlotBytes& encoded) {
      std::copy(encoded.begin(), encoded.end(),
                bytes.begin() + static_cast<ptrdiff_t>(slot * kSlotBytes));
    };
    put(0, EncodeSlot(MagicNumber(), kVersion, 0));
    put(kManifestSlot, EncodeSlot(kManifestKind, manifest_.number, manifest_.bytes));
    for (const auto& [number, log] : logs_) put(log.slot, EncodeSlot(kLogKind, number, log.bytes));
  }
  // Not under the mutex, because `files` calls this inventory.
  TRY(ToStatus(Make(files, path, bytes), "making " + PathOf(path)));
  std::unique_ptr<rocksdb::FSRandomRWFile> file;
  TRY(ToStatus(files.NewRandomRWFile(PathOf(path), {}, &file, nullptr), "opening " + PathOf(path)));
  base::MutexLock lock(mutex_);
  file_ = std::move(file);
  return {};
}

IOStatus Inventory::Write(size_t slot, uint64_t kind, uint64_t number, uint64_t bytes) {
  if (file_ == nullptr) return IOStatus::OK();
  const SlotBytes encoded = kind == 0 ? SlotBytes{} : EncodeSlot(kind, number, bytes);
  return file_->Write(slot * kSlotBytes, Slice(encoded.data(), encoded.size()), {}, nullptr);
}

void Inventory::Note(size_t slot, uint64_t kind, uint64_t number, uint64_t bytes) {
  const IOStatus written = Write(slot, kind, number, bytes);
  if (written.ok()) return;
  // Not fatal: the older entry in the file is still true, and the next Note tries again.
  if (!complained_) base::LogWarning("writing the inventory of files: " + written.ToString());
  complained_ = true;
}

void Inventory::NoteLog(uint64_t number, uint64_t bytes) {
  if (bytes == 0) return;
  base::MutexLock lock(mutex_);
  auto log = logs_.find(number);
  if (log == logs_.end()) {
    if (free_slots_.empty()) return;
    log = logs_.try_emplace(number).first;
    log->second.slot = free_slots_.extract(free_slots_.begin()).value();
  }
  if (log->second.bytes == bytes) return;
  log_bytes_ += bytes - log->second.bytes;
  log->second.bytes = bytes;
  Note(log->second.slot, kLogKind, number, bytes);
}

IOStatus Inventory::ForgetLog(uint64_t number) {
  base::MutexLock lock(mutex_);
  const auto log = logs_.find(number);
  if (log == logs_.end()) return IOStatus::OK();
  IOStatus written = Write(log->second.slot, 0, 0, 0);
  if (written.ok() && file_ != nullptr) written = file_->Sync({}, nullptr);
  if (!written.ok()) return written;
  log_bytes_ -= log->second.bytes;
  free_slots_.insert(log->second.slot);
  logs_.erase(log);
  return written;
}

base::Status Inventory::Shorten(uint64_t number, uint64_t bytes) {
  std::vector<uint64_t> forgotten;
  {
    base::MutexLock lock(mutex_);
    for (const auto& [log, listed] : logs_) {
      if (log > number || (log == number && bytes == 0)) forgotten.push_back(log);
    }
  }
  for (const uint64_t log : forgotten) {
    TRY(ToStatus(ForgetLog(log), "crossing out a log"));
  }
  NoteLog(number, bytes);
  Sync();
  return {};
}

void Inventory::NoteManifest(uint64_t number, uint64_t bytes) {
  base::MutexLock lock(mutex_);
  manifest_bytes_[number] = bytes;
  if (number != manifest_.number) return;
  manifest_.bytes = bytes;
  Note(kManifestSlot, kManifestKind, number, bytes);
}

void Inventory::NoteCurrent(uint64_t manifest_number) {
  base::MutexLock lock(mutex_);
  next_manifest_ = manifest_number;
}

void Inventory::NoteDirectorySync() {
  base::MutexLock lock(mutex_);
  if (next_manifest_ == 0) return;
  manifest_ = {std::exchange(next_manifest_, 0), 0};
  manifest_.bytes = manifest_bytes_[manifest_.number];
  manifest_bytes_.erase(manifest_bytes_.begin(), manifest_bytes_.find(manifest_.number));
  Note(kManifestSlot, kManifestKind, manifest_.number, manifest_.bytes);
}

void Inventory::Sync() {
  base::MutexLock lock(mutex_);
  if (file_ == nullptr) return;
  if (const IOStatus synced = file_->Sync({}, nullptr); !synced.ok()) {
    base::LogWarning("syncing the inventory of files: " + synced.ToString());
  }
}

}  // namespace kv::rocks::engine

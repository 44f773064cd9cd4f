#include "kv/rocksdb/engine/log_scan.h"

#include <isa-l/crc.h>

#include <algorithm>
#include <memory>
#include <string_view>

#include "kv/rocksdb/engine/error.h"

namespace kv::rocks::engine {
namespace {

// The format, from RocksDB's wiki ("Write Ahead Log File Format"): blocks of 32 KiB. Each block has
// pieces of records, each with a header; no piece crosses a block. If no header fits into the rest
// of a block, the rest is zeros.
//
//   | checksum 4 | length 2 | type 1 | length bytes |
constexpr size_t kBlockBytes = 32768;
constexpr size_t kHeaderBytes = 7;
enum PieceType : uint8_t { kNone = 0, kFull = 1, kFirst = 2, kMiddle = 3, kLast = 4 };

// A CRC-32C, of the type and the bytes, is stored rotated and with this added.
constexpr uint32_t kMaskDelta = 0xa282ead8u;

uint32_t Checksum(std::string_view bytes) {
  // The library's function does not change what it reads.
  auto* const data = reinterpret_cast<unsigned char*>(const_cast<char*>(bytes.data()));
  const uint32_t crc = ~crc32_iscsi(data, static_cast<int>(bytes.size()), ~0u);
  return ((crc >> 15) | (crc << 17)) + kMaskDelta;
}

struct Piece {
  uint8_t type = kNone;
  size_t bytes = 0;    // with its header
  bool sound = false;  // if false, `bytes` is a guess, or zero
};

Piece PieceAt(std::string_view block, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(block[at + i]); };
  const size_t length = byte(4) | byte(5) << 8;
  Piece piece{.type = byte(6)};
  if (piece.type < kFull || piece.type > kLast || at + kHeaderBytes + length > block.size()) {
    return piece;
  }
  piece.bytes = kHeaderBytes + length;
  const uint32_t stored = static_cast<uint32_t>(byte(0)) | static_cast<uint32_t>(byte(1)) << 8 |
                          static_cast<uint32_t>(byte(2)) << 16 |
                          static_cast<uint32_t>(byte(3)) << 24;
  piece.sound = stored == Checksum(block.substr(at + 6, 1 + length));
  return piece;
}

// Scans a file block by block.
class Scanner {
 public:
  // Returns false once the result is complete.
  bool Take(std::string_view block, uint64_t offset) {
    if (const size_t last = block.find_last_not_of('\0'); last != std::string_view::npos) {
      scan_.used_bytes = offset + last + 1;
    }
    for (size_t at = 0; at + kHeaderBytes <= block.size() && !scan_.later_record;) {
      if (IsZero(block.substr(at, kHeaderBytes))) {  // never written, or lost
        sound_ = false;
        break;
      }
      const Piece piece = PieceAt(block, at);
      if (piece.sound) {
        Take(piece, offset + at);
      } else {
        sound_ = false;
      }
      // If the header itself is damaged, the next piece may begin anywhere.
      at += std::max<size_t>(piece.bytes, 1);
    }
    return !scan_.later_record;
  }
  const LogScan& scan() const { return scan_; }

 private:
  static bool IsZero(std::string_view bytes) {
    return bytes.find_first_not_of('\0') == std::string_view::npos;
  }

  void Take(const Piece& piece, uint64_t offset) {
    const bool begins = piece.type == kFull || piece.type == kFirst;
    if (begins == inside_) sound_ = false;  // an end, or a beginning, is missing
    if (!sound_) {
      if (begins) scan_.later_record = offset;
      return;
    }
    inside_ = piece.type == kFirst || piece.type == kMiddle;
    if (inside_) return;
    ++scan_.records;
    scan_.sound_bytes = offset + piece.bytes;
  }

  LogScan scan_;
  bool sound_ = true;    // so far
  bool inside_ = false;  // a record that is not whole yet
};

}  // namespace

base::Result<LogScan> ScanLog(rocksdb::FileSystem& files, const std::string& path) {
  constexpr size_t kReadBytes = 32 * kBlockBytes;
  std::unique_ptr<rocksdb::FSSequentialFile> file;
  TRY(ToStatus(files.NewSequentialFile(path, {}, &file, nullptr), "opening " + path));
  const auto memory = std::make_unique<char[]>(kReadBytes);
  Scanner scanner;
  for (uint64_t offset = 0;;) {
    size_t have = 0;
    while (have < kReadBytes) {
      rocksdb::Slice read;
      TRY(ToStatus(file->Read(kReadBytes - have, {}, &read, memory.get() + have, nullptr),
                   "reading " + path));
      if (read.empty()) break;
      if (read.data() != memory.get() + have) {
        std::copy_n(read.data(), read.size(), memory.get() + have);
      }
      have += read.size();
    }
    const std::string_view bytes(memory.get(), have);
    for (size_t at = 0; at < have; at += kBlockBytes) {
      if (!scanner.Take(bytes.substr(at, kBlockBytes), offset + at)) return scanner.scan();
    }
    offset += have;
    if (have < kReadBytes) return scanner.scan();
  }
}

}  // namespace kv::rocks::engine

// A directory for one test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include "base/check.h"

namespace kv {

// Made empty; removed with all that is in it. In memory where the system offers that: what a test
// learns of durability it learns from ForgetfulFileSystem, not from waiting for a disk.
class TestDirectory {
 public:
  TestDirectory() {
    std::error_code ignored;
    const std::filesystem::path memory = "/dev/shm";
    const bool has_memory = std::filesystem::is_directory(memory, ignored);
    const auto parent = has_memory ? memory : std::filesystem::temp_directory_path();
    std::string name = (parent / "kv-test-XXXXXX").string();
    CHECK(mkdtemp(name.data()) != nullptr);
    root_ = name;
  }
  ~TestDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;

  std::string path() const { return (root_ / "data").string(); }  // not there yet
  std::string root() const { return root_.string(); }

 private:
  std::filesystem::path root_;
};

}  // namespace kv

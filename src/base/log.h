// The server's log: one line for each event, on standard error. Thread-safe.
#pragma once

#include <string_view>

namespace base {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// Drops lines below `level` from now on. Initially kInfo.
void SetLogLevel(LogLevel level);
bool LogEnabled(LogLevel level);
void Log(LogLevel level, std::string_view message);

inline void LogDebug(std::string_view message) { Log(LogLevel::kDebug, message); }
inline void LogInfo(std::string_view message) { Log(LogLevel::kInfo, message); }
inline void LogWarning(std::string_view message) { Log(LogLevel::kWarning, message); }
inline void LogError(std::string_view message) { Log(LogLevel::kError, message); }

}  // namespace base

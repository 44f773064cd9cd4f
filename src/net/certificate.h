// Makes a self-signed certificate.
#pragma once

#include <string>

#include "base/result.h"

namespace net {

// Makes a self-signed certificate for localhost, 127.0.0.1 and ::1 (EC P-256, valid for ten years),
// and its key, which only the owner of the file can read. Replaces existing files. Errors:
// kInternal.
base::Status GenerateSelfSignedCertificate(const std::string& certificate_path,
                                           const std::string& key_path);

}  // namespace net

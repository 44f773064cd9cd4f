// A certificate that a server makes for itself.
#pragma once

#include <string>

#include "base/result.h"

namespace net {

// Makes a certificate for localhost, 127.0.0.1 and ::1 signed by itself (EC P-256, ten years), and
// its key, readable by its owner only. Existing files are replaced. Errors: kInternal.
base::Status GenerateSelfSignedCertificate(const std::string& certificate_path,
                                           const std::string& key_path);

}  // namespace net

// Makes the tables of a load, by the API itself.
#pragma once

#include "base/random.h"
#include "load/connection.h"
#include "load/data_set.h"
#include "load/signer.h"

namespace load {

// Deletes the tables if they are there, makes them, and writes all items over `connections`
// connections.
// Errors: as Run; kInternal if the server refuses something.
base::Status SetUp(const Address& address, const DataSet& data, size_t connections, Signer& signer);

}  // namespace load

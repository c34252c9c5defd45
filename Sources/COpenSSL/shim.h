// SHA256_Init and its kind are deprecated in favour of EVP_Digest, which can fail for want of memory or of a provider.
// They compute and nothing else, and always return 1.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/hmac.h>
#include <openssl/sha.h>

package dynamodb

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"
)

// What the documentation's examples use; a server on a loopback address takes any.
const (
	accessKeyID     = "AKIDEXAMPLE"
	secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	region          = "us-east-1"
	service         = "dynamodb"
)

// sign adds the headers of Signature Version 4 to a POST of `body` to "/".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
func sign(request *http.Request, body []byte, now time.Time) {
	stamp := now.UTC().Format("20060102T150405Z")
	day := stamp[:8]
	scope := fmt.Sprintf("%s/%s/%s/aws4_request", day, region, service)
	target := request.Header.Get("X-Amz-Target")
	const signed = "host;x-amz-date;x-amz-target"
	canonical := fmt.Sprintf("POST\n/\n\nhost:%s\nx-amz-date:%s\nx-amz-target:%s\n\n%s\n%s",
		request.URL.Host, stamp, target, signed, hexHash(body))
	toSign := fmt.Sprintf("AWS4-HMAC-SHA256\n%s\n%s\n%s", stamp, scope, hexHash([]byte(canonical)))
	key := []byte("AWS4" + secretAccessKey)
	for _, part := range []string{day, region, service, "aws4_request", toSign} {
		key = mac(key, part)
	}
	request.Header.Set("X-Amz-Date", stamp)
	request.Header.Set("Authorization", fmt.Sprintf(
		"AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
		accessKeyID, scope, signed, hex.EncodeToString(key)))
}

func hexHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	hash := hmac.New(sha256.New, key)
	hash.Write([]byte(text))
	return hash.Sum(nil)
}

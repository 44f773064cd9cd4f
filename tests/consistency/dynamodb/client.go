// Package dynamodb sends single requests as they are, each of them once: what is in doubt after a
// crash must not be hidden by a client that tries again.
package dynamodb

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	answerTimeout = 60 * time.Second // a hung server fails the run instead of holding it
	readyPoll     = 10 * time.Millisecond
	readyPollsMax = 6000 // opening a store after many kills replays its logs
)

// ErrNotSent: nobody listened, so nothing happened.
var ErrNotSent = errors.New("not sent")

// ErrUnknown: the request went out and no answer came, or one that says nothing.
var ErrUnknown = errors.New("outcome unknown")

// Refusal is an answer that says no, and that nothing was changed.
type Refusal struct {
	Code    string // without its namespace
	Message string
	Body    []byte
}

func (refusal *Refusal) Error() string { return refusal.Code + ": " + refusal.Message }

// Client talks to one endpoint. Safe from any goroutine.
type Client struct {
	endpoint string
	http     *http.Client
}

func NewClient(endpoint string, connections int) *Client {
	return &Client{endpoint, &http.Client{
		Timeout:   answerTimeout,
		Transport: &http.Transport{MaxIdleConnsPerHost: connections},
	}}
}

// Call sends one request and decodes the answer into `answer`.
// Errors: ErrNotSent, ErrUnknown, *Refusal.
func (client *Client) Call(operation string, request, answer interface{}) error {
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	post, err := http.NewRequest(http.MethodPost, client.endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return err
	}
	post.Header.Set("Content-Type", "application/x-amz-json-1.0")
	post.Header.Set("X-Amz-Target", "DynamoDB_20120810."+operation)
	sign(post, body, time.Now())
	response, err := client.http.Do(post)
	if err != nil {
		return failure(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return failure(err)
	}
	switch {
	case response.StatusCode >= 500:
		return fmt.Errorf("%w: %s: %s", ErrUnknown, response.Status, content)
	case response.StatusCode != http.StatusOK:
		return refusal(content)
	}
	return json.Unmarshal(content, answer)
}

// WaitReady returns once the server takes requests.
func (client *Client) WaitReady() error {
	for i := 0; i < readyPollsMax; i++ {
		response, err := client.http.Get(client.endpoint + "/-/ready")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return nil
			}
		}
		time.Sleep(readyPoll)
	}
	return errors.New("the server did not come back")
}

func failure(err error) error {
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		return fmt.Errorf("the server hangs: %w", err)
	}
	var network *net.OpError
	if errors.As(err, &network) && network.Op == "dial" {
		return fmt.Errorf("%w: %v", ErrNotSent, err)
	}
	return fmt.Errorf("%w: %v", ErrUnknown, err)
}

func refusal(content []byte) error {
	var body struct {
		Type    string `json:"__type"`
		Message string `json:"message"` // or Message: names are matched in either case
	}
	if err := json.Unmarshal(content, &body); err != nil {
		return fmt.Errorf("an error that is no JSON: %q", content)
	}
	return &Refusal{body.Type[strings.LastIndex(body.Type, "#")+1:], body.Message, content}
}

package history

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"sync"
)

// Writer appends operations to a file. Safe from any goroutine.
type Writer struct {
	mutex  sync.Mutex
	file   *os.File
	buffer *bufio.Writer
}

func Create(path string) (*Writer, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &Writer{file: file, buffer: bufio.NewWriter(file)}, nil
}

func (writer *Writer) Write(operation *Operation) error {
	line, err := json.Marshal(operation)
	if err != nil {
		return err
	}
	writer.mutex.Lock()
	defer writer.mutex.Unlock()
	_, err = writer.buffer.Write(append(line, '\n'))
	return err
}

func (writer *Writer) Close() error {
	if err := writer.buffer.Flush(); err != nil {
		return err
	}
	return writer.file.Close()
}

// Read returns all operations of a file, in the order in which they were written.
func Read(path string) ([]Operation, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	decoder := json.NewDecoder(bufio.NewReader(file))
	var all []Operation
	for {
		var operation Operation
		err := decoder.Decode(&operation)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, operation)
	}
}

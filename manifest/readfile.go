package manifest

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// MaxFileSize is the size of the largest file that ReadFile reads. Rendered
// charts are large; nothing of this size is written by a person or applied as
// one piece.
const MaxFileSize = 64 << 20

var errIrregular = errors.New("not a regular file")

// ReadFile reads a regular file of at most MaxFileSize. The error says which
// file it is about.
func ReadFile(f Found) ([]byte, error) {
	data, err := readFile(f.Path, MaxFileSize)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	return data, nil
}

func readFile(path string, limit int64) ([]byte, error) {
	// To open a named pipe may take forever, unless one says that one does not
	// wait. For a file that spares the system calls by which os tries the same.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, reason(err)
	}
	defer func() { _ = file.Close() }() // nothing was written
	info, err := file.Stat()
	switch {
	case err != nil:
		return nil, reason(err)
	case !info.Mode().IsRegular():
		return nil, errIrregular
	}
	size := info.Size()
	if size <= limit {
		data, err := readAll(file, size, limit)
		if err != nil {
			return nil, reason(err)
		}
		if size = int64(len(data)); size <= limit { // it may have grown
			return data, nil
		}
	}
	const mib = 1 << 20
	return nil, fmt.Errorf("%d MiB, more than the %d MiB that akslint reads", (size+mib-1)/mib, limit/mib)
}

// readAll reads what should be so many bytes, into one buffer if it is, and
// stops a byte behind the limit if it is more than that.
func readAll(file io.Reader, size, limit int64) ([]byte, error) {
	data := make([]byte, size+1) // the end shows where a byte stays free
	n, err := io.ReadFull(file, data)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return data[:n], nil
	}
	if err != nil {
		return nil, err
	}
	more, err := io.ReadAll(io.LimitReader(file, limit-size))
	return append(data, more...), err
}

package manifest

import (
	"errors"
	"fmt"
	"io"
)

// MaxFileSize is the size of the largest file that ReadFile reads. Rendered
// charts are large; nothing of this size is written by a person or applied as
// one piece.
const MaxFileSize = 64 << 20

var errIrregular = errors.New("not a regular file")

// ReadFile reads a regular file of at most MaxFileSize. The error says which
// file it is about.
func ReadFile(f Found) ([]byte, error) { return readInto(newRoom, f) }

// newRoom makes room for the bytes of a file.
func newRoom(size int64) []byte { return make([]byte, size) }

// readInto is ReadFile into room of the reader's choice.
func readInto(room func(size int64) []byte, f Found) ([]byte, error) {
	data, err := readFile(f.Path, MaxFileSize, room)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	return data, nil
}

func readFile(path string, limit int64, room func(size int64) []byte) ([]byte, error) {
	f, err := openFile(path)
	if err != nil {
		return nil, reason(err)
	}
	defer f.close()
	size, regular, err := f.size()
	switch {
	case err != nil:
		return nil, reason(err)
	case !regular:
		return nil, errIrregular
	}
	if size <= limit {
		data, err := readAll(f, size, limit, room)
		if err != nil {
			return nil, reason(err)
		}
		if size = int64(len(data)); size <= limit {
			return data, nil
		}
	}
	const mib = 1 << 20
	return nil, fmt.Errorf("%d MiB, more than the %d MiB that akslint reads", (size+mib-1)/mib, limit/mib)
}

// readAll reads the bytes that a file is said to have: one that grows meanwhile
// is read as it was. Some that the system makes up have bytes and tell of none;
// these are read to a byte behind the limit at most.
func readAll(file io.Reader, size, limit int64, room func(size int64) []byte) ([]byte, error) {
	if size == 0 {
		return io.ReadAll(io.LimitReader(file, limit+1))
	}
	data := room(size)
	n, err := io.ReadFull(file, data)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) { // it has become shorter
		err = nil
	}
	return data[:n], err
}

//go:build !unix

package manifest

import "os"

// file is an open file.
type file struct{ *os.File }

// openFile opens a file for reading.
func openFile(path string) (file, error) {
	f, err := os.Open(path)
	return file{f}, err
}

// size is the size in bytes of a regular file.
func (f file) size() (size int64, regular bool, err error) {
	info, err := f.Stat()
	if err != nil {
		return 0, false, err
	}
	return info.Size(), info.Mode().IsRegular(), nil
}

func (f file) close() { _ = f.Close() } // nothing was written

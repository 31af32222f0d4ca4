//go:build unix

package manifest

import (
	"errors"
	"io"
	"syscall"
)

// file is an open file without what os does for those that have to be waited
// for: of a tree of small files, that is a good part of what reading costs.
type file struct{ fd int }

// openFile opens a file for reading. To open a named pipe may take forever,
// unless one says that one does not wait.
func openFile(path string) (f file, err error) {
	err = retried(func() error {
		f.fd, err = syscall.Open(path, syscall.O_RDONLY|syscall.O_NONBLOCK|syscall.O_CLOEXEC, 0)
		return err
	})
	return f, err
}

// size is the size in bytes of a regular file.
func (f file) size() (size int64, regular bool, err error) {
	var info syscall.Stat_t
	err = retried(func() error { return syscall.Fstat(f.fd, &info) })
	return info.Size, info.Mode&syscall.S_IFMT == syscall.S_IFREG, err
}

// Read is that of io.Reader.
func (f file) Read(data []byte) (n int, err error) {
	err = retried(func() error {
		n, err = syscall.Read(f.fd, data)
		return err
	})
	switch {
	case err != nil:
		return 0, err
	case n == 0 && len(data) > 0:
		return 0, io.EOF
	}
	return n, nil
}

func (f file) close() { _ = syscall.Close(f.fd) } // nothing was written

// retried calls the system again where a signal came in between.
func retried(call func() error) error {
	for {
		if err := call(); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

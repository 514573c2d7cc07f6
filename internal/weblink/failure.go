package weblink

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
	"time"
)

// A failure is why there is no answer.
type failure struct {
	outcome   Outcome
	reason    string
	again     bool // it may be gone on the next try
	unreached bool // no connection was made
}

func (f *failure) result(at time.Time) Result {
	return Result{Outcome: f.outcome, Reason: f.reason, At: at, unreached: f.unreached}
}

// failureOf puts an error into words. They hold nothing that differs from run to run,
// as Go's own do: port numbers, addresses.
func failureOf(err error, host string, timeout time.Duration) *failure {
	var refused *refusedError
	var noName *net.DNSError
	var op *net.OpError
	var timedOut net.Error
	dialing := errors.As(err, &op) && op.Op == "dial"
	switch {
	case errors.As(err, &refused):
		reason := refused.Error()
		if host != refused.addr.String() {
			reason = fmt.Sprintf("%s is at %s, which is %s", host, refused.addr, refused.what)
		}
		return &failure{outcome: Unchecked, reason: reason}
	case errors.Is(err, context.Canceled):
		return &failure{outcome: Unchecked, reason: "the check was stopped"}
	case errors.As(err, &noName) && noName.IsNotFound:
		return &failure{outcome: Failed, reason: fmt.Sprintf("there is no host %s", host), unreached: true}
	case errors.As(err, &noName):
		return &failure{outcome: Unchecked, reason: fmt.Sprintf("the name %s could not be looked up", host), again: true, unreached: true}
	case errors.As(err, &timedOut) && timedOut.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return &failure{outcome: Failed, reason: fmt.Sprintf("%s does not answer within %v", host, timeout), again: true, unreached: dialing}
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETDOWN):
		return &failure{outcome: Failed, reason: fmt.Sprintf("there is no way to %s", host), again: true, unreached: true}
	case dialing:
		return &failure{outcome: Failed, reason: fmt.Sprintf("%s takes no connections", host), unreached: !errors.Is(err, syscall.ECONNREFUSED)}
	}
	if reason := untrusted(err, host); reason != "" {
		return &failure{outcome: Failed, reason: reason}
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) {
		return &failure{outcome: Failed, reason: fmt.Sprintf("%s closes the connection without an answer", host), again: true}
	}
	return &failure{outcome: Failed, reason: fmt.Sprintf("%s does not answer as a web server does", host)}
}

// untrusted says what is wrong with a secure connection, "" where it is something
// else.
func untrusted(err error, host string) string {
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	var verify *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	var alert tls.AlertError
	switch {
	case errors.As(err, &name):
		return fmt.Sprintf("the certificate of %s is for another host", host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return fmt.Sprintf("the certificate of %s has expired, or is not valid yet", host)
	case errors.As(err, &unknown):
		return fmt.Sprintf("the certificate of %s is vouched for by no one known", host)
	case errors.As(err, &invalid), errors.As(err, &verify):
		return fmt.Sprintf("the certificate of %s is not valid", host)
	case errors.As(err, &record), errors.As(err, &alert):
		return fmt.Sprintf("no secure connection to %s can be made", host)
	}
	return ""
}

# notes-lsp for CI: docker run --rm -v "$PWD:/notes:ro" notes-lsp check
FROM --platform=$BUILDPLATFORM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY internal internal
ARG VERSION=devel
ARG TARGETOS
ARG TARGETARCH
ARG TARGETVARIANT
RUN CGO_ENABLED=0 GOOS="$TARGETOS" GOARCH="$TARGETARCH" GOARM="${TARGETVARIANT#v}" go build -trimpath -buildvcs=false \
    -ldflags "-s -w -X github.com/notes-lsp/notes-lsp/internal/cli.Version=$VERSION" -o /notes-lsp ./cmd/notes-lsp

# Alpine and not an empty image: --since and --staged ask git, and GitLab runs jobs by a shell.
FROM alpine:3.22
# The notes belong to someone else than the user here. That is no danger: notes-lsp asks git for objects and runs nothing
# that a repository names.
RUN apk add --no-cache git \
    && git config --system --add safe.directory '*' \
    && adduser -D -u 65532 notes
COPY --from=build /notes-lsp /usr/local/bin/notes-lsp
COPY LICENSE docs/third-party.txt /usr/share/doc/notes-lsp/
USER 65532:65532
WORKDIR /notes
ENTRYPOINT ["notes-lsp"]
CMD ["check"]

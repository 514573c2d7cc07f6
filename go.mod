module github.com/notes-lsp/notes-lsp

go 1.26.0

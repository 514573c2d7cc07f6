// Package disk reads a folder of notes: it lists what is there under the
// ignore rules of git and of the settings, and reads single files. It changes and
// renames several files as one ([Root.Commit]).
//
// It does not resolve links. Everything it names is an id: a
// slash path from the root, spelled as on disk, "." for the root itself.
//
// Invariants: no file outside the root is ever opened, whatever the symlinks
// in it say, with one exception: the .gitignore files, and .git/info/exclude,
// of a git work tree that the root lies in. Nothing is opened that could block
// (a FIFO, a socket, a device). [Root.Walk] and [Root.Ignored] follow one set
// of rules, so a file is ignored exactly when the walk leaves it out.
package disk

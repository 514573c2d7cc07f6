// Package watch tells what changes on disk beneath a root, as paths to look at. It
// listens to the system (inotify, kqueue, ReadDirectoryChangesW) where that works, and
// sweeps: it compares the stamps of all files with what the vault knows of them. Where
// listening works, a sweep now and then finds what the system did not tell; where it
// does not, because a limit of the system is reached or others write to the disk over
// a network, sweeps come often, and take a fiftieth of a processor at most.
//
// It reads no notes and keeps no list of files. A batch may name paths at which nothing
// changed: whoever takes it looks for itself.
//
// Invariants: what changes beneath the root after Start comes up in a batch, sooner or
// later, whatever the order in which the system tells of it. A storm of changes, such as
// a switch of branches, is one batch where it has no pause. Folders that the walk of
// package disk leaves out are not listened to.
package watch

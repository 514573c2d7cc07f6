package vault

import (
	"cmp"
	"math"
)

// A place is a path in the forms in which it is compared.
type place struct {
	id          NoteID
	nfc, folded string
	index       int8 // indexRank
	revealed    bool // Change.Revealed
	// ext and extFolded are how many bytes of nfc and folded a note's extension
	// takes: candidates are many where every folder has a README.md.
	ext, extFolded uint8
}

func (r *Rules) newPlace(id NoteID) *place {
	p := &place{id: id, nfc: nfc(string(id)), folded: Fold(string(id)), index: int8(min(r.indexRank(id), math.MaxInt8))}
	if p.folded == p.nfc {
		p.folded = p.nfc // one string in memory
	}
	p.ext = uint8(len(p.nfc) - len(cutNoteExt(p.nfc)))
	p.extFolded = uint8(len(p.folded) - len(cutNoteExt(p.folded)))
	return p
}

// bare is the path without a note's extension.
func (p *place) bare() string { return p.nfc[:len(p.nfc)-int(p.ext)] }

func (p *place) bareFolded() string { return p.folded[:len(p.folded)-int(p.extFolded)] }

func comparePlaces(a, b *place) int { return cmp.Compare(a.id, b.id) }

// A folder is a path that has notes or files below it, and how many.
type folder struct {
	id    NoteID
	below int
}

func compareFolders(a, b folder) int { return cmp.Compare(a.id, b.id) }

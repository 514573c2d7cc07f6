package vault

import (
	"cmp"
	"slices"
)

// A delta is what an update adds to a key's sorted list and removes from it.
type delta[V any] struct{ add, remove []V }

// record notes that gone leaves the keys that only old has, and that come joins
// those that only new has.
func record[V any](m map[Key]*delta[V], old, new []Key, gone, come V) {
	at := func(k Key) *delta[V] {
		if m[k] == nil {
			m[k] = &delta[V]{}
		}
		return m[k]
	}
	diff(old, new, cmp.Compare,
		func(k Key) { d := at(k); d.remove = append(d.remove, gone) },
		func(k Key) { d := at(k); d.add = append(d.add, come) })
}

// diff calls remove for what only old has and add for what only new has; both are
// sorted, each element once.
func diff[V any](old, new []V, compare func(a, b V) int, remove, add func(V)) {
	for len(old) > 0 || len(new) > 0 {
		var c int
		switch {
		case len(new) == 0:
			c = -1
		case len(old) == 0:
			c = 1
		default:
			c = compare(old[0], new[0])
		}
		if c < 0 {
			remove(old[0])
		}
		if c > 0 {
			add(new[0])
		}
		if c <= 0 {
			old = old[1:]
		}
		if c >= 0 {
			new = new[1:]
		}
	}
}

// merge writes each delta into its key's list.
func merge[V any](t table[Key, []V], deltas map[Key]*delta[V], compare func(a, b V) int) table[Key, []V] {
	e := t.edit()
	for k, d := range deltas {
		if list := d.apply(t.at(k), compare); len(list) > 0 {
			e.set(k, list)
		} else {
			e.delete(k)
		}
	}
	return e.table
}

// apply returns a new list. It copies stretches and compares little, because the
// list of a hub holds every note of the vault.
func (d *delta[V]) apply(list []V, compare func(a, b V) int) []V {
	slices.SortFunc(d.add, compare)
	slices.SortFunc(d.remove, compare)
	add, remove := d.add, d.remove
	out := make([]V, 0, max(0, len(list)+len(add)-len(remove)))
	upTo := func(v V) (found bool) {
		i, found := slices.BinarySearchFunc(list, v, compare)
		out = append(out, list[:i]...)
		list = list[i:]
		return found
	}
	for len(add) > 0 || len(remove) > 0 {
		if len(add) == 0 || len(remove) > 0 && compare(remove[0], add[0]) < 0 {
			if upTo(remove[0]) {
				list = list[1:]
			}
			remove = remove[1:]
			continue
		}
		upTo(add[0])
		out = append(out, add[0])
		add = add[1:]
	}
	return append(out, list...)
}

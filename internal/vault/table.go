package vault

import (
	"hash/maphash"
	"iter"
	"maps"
)

// shards is how many maps a table is cut into: a change copies one of them.
const shards = 1024

var seed = maphash.MakeSeed()

// A table is a map that is never changed: an edit makes another one, which
// shares with it all maps but those it wrote to. The zero table is empty.
type table[K ~string, V any] struct {
	shards *[shards]map[K]V
	len    int
}

func shardOf[K ~string](k K) int { return int(maphash.String(seed, string(k)) % shards) }

func (t table[K, V]) get(k K) (V, bool) {
	if t.shards == nil {
		var none V
		return none, false
	}
	v, ok := t.shards[shardOf(k)][k]
	return v, ok
}

// at is get for tables whose zero value says enough.
func (t table[K, V]) at(k K) V {
	v, _ := t.get(k)
	return v
}

// all yields every entry, in no order.
func (t table[K, V]) all() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		if t.shards == nil {
			return
		}
		for _, m := range t.shards {
			if len(m) == 0 { // cheaper than to start on it: most are in a small vault
				continue
			}
			for k, v := range m {
				if !yield(k, v) {
					return
				}
			}
		}
	}
}

// An edit is a table in the making: it copies a shard before its first write to
// it, so many writes to one shard cost one copy.
type edit[K ~string, V any] struct {
	table[K, V]
	owned *[shards]bool // nil until the first write
}

func (t table[K, V]) edit() *edit[K, V] { return &edit[K, V]{table: t} }

func (e *edit[K, V]) own(k K) map[K]V {
	if e.owned == nil {
		e.owned = new([shards]bool)
		fresh := new([shards]map[K]V)
		if e.shards != nil {
			*fresh = *e.shards
		}
		e.shards = fresh
	}
	i := shardOf(k)
	if !e.owned[i] {
		e.owned[i] = true
		e.shards[i] = maps.Clone(e.shards[i])
	}
	if e.shards[i] == nil {
		e.shards[i] = map[K]V{}
	}
	return e.shards[i]
}

func (e *edit[K, V]) set(k K, v V) {
	m := e.own(k)
	if _, ok := m[k]; !ok {
		e.len++
	}
	m[k] = v
}

func (e *edit[K, V]) delete(k K) {
	if _, ok := e.get(k); !ok {
		return
	}
	delete(e.own(k), k)
	e.len--
}

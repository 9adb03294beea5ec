// Verify a log with golang.org/x/mod/sumdb, the code by which every Go installation checks its module database.
//
//	verify_log FOLDER LOG_VKEY PROOFS PARTY_VKEY...
//
// FOLDER is a C2SP tlog-tiles log. Everything is asked of x/mod: the signature of the checkpoint (package note), the
// hash of the tree, which its reader authenticates tile by tile, proofs that it makes and checks itself, and proofs that
// were made elsewhere, as JSON in the file PROOFS (package tlog). Only the paths are mapped: x/mod has tile/8/L/… and
// tile/8/data/…, tlog-tiles has tile/L/… and tile/entries/… . Each entry must be a note that one of the parties signed.
//
// Prints what was checked as one line of JSON. Exit status 1 with a message where anything does not hold.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// proof is an inclusion proof (Index is a leaf) or a consistency proof (Index is a smaller size), as another made it.
type proof struct {
	Index int64
	Size  int64
	Root  tlog.Hash
	Old   tlog.Hash
	Path  []tlog.Hash
}

type proofs struct {
	Inclusion   []proof
	Consistency []proof
}

type counts struct {
	Origin      string `json:"origin"`
	Size        int64  `json:"size"`
	Entries     int    `json:"entries"`
	Signatures  int    `json:"signatures"`
	Inclusion   int    `json:"inclusion"`
	Consistency int    `json:"consistency"`
	Tiles       int    `json:"tiles"`
}

// files reads tiles from a folder, as tlog.TileReader.
type files struct {
	folder string
	read   map[string]bool
}

func (f *files) Height() int { return height }

func (f *files) SaveTiles([]tlog.Tile, [][]byte) {}

func (f *files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		data, err := f.tile(tile)
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

// tile reads one tile; where a partial one has given way to the full one, its beginning.
func (f *files) tile(tile tlog.Tile) ([]byte, error) {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	path = strings.Replace(path, "tile/data/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(f.folder, path))
	if os.IsNotExist(err) && tile.L >= 0 && tile.W < 1<<height {
		width := tile.W
		tile.W = 1 << height
		if data, err = f.tile(tile); err == nil {
			data = data[:width*tlog.HashSize]
		}
	}
	f.read[path] = true
	return data, err
}

func main() {
	if len(os.Args) < 4 {
		fail("usage: verify_log FOLDER LOG_VKEY PROOFS PARTY_VKEY...")
	}
	folder := os.Args[1]
	found, tree := checkpoint(folder, os.Args[2])
	tiles := &files{folder: folder, read: map[string]bool{}}
	reader := tlog.TileHashReader(tree, tiles)

	root, err := tlog.TreeHash(tree.N, reader)
	check(err)
	if root != tree.Hash {
		fail("the tiles do not give the root that was signed")
	}
	entries(&found, tiles, tree, reader, verifiers(os.Args[4:]))
	foreign(&found, folder, os.Args[3], reader)
	found.Tiles = len(tiles.read)
	line, err := json.Marshal(found)
	check(err)
	fmt.Println(string(line))
}

// checkpoint verifies the signature of the checkpoint and returns the tree that it states.
func checkpoint(folder, vkey string) (counts, tlog.Tree) {
	raw, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	check(err)
	verifier, err := note.NewVerifier(vkey)
	check(err)
	opened, err := note.Open(raw, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		fail("no checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root, err := tlog.ParseHash(lines[2])
	check(err)
	return counts{Origin: lines[0], Size: size}, tlog.Tree{N: size, Hash: root}
}

func verifiers(vkeys []string) note.Verifiers {
	var list []note.Verifier
	for _, vkey := range vkeys {
		verifier, err := note.NewVerifier(vkey)
		check(err)
		list = append(list, verifier)
	}
	return note.VerifierList(list...)
}

// entries verifies every entry: its note, its leaf hash in the tree, and a proof that x/mod makes of it.
func entries(found *counts, tiles *files, tree tlog.Tree, reader tlog.HashReader, parties note.Verifiers) {
	for n := int64(0); n < tree.N; n += 1 << height {
		width := int(tree.N - n)
		if width > 1<<height {
			width = 1 << height
		}
		bundle, err := tiles.tile(tlog.Tile{H: height, L: -1, N: n >> height, W: width})
		check(err)
		for i := int64(0); i < int64(width); i++ {
			length := binary.BigEndian.Uint16(bundle)
			entry := bundle[2 : 2+int(length)]
			bundle = bundle[2+int(length):]
			opened, err := note.Open(entry, parties)
			check(err)
			found.Signatures += len(opened.Sigs)
			hash := tlog.RecordHash(entry)
			made, err := tlog.ProveRecord(tree.N, n+i, reader)
			check(err)
			check(tlog.CheckRecord(made, tree.N, tree.Hash, n+i, hash))
			found.Entries++
		}
		if len(bundle) != 0 {
			fail("a bundle with bytes left over")
		}
	}
}

// foreign checks the proofs that the log's own program made, and that x/mod makes the same.
func foreign(found *counts, folder, path string, reader tlog.HashReader) {
	raw, err := os.ReadFile(path)
	check(err)
	var given proofs
	check(json.NewDecoder(bytes.NewReader(raw)).Decode(&given))
	for _, p := range given.Inclusion {
		leaf, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, p.Index)})
		check(err)
		check(tlog.CheckRecord(p.Path, p.Size, p.Root, p.Index, leaf[0]))
		made, err := tlog.ProveRecord(p.Size, p.Index, reader)
		check(err)
		same(made, p.Path)
		found.Inclusion++
	}
	for _, p := range given.Consistency {
		check(tlog.CheckTree(p.Path, p.Size, p.Root, p.Index, p.Old))
		made, err := tlog.ProveTree(p.Size, p.Index, reader)
		check(err)
		same(made, p.Path)
		found.Consistency++
	}
}

func same(one, other []tlog.Hash) {
	if len(one) != len(other) {
		fail("a proof of another length than x/mod makes")
	}
	for i := range one {
		if one[i] != other[i] {
			fail("another proof than x/mod makes: " + base64.StdEncoding.EncodeToString(one[i][:]))
		}
	}
}

func check(err error) {
	if err != nil {
		fail(err.Error())
	}
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, message)
	os.Exit(1)
}

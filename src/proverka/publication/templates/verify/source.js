"use strict";
// Where the files of the edition are read from: the server that the page came from, or a saved copy on the reader's
// disk, which a page may read once its reader has chosen the folder.
(() => {
  const { Wrong, demand } = proverka.check;

  // WebCrypto hashes what it holds in memory: larger files are for sha256sum.
  const FILE_BYTES_MAX = 256 * 1024 * 1024;
  const TOGETHER = 8; // files read at a time

  class Server {
    constructor(root) { this.root = root; }

    // Returns the bytes of a file; `null` where it is not there.
    async read(path) {
      let answer;
      try {
        answer = await fetch(this.root + path.split("/").map(encodeURIComponent).join("/"), { credentials: "omit" });
      } catch {
        throw new Wrong("unread", { path });
      }
      if (answer.status === 404) return null;
      demand(answer.ok, "unread", { path });
      demand(Number(answer.headers.get("content-length") ?? 0) <= FILE_BYTES_MAX, "too-large", { path });
      return new Uint8Array(await answer.arrayBuffer());
    }
  }

  class SavedFolder {
    // Takes the files that a reader chose; the edition is the uppermost folder in them that holds a record.
    constructor(files) {
      const all = new Map([...files].map((file) => [file.webkitRelativePath || file.name, file]));
      const inside = (path) => path.slice(0, -"record/checkpoint".length);
      const roots = [...all.keys()].filter((path) => path.endsWith("/record/checkpoint")).map(inside);
      const [root] = roots.sort((one, other) => one.length - other.length);
      demand(root, "no-edition");
      const held = [...all].filter(([path]) => path.startsWith(root));
      this.files = new Map(held.map(([path, file]) => [path.slice(root.length), file]));
    }

    async read(path) {
      const file = this.files.get(path);
      if (!file) return null;
      demand(file.size <= FILE_BYTES_MAX, "too-large", { path });
      try {
        return new Uint8Array(await file.arrayBuffer());
      } catch {
        throw new Wrong("unread", { path });
      }
    }

    get paths() { return [...this.files.keys()]; }
  }

  // Returns the server of this page, or `null` for a page that was opened from a disk.
  const ownSource = () => {
    const { base } = document.documentElement.dataset;
    return /^https?:$/.test(location.protocol) ? new Server(new URL(`${base}../`, location.href).href) : null;
  };

  // Does something with each of many, a few at a time.
  const forEach = async (many, work) => {
    const left = many[Symbol.iterator]();
    const worker = async () => { for (const one of left) await work(one); };
    await Promise.all(Array.from({ length: TOGETHER }, worker));
  };

  Object.assign(proverka.check, { SavedFolder, forEach, ownSource });
})();

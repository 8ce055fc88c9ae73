// The folder of the playground in Python's file system, and in the browser's own store, where it outlives the page. Two
// tabs have one store: before each question about files the folder is read from it, and written to it afterwards.
import type { PyodideAPI } from "pyodide";

const LOCK = "careway playground";

/** The browser's store did not give or take the files. */
export class StoreFailed extends Error {}

export class KeptFolder {
  /** Whether the browser has a store. Without one the folder lasts as long as the page. */
  kept = true;
  private readonly files: PyodideAPI["FS"];

  /** `root` is its path, and `fill` puts into it what stands there at first. */
  constructor(
    python: PyodideAPI,
    private readonly root: string,
    private readonly fill: () => void,
  ) {
    this.files = python.FS;
    this.files.mkdirTree(root);
  }

  async begin(): Promise<void> {
    try {
      this.files.mount(this.files.filesystems.IDBFS, {}, this.root);
      await this.exclusively(async () => {
        await this.synchronise(true);
        if (!this.empty()) return;
        this.fill();
        await this.synchronise(false);
      });
    } catch {
      this.kept = false;
      if (this.empty()) this.fill();
    }
  }

  /** Do something with the files as they are in the store, and keep what it made of them. */
  async during<T>(act: () => T): Promise<T> {
    if (!this.kept) return act();
    return this.exclusively(async () => {
      await this.synchronise(true);
      const made = act();
      await this.synchronise(false);
      return made;
    });
  }

  /** The folder as it was at first. */
  async startOver(): Promise<void> {
    await this.during(() => {
      this.remove(this.root);
      this.fill();
    });
  }

  private empty(): boolean {
    return this.inside(this.root).length === 0;
  }

  private remove(folder: string): void {
    for (const path of this.inside(folder)) {
      if (this.files.isDir(this.files.stat(path).mode)) {
        this.remove(path);
        this.files.rmdir(path);
      } else {
        this.files.unlink(path);
      }
    }
  }

  private inside(folder: string): string[] {
    const names: string[] = this.files.readdir(folder);
    return names.filter((name) => name !== "." && name !== "..").map((name) => `${folder}/${name}`);
  }

  private synchronise(fromStore: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.files.syncfs(fromStore, (error: unknown) => (error ? reject(new StoreFailed()) : resolve()));
    });
  }

  /** While no other tab does the same, where the browser can say so (on a secure address, and this machine's own). */
  private async exclusively<T>(act: () => Promise<T>): Promise<T> {
    const locks: LockManager | undefined = navigator.locks;
    return locks === undefined ? act() : await locks.request(LOCK, act);
  }
}

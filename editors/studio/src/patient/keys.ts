// Records are named by keys that hold their day: which key a record has now that had another one before.

export class Keys {
  private readonly now_: Map<string, string> = new Map();

  /** The key under which a record stands in something that may have been made before it was renamed, or after. */
  among(key: string, stands: { has(key: string): boolean }): string | null {
    const now = this.now(key);
    const others = [...this.now_].filter(([, last]) => last === now).map(([first]) => first);
    return [now, ...others].find((one) => stands.has(one)) ?? null;
  }

  now(key: string): string {
    return this.now_.get(key) ?? key;
  }

  rename(from: string, to: string | null): void {
    if (to === null || to === from) return;
    for (const [first, last] of this.now_) if (last === from) this.now_.set(first, to);
    this.now_.set(from, to);
    this.now_.delete(to);
  }

  forget(): void {
    this.now_.clear();
  }
}

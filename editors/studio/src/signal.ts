// Whoever wants to know that something has changed.

export class Signal {
  private readonly listeners: Set<() => void> = new Set();

  /** Be told from now on; the function that is returned ends it. */
  on(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  give(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

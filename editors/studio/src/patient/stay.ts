// What is looked at stays where it is on the screen, though other parts of the page grow and shrink.

/** Keep a part of the page where it is on the screen while others change: what it returns puts it back there. */
export function stayer(part: HTMLElement): () => void {
  const before = part.getBoundingClientRect().top;
  let scrolled: HTMLElement | null = part.parentElement;
  while (scrolled !== null && scrolled.scrollHeight <= scrolled.clientHeight) scrolled = scrolled.parentElement;
  return () => {
    const by = part.getBoundingClientRect().top - before;
    if (scrolled !== null && scrolled.scrollTop > 0 && Math.abs(by) >= 1) scrolled.scrollTop += by;
  };
}

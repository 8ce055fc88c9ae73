// How much has come of what is to come: the bytes of every answer to `fetch` as they arrive.

/** Tell from now on how many bytes have come in all. */
export function countLoaded(tell: (bytes: number) => void): void {
  const fetching = globalThis.fetch.bind(globalThis);
  let loaded = 0;
  globalThis.fetch = async (input, init) => {
    const response = await fetching(input, init);
    const counted = response.clone().body; // the browser keeps what it compiled for the answer itself, not for a copy
    void counted?.pipeTo(new WritableStream({ write: (chunk: Uint8Array) => tell((loaded += chunk.length)) })).catch(() => undefined);
    return response;
  };
}

/** The bytes at an address of this place. */
export async function bytesOf(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${new URL(address).pathname} is not there (${response.status}).`);
  return response.arrayBuffer();
}

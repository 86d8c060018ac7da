// The bundle takes this in place of the package node-fetch (build.mjs), whose names client-node's kubeconfig reader
// imports. This program sends its requests over an agent of its own and never calls them: so Node's fetch, which takes
// longer to load than the client, is loaded only if somebody does.

/** `new Headers()` works, because a constructor may return another object. */
export function Headers(...values: ConstructorParameters<typeof globalThis.Headers>): globalThis.Headers {
  return new globalThis.Headers(...values);
}

export default function fetch(...request: Parameters<typeof globalThis.fetch>): ReturnType<typeof globalThis.fetch> {
  return globalThis.fetch(...request);
}

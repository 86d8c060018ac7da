/**
 * Node's own fetch under the names of the package node-fetch. The bundle takes it in that package's place
 * (build.mjs): client-node imports it, but this program sends its requests over an agent of its own.
 */
export default globalThis.fetch;
export const { fetch, Headers, Request, Response } = globalThis;

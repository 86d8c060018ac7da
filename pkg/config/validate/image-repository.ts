const SEGMENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const HOST_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const HOST = `(?:${HOST_LABEL}(?:\\.${HOST_LABEL})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
/** `host/` and folders; a name alone may be a host, since an image's name follows it. */
const REPOSITORY = new RegExp(`^(?:${HOST}|(?:${HOST}/)?${SEGMENT}(?:/${SEGMENT})*)$`);

/** What is wrong with the part of an image's name before the last `/`. Source: the OCI distribution reference grammar. */
export function checkImageRepository(repository: string): string | undefined {
  return REPOSITORY.test(repository)
    ? undefined
    : `${JSON.stringify(repository)} is no image repository: write it like registry.example.com:5000/folder, without a scheme or a last "/"`;
}

/** `repo:5000/name:tag@sha256:...` -> `tag`; a colon before the last slash belongs to a port. */
export function imageTagOf(image: string): string | undefined {
  return /:([^/:]+)$/.exec(image.replace(/@.*$/, ''))?.[1];
}

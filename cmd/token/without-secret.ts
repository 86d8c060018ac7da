/** Ids have as many characters; nothing longer is shown. */
const SHOWN = 6;

/** What was given for a token, as it may stand in a message: its id at most. */
export function withoutSecret(text: string): string {
  const [id = ''] = text.split('.');
  return id.length === text.length && id.length <= SHOWN ? text : `${id.slice(0, SHOWN)}.***`;
}

import { textForm } from '../schema/schema.ts';
import { parseRfc3339, utcText } from '../../token/rfc3339.ts';

/** A point in time, kept and printed in UTC as Go does it. */
export const timestamp = textForm({
  expected: 'a time such as 2030-01-02T15:04:05Z',
  read: (text) => {
    const time = parseRfc3339(text);
    return time === undefined ? undefined : utcText(time.milliseconds);
  },
});

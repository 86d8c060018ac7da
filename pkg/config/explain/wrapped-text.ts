/** Of a terminal that nobody knows. */
export const USUAL_WIDTH = 80;

/** A text in lines of at most this many columns, each indented and ended. Words are never cut. */
export function wrapped(text: string, indent: number, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && indent + longer.length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  return lines.map((each) => `${' '.repeat(indent)}${each}\n`).join('');
}

/** Lines, each further to the right. */
export function indented(text: string, indent: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(indent));
}

/**
 * The width of a text in columns, for plain text. The bundle takes it in place of the package string-width (build.mjs),
 * which yargs loads for help pages of its own: this program writes its help itself, and would start 30 ms later.
 */
export default function plainWidth(text: string): number {
  return text.length;
}

/** Text as Markdown shows it: characters with a meaning of their own are shown as they are. */
export function plain(text: string): string {
  return text.replace(/[\\|*<]/g, '\\$&');
}

/** A word of a file or a command line. */
export function code(text: string): string {
  return `\`${text}\``;
}

/** A block of YAML. */
export function yamlBlock(text: string): string {
  return `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``;
}

/** A table; nothing where there are no rows. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Paragraphs, tables and headings, each after an empty line. */
export function blocks(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

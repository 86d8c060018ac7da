/** `--cri-socket` is `criSocket` in the programs that take flags as an object. */
export function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

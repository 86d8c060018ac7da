import type { FileHandle } from 'node:fs/promises';

/** Everything in a tar file comes in blocks of this many bytes (POSIX ustar). */
const BLOCK = 512;
/** Two empty blocks end an archive. */
const END = Buffer.alloc(2 * BLOCK);
const FILE = '0';
const FOLDER = '5';

/** One entry of an archive, without its content. */
export interface TarEntry {
  /** Relative path of at most 100 bytes. */
  readonly path: string;
  readonly mode: number;
  /** Bytes; `undefined` for a folder. */
  readonly size?: number;
}

/** Bytes of an archive with these entries. */
export function tarSize(entries: readonly TarEntry[]): number {
  return entries.reduce((sum, { size = 0 }) => sum + BLOCK + padded(size), END.length);
}

/** Writes a tar archive, entry by entry, and shows every byte to those who want to hash or count. */
export class TarWriter {
  readonly #file: FileHandle;
  readonly #see: (bytes: Uint8Array) => void;

  constructor(file: FileHandle, see: (bytes: Uint8Array) => void = () => undefined) {
    this.#file = file;
    this.#see = see;
  }

  /** Only the header: the caller writes the content, and pads it. */
  header(entry: TarEntry): Promise<void> {
    return this.write(header(entry));
  }

  async add(entry: Omit<TarEntry, 'size'>, content: Uint8Array): Promise<void> {
    await this.header({ ...entry, size: content.length });
    await this.write(content);
    await this.pad(content.length);
  }

  /** Fill the last block of a content of so many bytes. */
  pad(size: number): Promise<void> {
    return this.write(Buffer.alloc(padded(size) - size));
  }

  end(): Promise<void> {
    return this.write(END);
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#see(bytes);
    if (bytes.length > 0) await this.#file.writeFile(bytes);
  }
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** Fields of a ustar header: offset by name (POSIX, "ustar Interchange Format"). */
function header({ path, mode, size }: TarEntry): Buffer {
  const block = Buffer.alloc(BLOCK);
  if (Buffer.byteLength(path) > 100) throw new Error(`${path} is too long a name for a tar header`);
  block.write(path, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size ?? 0, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(' '.repeat(8), 148);
  block.write(size === undefined ? FOLDER : FILE, 156);
  block.write('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

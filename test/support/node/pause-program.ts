/** Machine code that sleeps until it is killed, by Node's name of the processor. */
const CODE: Readonly<Record<string, readonly number[]>> = {
  // again: mov eax, 34 (pause); syscall; jmp again
  x64: [0xb8, 0x22, 0x00, 0x00, 0x00, 0x0f, 0x05, 0xeb, 0xf7],
  // again: mov x0..x3, 0; mov x8, 73 (ppoll); svc 0; b again
  arm64: [0xd2800000, 0xd2800001, 0xd2800002, 0xd2800003, 0xd2800928, 0xd4000001, 0x17fffffa].flatMap(littleEndian),
};
/** e_machine in the ELF header. */
const MACHINE: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };
const BASE = 0x400000;
const ELF_HEADER = 64;
const PROGRAM_HEADER = 56;

/** Why there is no pause program for this machine; `undefined` when there is one. */
export function pauseProgramMissing(): string | undefined {
  return process.arch in CODE ? undefined : `no pause program is known for ${process.arch}`;
}

/**
 * The program that holds a Pod's namespaces: a whole ELF executable of some 130 bytes, so that packing its image takes
 * no compiler. The runtime ends it with SIGKILL, so that it needs no handler.
 */
export function pauseProgram(): Uint8Array {
  const code = CODE[process.arch] ?? [];
  const size = ELF_HEADER + PROGRAM_HEADER + code.length;
  const file = Buffer.alloc(size);
  // identification: 64 bits, little endian, version 1; type EXEC
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0], 0);
  file.writeUInt16LE(2, 16);
  file.writeUInt16LE(MACHINE[process.arch] ?? 0, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(BASE + ELF_HEADER + PROGRAM_HEADER), 24);
  file.writeBigUInt64LE(BigInt(ELF_HEADER), 32);
  file.writeUInt16LE(ELF_HEADER, 52);
  file.writeUInt16LE(PROGRAM_HEADER, 54);
  file.writeUInt16LE(1, 56);
  // the one segment: the whole file, to be read and executed
  file.writeUInt32LE(1, 64);
  file.writeUInt32LE(5, 68);
  file.writeBigUInt64LE(BigInt(BASE), 80);
  file.writeBigUInt64LE(BigInt(BASE), 88);
  file.writeBigUInt64LE(BigInt(size), 96);
  file.writeBigUInt64LE(BigInt(size), 104);
  file.writeBigUInt64LE(0x1000n, 112);
  file.set(code, ELF_HEADER + PROGRAM_HEADER);
  return file;
}

function littleEndian(word: number): readonly number[] {
  return [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24];
}

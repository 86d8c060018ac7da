/** Machine code, by Node's name of the processor. Called without arguments, it sleeps until it is killed; with some, it ends. */
const CODE: Readonly<Record<string, readonly number[]>> = {
  // prettier-ignore
  x64: [
    0x83, 0x3c, 0x24, 0x01, //             cmp dword [rsp], 1 (argc)
    0x75, 0x09, //                         jne end
    0xb8, 0x22, 0x00, 0x00, 0x00, // again: mov eax, 34 (pause)
    0x0f, 0x05, 0xeb, 0xf7, //             syscall; jmp again
    0x31, 0xff, //                    end: xor edi, edi
    0xb8, 0x3c, 0x00, 0x00, 0x00, //       mov eax, 60 (exit)
    0x0f, 0x05, //                         syscall
  ],
  // prettier-ignore
  arm64: [
    0xf94003e9, 0xf100053f, 0x54000101, //             ldr x9, [sp]; cmp x9, 1; b.ne end
    0xd2800000, 0xd2800001, 0xd2800002, 0xd2800003, // again: mov x0..x3, 0
    0xd2800928, 0xd4000001, 0x17fffffa, //             mov x8, 73 (ppoll); svc 0; b again
    0xd2800000, 0xd2800ba8, 0xd4000001, //        end: mov x0, 0; mov x8, 93 (exit); svc 0
  ].flatMap(littleEndian),
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
 * no compiler. The runtime ends it with SIGKILL, so that it needs no handler. `pause -v` is what the reference's
 * check of a cluster's health runs as a Job.
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

/** The one module of node-forge that is needed: loading the whole library takes five times as long. */
declare module 'node-forge/lib/asn1.js' {
  import type { asn1 } from 'node-forge';

  interface Reading {
    /** Whether BIT STRINGs are looked into for nested values. */
    readonly decodeBitStrings: boolean;
  }

  const api: Omit<typeof asn1, 'fromDer'> & { fromDer(bytes: string, reading: Reading): asn1.Asn1 };
  export default api;
}

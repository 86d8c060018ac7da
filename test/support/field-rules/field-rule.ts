/** A field, values that are taken, and values that are refused. `*` in the snippet stands for the value. */
export interface FieldRule {
  readonly kind: string;
  readonly snippet: string;
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

export const rule = (kind: string, snippet: string, good: readonly string[], bad: readonly string[]): FieldRule => ({
  kind,
  snippet,
  good,
  bad,
});

export const TEXT = {
  good: ['x', '"y es"', 'null', '""', '"0123"'],
  bad: ['yes', 'on', '0123', '1.5', '[]', '{}', '0x1f'],
};
export const FLAG = { good: ['true', 'false', 'yes', 'off', 'y', 'null'], bad: ['"true"', '1', '[]'] };
export const DURATION = {
  good: ['1h30m', '"0"', '1.5h', '-1h', '100ms', '1µs', '.5h', '1.h', '+1h', 'null'],
  bad: ['0', '10', '10d', '1h 1m', '""', 'true', '.h', '9223372036854775808ns', '10000000h'],
};
export const REPOSITORY = {
  good: ['a', 'a/b', 'A', 'A/b', 'a:5000', 'a:5000/b', 'a.b/c', 'a__b/c', 'a/b--c', '"[::1]:5000/a"', '""', 'a_b'],
  bad: ['https://x', 'x/', 'x/Y', '-a', 'a-', 'a:x/b', 'a/b:tag', 'a//b', 'a@b', '"a b"', 'a..b', 'a/b___c'],
};
export const ARGUMENTS = {
  good: ['[]', '[{name: v, value: "2"}, {name: v, value: ""}]', '[{name: --v}]', 'null'],
  bad: ['[{name: "", value: x}]', '[{value: x}]', '[{name: v, value: 2}]', '{v: "2"}', '[{name: v, values: x}]', 'x'],
};
export const ENVIRONMENT = {
  good: ['[{name: A, value: b}]', '[{name: A, valueFrom: {fieldRef: {fieldPath: x}}}]', '[{value: b}]'],
  bad: ['[{name: A, value: 1}]', '[{name: A, valueFrom: x}]', '[{name: A, foo: b}]', 'x'],
};
export const VOLUMES = {
  good: ['[{name: a, hostPath: a, mountPath: b, readOnly: true, pathType: foo}]', '[{}]'],
  bad: ['[{name: a, readOnly: "x"}]', '[{path: /a}]'],
};

export const of = (kind: string, snippet: string, { good, bad }: Pick<FieldRule, 'good' | 'bad'>): FieldRule =>
  rule(kind, snippet, good, bad);

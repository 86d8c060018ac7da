import {
  bool,
  duration,
  field,
  int32,
  int64,
  list,
  logFlush,
  map,
  optional,
  string,
  struct,
  uint32,
  type Field,
} from '../schema/schema.ts';
import { quantity } from './env-var.ts';

// Fields of the kinds that the kubelet and kube-proxy own. Their meaning is documented by Kubernetes; what matters
// here is their type and whether Go prints them when they are not set.

export const text = field(string(), '');
export const textMaybe = field(optional(string()), '');
export const flag = field(bool(), '');
export const flagMaybe = field(optional(bool()), '');
export const number = field(int32(), '');
export const numberMaybe = field(optional(int32()), '');
export const long = field(int64(), '');
export const longMaybe = field(optional(int64()), '');
export const time = field(duration(), '');
export const timeMaybe = field(optional(duration()), '');
export const texts = field(list(string()), '');
export const textMap = field(map(string()), '');
export const flagMap = field(map(bool()), '');

/**
 * A field that this program gives a value.
 *
 * @param value - what it is given, in words
 * @param rule - what comes of another value
 */
export const ours = <F extends Field>(
  of: F,
  value: string,
  doc: string,
  rule = 'Another value is kept, with a warning.',
): F => ({ ...of, doc, rule, defaultDoc: value });

const outputRouting = struct({ splitStream: flag, infoBufferSize: field(quantity(), '') });

/** component-base LoggingConfiguration. */
export const logging = field(
  struct({
    format: text,
    flushFrequency: field(logFlush(), '', { always: true }),
    verbosity: field(uint32(), '', { always: true }),
    vmodule: field(
      list(
        struct({
          filePattern: field(string(), '', { always: true }),
          verbosity: field(uint32(), '', { always: true }),
        }),
      ),
      '',
    ),
    options: field(struct({ text: field(outputRouting, ''), json: field(outputRouting, '') }), ''),
  }),
  '',
);

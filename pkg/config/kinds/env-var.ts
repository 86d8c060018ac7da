import { canonicalQuantity } from '../quantity.ts';
import { bool, field, list, optional, string, struct, textForm } from '../schema/schema.ts';

/** A resource quantity in its canonical form. */
export const quantity = () =>
  textForm({ expected: 'a quantity such as 500m or 64Mi', zero: '0', numbers: true, read: canonicalQuantity });

const keyOf = (what: string) =>
  struct({
    name: field(string(), `Name of the ${what}`),
    key: field(string(), 'Key to take', { always: true }),
    optional: field(optional(bool()), `Whether the ${what} may be absent`),
  });

/** core/v1 EnvVar. */
export const envVar = struct({
  name: field(string(), 'Name of the variable', { always: true }),
  value: field(string(), 'Its value'),
  valueFrom: field(
    optional(
      struct({
        fieldRef: field(
          optional(
            struct({
              apiVersion: field(string(), 'Version of the schema that the path is written for', { default: 'v1' }),
              fieldPath: field(string(), 'Field of the Pod', { always: true }),
            }),
          ),
          'A field of the Pod',
        ),
        resourceFieldRef: field(
          optional(
            struct({
              containerName: field(string(), 'Name of the container'),
              resource: field(string(), 'Resource to take', { always: true }),
              divisor: field(quantity(), 'Unit of the value'),
            }),
          ),
          'A resource of the container',
        ),
        configMapKeyRef: field(optional(keyOf('ConfigMap')), 'A key of a ConfigMap'),
        secretKeyRef: field(optional(keyOf('Secret')), 'A key of a Secret'),
        fileKeyRef: field(
          optional(
            struct({
              volumeName: field(string(), 'Name of the volume', { always: true }),
              path: field(string(), 'Path in the volume', { always: true }),
              key: field(string(), 'Key in the file', { always: true }),
              optional: field(optional(bool()), 'Whether the file may be absent'),
            }),
          ),
          'A key of a file',
        ),
      }),
    ),
    'Where the value comes from',
  ),
});

/** A list of environment variables for a component. */
export const envVars = () => field(list(envVar), "More environment variables for the component's container");

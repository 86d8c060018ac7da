import { canonicalQuantity } from '../quantity.ts';
import { bool, field, list, optional, string, struct, textForm } from '../schema/schema.ts';

/** A resource quantity in its canonical form. */
export const quantity = () =>
  textForm({
    expected: 'a quantity such as 500m or 64Mi',
    zero: '0',
    numbers: true,
    pattern: '^[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([KMGTPE]i|[numkMGTPE]|[eE][-+]?\\d+)?$',
    read: canonicalQuantity,
  });

const keyOf = (what: string) =>
  struct({
    name: field(string(), `Name of the ${what}, in the namespace of the Pod.`),
    key: field(string(), 'The key whose value is taken.', { always: true }),
    optional: field(optional(bool()), `Whether the container starts without the ${what} or the key.`),
  });

/** core/v1 EnvVar. */
export const envVar = struct(
  {
    name: field(string(), 'Name of the variable.', { always: true, example: 'HTTPS_PROXY' }),
    value: field(string(), 'Its value; $(OTHER) stands for the value of another variable.', {
      example: 'http://proxy.example.com:3128',
    }),
    valueFrom: field(
      optional(
        struct({
          fieldRef: field(
            optional(
              struct({
                apiVersion: field(string(), 'API version that the path is written for.', { default: 'v1' }),
                fieldPath: field(string(), 'Path of the field: status.podIP.', {
                  always: true,
                  example: 'status.podIP',
                }),
              }),
            ),
            'Takes the value from a field of the Pod.',
          ),
          resourceFieldRef: field(
            optional(
              struct({
                containerName: field(string(), 'Name of the container; its own unless given.'),
                resource: field(string(), 'Which resource: limits.cpu.', { always: true, example: 'limits.cpu' }),
                divisor: field(quantity(), 'Unit in which the value is told.', { defaultDoc: '1' }),
              }),
            ),
            'Takes the value from the resources of a container.',
          ),
          configMapKeyRef: field(optional(keyOf('ConfigMap')), 'Takes the value from a ConfigMap; static Pods cannot.'),
          secretKeyRef: field(optional(keyOf('Secret')), 'Takes the value from a Secret; static Pods cannot.'),
          fileKeyRef: field(
            optional(
              struct({
                volumeName: field(string(), 'Name of the volume that holds the file.', { always: true }),
                path: field(string(), 'Path of the file in the volume.', { always: true }),
                key: field(string(), 'The key whose value is taken.', { always: true }),
                optional: field(optional(bool()), 'Whether the container starts without the file or the key.'),
              }),
            ),
            'Takes the value from a file of environment variables in a volume.',
          ),
        }),
      ),
      'Where the value comes from, instead of value: one of the fields below.',
      { example: { fieldRef: { fieldPath: 'status.podIP' } } },
    ),
  },
  'EnvVar',
);

/** A list of environment variables for a component. */
export const envVars = () =>
  field(list(envVar), 'More environment variables for the container of the component.', {
    example: [{ name: 'HTTPS_PROXY', value: 'http://proxy.example.com:3128' }],
  });

import { checkImageRepository } from '../validate/image-repository.ts';

/** What every field with the registry and folder of an image has in common. */
export const imageRepository = {
  check: checkImageRepository,
  rule: 'It has no scheme and no "/" at its end.',
  shape: { pattern: '^(?!.*://)(.*[^/])?$' },
  example: 'registry.example.com:5000/kubernetes',
} as const;

/** The Kubernetes release that this program follows: what a version label falls back to when nobody answers. */
export const CLIENT_VERSION = 'v1.36.2';

/** This program's own version: the same as in package.json (a test holds it). */
export const PROGRAM_VERSION = '0.1.0';

import { apiError, type ApiError, type ApiVerb } from '../../../pkg/kube/api-error.ts';
import type { ApiStatus, StatusCause } from '../../../pkg/kube/api-status.ts';
import type { Resource } from '../../../pkg/kube/resource-table.ts';

/** What the double was asked to do, when it says no. */
export interface Asked {
  readonly verb: ApiVerb;
  readonly resource: Resource;
  readonly name: string;
  readonly namespace?: string | undefined;
}

/** One thing wrong with a field. */
export interface FieldFault {
  readonly reason: 'FieldValueInvalid' | 'FieldValueRequired' | 'FieldValueNotSupported' | 'FieldValueForbidden';
  readonly field: string;
  readonly message: string;
}

/** The group part of an apiVersion; empty for core. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** `deployments.apps`, as Status messages name resources. */
function qualified({ resource }: Asked): string {
  const group = groupOf(resource.apiVersion);
  return group === '' ? resource.plural : `${resource.plural}.${group}`;
}

export function failureStatus(
  code: number,
  reason: string,
  message: string,
  details?: ApiStatus['details'],
): ApiStatus {
  return { kind: 'Status', apiVersion: 'v1', status: 'Failure', message, reason, ...(details && { details }), code };
}

function fail(asked: Asked, status: ApiStatus): ApiError {
  const { kind } = asked.resource;
  const place = asked.namespace === undefined ? '' : `${asked.namespace}/`;
  return apiError(status, { verb: asked.verb, what: `${kind} ${place}${asked.name}`, secret: kind === 'Secret' });
}

/** `details` that name the resource; `kind` is the plural there, as the real server has it. */
export function detailsOf(asked: Asked): { name: string; group?: string; kind: string } {
  const group = groupOf(asked.resource.apiVersion);
  return { name: asked.name, ...(group === '' ? {} : { group }), kind: asked.resource.plural };
}

export function notFound(asked: Asked): ApiError {
  return fail(asked, failureStatus(404, 'NotFound', `${qualified(asked)} "${asked.name}" not found`, detailsOf(asked)));
}

export function namespaceNotFound(asked: Asked): ApiError {
  const name = asked.namespace ?? '';
  return fail(asked, failureStatus(404, 'NotFound', `namespaces "${name}" not found`, { name, kind: 'namespaces' }));
}

export function alreadyExists(asked: Asked): ApiError {
  return fail(
    asked,
    failureStatus(409, 'AlreadyExists', `${qualified(asked)} "${asked.name}" already exists`, detailsOf(asked)),
  );
}

export function conflict(asked: Asked, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${qualified(asked)} "${asked.name}": ${why}`;
  return fail(asked, failureStatus(409, 'Conflict', message, detailsOf(asked)));
}

export function applyConflict(asked: Asked, causes: readonly StatusCause[]): ApiError {
  const message = `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}`;
  return fail(asked, failureStatus(409, 'Conflict', message, { causes }));
}

export function invalid(asked: Asked, faults: readonly FieldFault[]): ApiError {
  const { kind, apiVersion } = asked.resource;
  const group = groupOf(apiVersion);
  const text = faults.map((fault) => `${fault.field}: ${fault.message}`);
  const list = text.length === 1 ? text[0] : `[${text.join(', ')}]`;
  const full = group === '' ? kind : `${kind}.${group}`;
  const details = { name: asked.name, ...(group === '' ? {} : { group }), kind, causes: faults };
  return fail(asked, failureStatus(422, 'Invalid', `${full} "${asked.name}" is invalid: ${list}`, details));
}

export function badRequest(asked: Asked, message: string): ApiError {
  return fail(asked, failureStatus(400, 'BadRequest', message));
}

/** Any other status. */
export function refused(asked: Asked, status: ApiStatus): ApiError {
  return fail(asked, status);
}

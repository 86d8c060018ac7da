import { expect } from 'chai';
import { connectionError } from '../../../pkg/cri/cri-error.ts';

describe('the error of a socket that does not speak CRI', () => {
  const told = (details: string): string => connectionError('unix:///x.sock', { kind: 'other' }, details).message;

  it("keeps what gRPC knows and leaves out gRPC's empty phrases", () => {
    const details =
      'No connection established. Last error: Protocol error (2026-11-21T03:25:20.913Z). Resolution note: ';
    expect(told(details)).match(/does not speak CRI \(protocol error\)$/);
    expect(told('something else')).match(/\(something else\)$/);
    expect(told('')).match(/does not speak CRI$/);
  });
});

import { next, can, eventsOf } from '../state-machine.js';
import {
  isOpenRefund,
  isRefundInDoubt,
  OPEN_REFUND_STATES,
  REFUND_STATES,
  REFUND_STATES_IN_DOUBT,
  refundMachine,
} from './refund-states.js';

const FOR_A_PERSON: readonly string[] = ['manual', 'awaiting_approval'];

describe('the law of refunds', () => {
  it('what was sent may be sent again under its key; what was queued or decided may not', () => {
    const sendable = REFUND_STATES.filter((state) => can(refundMachine, state, 'mark_sent'));
    expect(sendable).toEqual(['requested', 'sent', 'unknown']);
  });

  it('only what was never taken goes back to being wanted', () => {
    expect(REFUND_STATES.filter((state) => can(refundMachine, state, 'never_sent'))).toEqual(['sent']);
  });

  it('a confirmation is taken in every state in which the money may have gone', () => {
    for (const state of [...REFUND_STATES_IN_DOUBT, 'queued'] as const) {
      expect(next(refundMachine, state, 'confirm')).toBe('succeeded');
    }
  });

  it("no machine's no ends what waits for a person", () => {
    const ways = eventsOf(refundMachine).filter((event) => can(refundMachine, 'manual', event));
    expect([...ways].sort()).toEqual(['confirm', 'resolved_not_refunded', 'resolved_refunded']);
  });

  it('nothing leaves the end', () => {
    for (const state of refundMachine.final) {
      expect(eventsOf(refundMachine).filter((event) => can(refundMachine, state, event))).toEqual([]);
    }
  });

  it('what waits for approval is not sent before it is wanted again', () => {
    const ways = eventsOf(refundMachine).filter((event) => can(refundMachine, 'awaiting_approval', event));
    expect([...ways].sort()).toEqual(['approve', 'reject']);
    expect(next(refundMachine, 'awaiting_approval', 'approve')).toBe('requested');
  });

  it('a person is needed for manual ones and for approval, and the clock for all that are open', () => {
    expect(REFUND_STATES.filter(isOpenRefund)).toEqual([...OPEN_REFUND_STATES]);
    expect(REFUND_STATES.filter(isRefundInDoubt)).toEqual([...REFUND_STATES_IN_DOUBT]);
    const neither = REFUND_STATES.filter((state) => !isOpenRefund(state) && !FOR_A_PERSON.includes(state));
    expect(neither).toEqual([...refundMachine.final]);
  });
});

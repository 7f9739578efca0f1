import fc from 'fast-check';
import {
  isAnotherServer,
  judgeEpoch,
  type KnownEpoch,
  nextEpochId,
  QUIET_MS,
  type ServerIdentity,
  type Witness,
} from './judge-epoch.js';

const NOW = new Date('2027-03-01T06:00:00Z');
const ago = (ms: number) => new Date(NOW.getTime() - ms);
const SERVER: ServerIdentity = { systemIdentifier: '7600000000000000001', timeline: 1, databaseOid: '16384' };
const KNOWN: KnownEpoch = { ...SERVER, id: 3, databaseId: 'db', beat: 100n, beatAt: ago(10_000) };
const WITNESS: Witness = { databaseId: 'db', epoch: 3, beat: 100n };

const judge = (
  known: Partial<KnownEpoch> = {},
  server: Partial<ServerIdentity> = {},
  witness: Partial<Witness> | null = {},
) => judgeEpoch({ ...KNOWN, ...known }, { ...SERVER, ...server }, witness && { ...WITNESS, ...witness }, NOW);

describe('the database that answers', () => {
  it.each([
    ['nothing has changed', {}, {}, {}],
    ['others beat since this machine looked', { beat: 900n }, {}, {}],
    ['PostgreSQL crashed and recovered: same identity, every commit there', { beat: 101n }, {}, {}],
    ['this machine has no witness yet', {}, {}, null],
    ['the witness tells of another database', {}, {}, { databaseId: 'other', beat: 10_000n }],
    ['the witness is of the epoch before', {}, {}, { epoch: 2, beat: 10_000n }],
    ['a restart took a minute', { beatAt: ago(60_000) }, {}, {}],
    ['a managed server does not tell who it is', {}, { systemIdentifier: null, timeline: null }, {}],
    ['it tells now and did not before', { systemIdentifier: null, timeline: null }, {}, {}],
  ])('is the one we know: %s', (_case, known, server, witness) => {
    expect(judge(known, server, witness)).toEqual({ kind: 'same' });
  });

  it.each([
    [
      'a dump loaded into another cluster',
      {},
      { systemIdentifier: '8', databaseOid: '5' },
      null,
      ['another_cluster'],
    ],
    [
      'a point-in-time recovery, or a standby that was promoted',
      {},
      { timeline: 2 },
      null,
      ['another_timeline'],
    ],
    ['a dump loaded beside the original', {}, { databaseOid: '16999' }, null, ['another_database']],
    ['a snapshot of the disk put back', { beat: 42n }, {}, {}, ['went_back']],
    ['a snapshot from before an earlier restore', { id: 2, beat: 900n }, {}, {}, ['went_back']],
    ['a standby that was behind', { beat: 99n }, { timeline: 2 }, {}, ['another_timeline', 'went_back']],
  ])('may have forgotten something: %s', (_case, known, server, witness, signs) => {
    expect(judge(known, server, witness)).toEqual({ kind: 'moved', signs });
  });

  it('is not believed unasked when nobody was there: a copy of the whole disk looks just like a downtime', () => {
    expect(judge({ beatAt: ago(QUIET_MS + 1) })).toEqual({ kind: 'quiet' });
    expect(judge({ beatAt: ago(QUIET_MS) })).toEqual({ kind: 'same' });
  });

  it('is another server only by what both sides tell', () => {
    expect(isAnotherServer(SERVER, SERVER)).toBe(false);
    expect(isAnotherServer(SERVER, { ...SERVER, systemIdentifier: null, timeline: null })).toBe(false);
    expect(isAnotherServer(SERVER, { ...SERVER, timeline: 2 })).toBe(true);
  });
});

describe('an epoch that begins', () => {
  it('is above all that were seen, so that no witness of before suspects it', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.bigInt(0n, 99n), (id, epoch, beat) => {
        const witness = { databaseId: 'db', epoch, beat };
        const begun = { ...KNOWN, id: nextEpochId({ ...KNOWN, id }, witness), beat: 0n };
        expect(judgeEpoch(begun, SERVER, witness, NOW)).toEqual({ kind: 'same' });
        expect(judgeEpoch(begun, SERVER, { ...witness, epoch: id, beat: 10_000n }, NOW)).toEqual({
          kind: 'same',
        });
      }),
    );
  });
});

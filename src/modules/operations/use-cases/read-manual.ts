import { Injectable } from '@nestjs/common';
import { type Tx, UnitOfWork } from '../../../platform/database/unit-of-work.js';
import { type Page, type PageQuery, toPageRequest } from '../../../platform/http/page.js';
import { type Attempt, AttemptsRepository, type Charge } from '../../charges/index.js';
import { EventSubjectsRepository } from '../../events/index.js';
import { MerchantClock } from '../../merchants/index.js';
import type { Evidence } from '../dto/evidence.response.js';
import type { ManualCaseView } from '../dto/manual-case.response.js';
import { EvidenceRepository } from '../evidence.repository.js';
import { ManualRepository } from '../manual.repository.js';
import { type ChargeNames, QueueRepository } from '../queue.repository.js';
import { openCaseOf } from '../second-person.js';

/** The human's queue, with everything that a person needs in order to decide. */
@Injectable()
export class ReadManual {
  constructor(
    private readonly uow: UnitOfWork,
    private readonly queue: QueueRepository,
    private readonly attempts: AttemptsRepository,
    private readonly manual: ManualRepository,
    private readonly evidence: EvidenceRepository,
    private readonly subjects: EventSubjectsRepository,
    private readonly clock: MerchantClock,
  ) {}

  execute(merchantId: bigint, query: PageQuery): Promise<Page<ManualCaseView>> {
    return this.uow.read(async (tx) => {
      const page = await this.queue.manual(tx, merchantId, toPageRequest(query));
      const ids = page.rows.map((charge) => charge.id);
      const attempts = await this.attempts.ofCharges(tx, merchantId, ids);
      const names = await this.queue.namesOf(tx, merchantId, ids);
      const now = await this.clock.now(tx, merchantId);
      const rows: ManualCaseView[] = [];
      for (const charge of page.rows) {
        const attempt = inQuestion(attempts, charge);
        rows.push(await this.view(tx, charge, attempt, names.get(charge.id)!, now));
      }
      return { rows, nextId: page.nextId };
    });
  }

  private async view(
    tx: Tx,
    charge: Charge,
    attempt: Attempt | null,
    names: ChargeNames,
    now: Date,
  ): Promise<ManualCaseView> {
    const { owner } = await this.queue.standingOf(tx, charge);
    const decisions = attempt?.status === 'manual' ? await this.manual.decisionsOf(tx, attempt) : [];
    const evidence = await this.evidenceOf(tx, charge, attempt);
    return {
      id: charge.id,
      charge,
      attempt,
      names,
      owner,
      proposal: openCaseOf(decisions).proposal,
      evidence,
      now,
    };
  }

  private async evidenceOf(tx: Tx, charge: Charge, attempt: Attempt | null): Promise<Evidence> {
    return {
      calls: attempt ? await this.evidence.calls(tx, attempt) : [],
      webhooks: attempt ? await this.evidence.webhooks(tx, attempt) : [],
      events: await this.subjects.views(
        tx,
        charge.merchantId,
        await this.evidence.events(tx, charge, attempt),
      ),
    };
  }
}

/** The attempt that a person has to decide, else the last one, which tells why the charge is blocked. */
function inQuestion(all: Attempt[], charge: Charge): Attempt | null {
  const own = all.filter((attempt) => attempt.chargeId === charge.id);
  return own.find((attempt) => attempt.status === 'manual') ?? own.at(-1) ?? null;
}

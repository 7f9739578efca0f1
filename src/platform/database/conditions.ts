/**
 * That there is no such row, as SQL that is looked up for each candidate. PostgreSQL turns a plain NOT EXISTS into
 * a join, and then computes and sorts everything that is due before a claim takes the first few of it: each batch
 * of a long queue would cost as much as the queue.
 */
export function none(select: string): string {
  return `EXISTS (${select}) IS NOT TRUE`;
}

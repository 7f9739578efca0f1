import { AuditRun } from './audit-run.entity.js';

export { AuditModule } from './audit.module.js';
export { AuditRepository } from './audit.repository.js';
export { CHECKS } from './checks/index.js';
export { AuditBooks, type Finding } from './use-cases/audit-books.js';
export { AuditNightly } from './use-cases/audit-nightly.js';
export const AUDIT_ENTITIES = [AuditRun];

import { Import } from './import.entity.js';
import { ImportLine } from './import-line.entity.js';
import { ImportName } from './import-name.entity.js';

export { ImportsModule } from './imports.module.js';
export { ForgetLeftovers } from './use-cases/forget-leftovers.js';
export { RunImports } from './use-cases/run-imports.js';
export const IMPORT_ENTITIES = [Import, ImportLine, ImportName];

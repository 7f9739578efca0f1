export { JsonLogger } from './json-logger.js';
export { redact, redactText } from './redact.js';
export { logRequests } from './request-log.js';

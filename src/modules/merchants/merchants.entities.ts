import { ApiKey } from './api-key.entity.js';
import { Merchant } from './merchant.entity.js';
import { TestClock } from './test-clock.entity.js';

export const MERCHANT_ENTITIES = [Merchant, ApiKey, TestClock];

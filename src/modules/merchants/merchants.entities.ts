import { ApiKey } from './api-key.entity.js';
import { Merchant } from './merchant.entity.js';
import { MerchantLogo } from './profile/merchant-logo.entity.js';
import { MerchantProfile } from './profile/merchant-profile.entity.js';
import { TestClock } from './test-clock.entity.js';

export const MERCHANT_ENTITIES = [Merchant, ApiKey, TestClock, MerchantProfile, MerchantLogo];
